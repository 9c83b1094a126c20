package link

import (
	"errors"
	"time"
)

// errSuspended ends a connection over which the machine slept. Asking the old socket could take seconds in which the
// picture looks true and commands go nowhere; a new connection with a full read takes a fraction of one.
var errSuspended = errors.New("this machine slept")

// clockReading is the wall clock and the monotonic one, read together.
type clockReading struct {
	wall time.Time
	mono time.Duration
}

// readClocks reads both clocks.
func (c *Keeper) readClocks(cn *conn) clockReading { return clockReading{c.o.Wall(), cn.now()} }

// wallClock is the time without the monotonic reading, which stands still while the machine sleeps.
func wallClock() time.Time { return time.Now().Round(0) }

// slept reports whether the machine was suspended between two readings: the wall clock went on, the monotonic one stood
// still. Small differences are corrections of the wall clock; one that was set back proves nothing.
func slept(before, now clockReading) bool {
	const correction = 5 * time.Second
	return now.wall.Sub(before.wall)-(now.mono-before.mono) > correction
}

package link

import (
	"errors"
	"time"
)

// stuckWait is how long the reader waits for a room that takes nothing. Everything else on the connection waits with it:
// answers, the server's pings, the other rooms.
const stuckWait = 2 * time.Second

// errFlood is told to a room whose events were dropped; it reads the room again.
var errFlood = errors.New("events were dropped: the room did not take them")

// flood gives up waiting for the room: what comes from now on is dropped until the room has taken the notice of it, which
// stands behind everything that still waits. What is dropped behind the notice came before the answer to the question
// that the notice causes, so that nothing is missed.
func (f *Feed) flood() {
	f.mu.Lock()
	f.flooded = true
	f.mu.Unlock()
	f.put(Item{Bad: errFlood})
}

// lose drops events and counts them.
func (f *Feed) lose(b *Batch) {
	f.c.dropped.Add(uint64(len(b.Frames)))
	b.Release()
}

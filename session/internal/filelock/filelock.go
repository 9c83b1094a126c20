// Package filelock keeps other programs out of a file or folder while one of them writes. The lock is advisory. It ends
// with the process at the latest. On systems without file locks, it locks nothing. Those that read without a lock see a
// whole file if [Part] has written it.
package filelock

import (
	"errors"
	"os"
	"time"
)

// ErrHeld means that another program has kept the lock for too long.
var ErrHeld = errors.New("another program holds the file")

// pauseMin and pauseMax bound the pause between two attempts to get the lock.
const pauseMin, pauseMax = 200 * time.Microsecond, 20 * time.Millisecond

// Lock locks an open file or folder, for as long as it is open or until [Unlock]. It waits for another program, or for
// another open file of this one. The error is ErrHeld, or that of the system.
func Lock(f *os.File, wait time.Duration) error {
	for pause, until := pauseMin, time.Now().Add(wait); ; pause = min(2*pause, pauseMax) {
		locked, err := try(f)
		if locked || err != nil {
			return err
		}
		if time.Now().After(until) {
			return ErrHeld
		}
		timer := time.NewTimer(pause)
		<-timer.C
	}
}

// Unlock releases the lock.
func Unlock(f *os.File) { drop(f) }

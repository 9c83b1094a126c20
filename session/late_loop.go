package session

import (
	"time"

	"gavel/session/internal/link"
)

// lateCapacity is how many late answers wait for the loop; more are lost, and the reading of the room has to do.
const lateCapacity = 64

// hearLate takes a late answer from the client's reader. It does not block.
func (l *loop) hearLate(a link.LateAnswer) {
	select {
	case l.late <- a:
	default:
	}
}

// takeLate applies a late answer. One that overtook the news that the outcome is unknown waits for it; those of others are
// forgotten in time.
func (l *loop) takeLate(a link.LateAnswer) {
	if l.d.LateAnswered(a, time.Now()) {
		return
	}
	if len(l.strays) >= lateCapacity {
		l.strays = l.strays[1:]
	}
	l.strays = append(l.strays, a)
}

// matchStrays tries the late answers again that belonged to nobody.
func (l *loop) matchStrays() {
	kept := l.strays[:0]
	for _, a := range l.strays {
		if !l.d.LateAnswered(a, time.Now()) {
			kept = append(kept, a)
		}
	}
	clear(l.strays[len(kept):])
	l.strays = kept
}

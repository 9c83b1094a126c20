package floor

import (
	"fmt"

	"gavel/session/video"
)

// Steps returns how many verbs can be undone.
func Steps(e *Engine) int { return len(e.steps) }

// Arrange orders entries as a queue does.
func Arrange(o Order, entries []*Entry, last string) []*Entry { return o.arrange(entries, last) }

// DueParts explains Due.
func DueParts(e *Engine) string {
	return fmt.Sprint(e.live, " turns ", e.turnsDue(), " enforce ", e.enforceDue(), " lease ", e.lease.due(), e.reread, e.lease.dirty, e.reading.at, e.intent)
}

// Pardon lets people keep the microphone open, as Settle does once enforcement has given up on them.
func Pardon(e *Engine, id video.MemberID) {
	if m := e.members[id]; m != nil {
		e.pardon(m)
		e.publish()
	}
}

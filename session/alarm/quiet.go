package alarm

import (
	"time"

	"gavel/session/video"
)

// quietFor is how long a room may be quiet after a panic until a moderator is asked.
const quietFor = 15 * time.Minute

// Quieten records that a panic has begun, or that a moderator wants the room to stay quiet.
func (e *Engine) Quieten(now time.Time) {
	e.clock(now)
	e.quiet = e.now
	e.lower(func(a *Alarm) bool { return a.Kind == StillQuiet })
}

// Unquieten records that the room is no longer quiet.
func (e *Engine) Unquieten() {
	e.quiet = time.Time{}
	e.lower(func(a *Alarm) bool { return a.Kind == StillQuiet })
}

// IsQuiet reports whether a panic has begun and nobody has ended it.
func (e *Engine) IsQuiet() bool { return !e.quiet.IsZero() }

func (e *Engine) updateQuiet() {
	if due := e.quietDue(); !due.IsZero() && !due.After(e.now) {
		e.raise(Alarm{Kind: StillQuiet})
	}
}

func (e *Engine) quietDue() time.Time {
	if e.quiet.IsZero() || e.snap.Room.Ended {
		return time.Time{}
	}
	return e.quiet.Add(quietFor)
}

// pendingQuiet is quietDue until the alarm is raised.
func (e *Engine) pendingQuiet() time.Time {
	if due := e.quietDue(); due.After(e.now) {
		return due
	}
	return time.Time{}
}

// Newcomers returns the people who came in the wave of now, or within the last few minutes, oldest first, at most 1000.
// People who come back under their name are not among them.
func (e *Engine) Newcomers() []video.Person {
	who := make([]video.Person, 0, len(e.newcomers))
	for _, n := range e.newcomers {
		who = append(who, n.Person)
	}
	return who
}

// Wave returns how many people have joined at once, while nobody has acknowledged the alarm about them; 0 for none.
func (e *Engine) Wave() int {
	for i := range e.alarms {
		if a := &e.alarms[i]; (a.Kind == Raid || a.Kind == Crowd) && !a.Heard {
			return len(a.Who)
		}
	}
	return 0
}

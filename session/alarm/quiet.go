package alarm

import "time"

// quietFor is how long a room may be quiet after a panic until a moderator is asked.
const quietFor = 15 * time.Minute

// Quieten records that a panic has started, or that a moderator wants the room to stay quiet.
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

// IsQuiet reports whether a panic has started and was not ended.
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

package alarm

import (
	"time"

	"gavel/session/video"
)

// silentFor is how long a recording may be silent.
const silentFor = 2 * time.Minute

// Sleep makes the engine ignore silence until the given time, such as during a break or in a mode in which nobody
// speaks. A time in the past, such as the zero time, ends that.
func (e *Engine) Sleep(until time.Time) { e.asleep = until }

// updateSilence raises the alarm if nobody has spoken for two minutes of a recording. It does nothing during a playback
// or screen share, or while silence is expected.
func (e *Engine) updateSilence() {
	recorded, _ := e.isRecorded()
	switch {
	case !recorded || e.snap.Counts.Talking > 0 || e.isBusy() || e.now.Before(e.asleep):
		e.loud = true
		e.lower(func(a *Alarm) bool { return a.Kind == Silence })
	case e.loud || e.heard.IsZero():
		e.loud, e.heard = false, e.now
	case e.heard != never && !e.now.Before(e.heard.Add(silentFor)):
		e.heard = never // one alarm until someone is heard again
		e.raise(Alarm{Kind: Silence})
	}
}

// isBusy reports whether the room is in use although nobody talks.
func (e *Engine) isBusy() bool {
	for _, p := range e.snap.Playbacks {
		if p.State == video.StatePlaying && !p.HasEnded() {
			return true
		}
	}
	if e.snap.Counts.Screens == 0 {
		return false
	}
	for _, m := range e.snap.Members {
		if m.Type == video.TypeScreen {
			return true
		}
	}
	return false
}

func (e *Engine) silenceDue() time.Time {
	switch {
	case e.loud && e.now.Before(e.asleep):
		return e.asleep
	case e.loud || e.heard == never:
		return time.Time{}
	}
	return e.heard.Add(silentFor)
}

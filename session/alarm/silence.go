package alarm

import (
	"time"

	"gavel/session/video"
)

// silentFor is how long nobody may be heard while the room is recorded.
const silentFor = 2 * time.Minute

// Sleep keeps the engine from minding silence until a time: a break, or a mode in which nobody speaks.
func (e *Engine) Sleep(until time.Time) { e.asleep = until }

// tendSilence raises the alarm when a recording has held nothing for two minutes. It sleeps while a playback runs, a
// screen is shared, or silence is meant.
func (e *Engine) tendSilence() {
	recorded, _ := e.isRecorded()
	switch {
	case !recorded || e.snap.Counts.Talking > 0 || e.isBusy() || e.now.Before(e.asleep):
		e.loud = true
		e.lower(func(a *Alarm) bool { return a.Kind == Silence })
	case e.loud || e.heard.IsZero():
		e.loud, e.heard = false, e.now
	case e.heard != never && !e.now.Before(e.heard.Add(silentFor)):
		e.heard = never // once, until somebody was heard
		e.raise(Alarm{Kind: Silence})
	}
}

// isBusy reports whether the room is used without anybody talking.
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

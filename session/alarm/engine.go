package alarm

import (
	"time"

	"gavel/session/video"
)

// See takes over the room as it is.
func (e *Engine) See(now time.Time, s *video.Snapshot) {
	e.clock(now)
	was := e.snap
	if was == s {
		return
	}
	e.snap = s
	live := s.Link.State == video.LinkLive && !s.Stale && s.Room.ID != ""
	if live && !e.live {
		e.back = now
	}
	e.live = live
	if !live {
		return
	}
	if e.first.IsZero() {
		e.first, e.filled = now, s.Counts.People >= raidSize
	}
	e.seeRuns()
	e.seePeople(was)
	e.tend()
}

// Tick lets time pass.
func (e *Engine) Tick(now time.Time) {
	e.clock(now)
	if e.live {
		e.tend()
	}
}

// tend does what the time alone, or several snapshots together, decide.
func (e *Engine) tend() {
	e.tendRuns()
	e.tendRecording()
	e.tendSilence()
	e.tendWave()
	e.tendQuorums()
}

// Due returns when the engine wants a [Engine.Tick] next, if nothing happens before; the zero time when it wants none.
func (e *Engine) Due() time.Time {
	var next time.Time
	if !e.live || e.snap.Room.Ended {
		return next
	}
	for _, at := range [...]time.Time{e.runsDue(), e.recordingDue(), e.silenceDue(), e.waveDue()} {
		next = earlier(next, at)
	}
	return next
}

package alarm

import (
	"time"

	"gavel/session/video"
)

// See processes the present state of the room.
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
	e.update()
}

// Tick lets time pass.
func (e *Engine) Tick(now time.Time) {
	e.clock(now)
	if e.live {
		e.update()
	}
}

// update decides everything that depends on the time or on several snapshots.
func (e *Engine) update() {
	e.updateRuns()
	e.updateRecording()
	e.updateSilence()
	e.updateWave()
	e.updateQuorums()
	e.updateQuiet()
}

// Due returns when the engine needs the next [Engine.Tick], if nothing happens before; zero if it needs none.
func (e *Engine) Due() time.Time {
	var next time.Time
	if !e.live || e.snap.Room.Ended {
		return next
	}
	for _, at := range [...]time.Time{e.runsDue(), e.recordingDue(), e.silenceDue(), e.waveDue(), e.pendingQuiet()} {
		next = earlier(next, at)
	}
	return next
}

package alarm

import (
	"time"

	"gavel/session/video"
)

// See processes the present state of the room. Snapshots may be skipped, but must come in order.
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
	e.seeAge(now)
	e.seeRuns()
	e.seePeople(was)
	e.update()
}

// seeAge looks for evidence of how long the session has been in progress. The socket does not report its start
// (PROTOCOL.md section 11.1), but every recording, playback and stream in it started later, and so did an earlier run
// of gavel.
func (e *Engine) seeAge(now time.Time) {
	if e.begun.IsZero() {
		e.begun, e.filled = now, e.snap.Counts.People >= raidSize
		if m := e.cfg.Memory; m.Session == e.snap.Room.ID {
			e.begun = earlier(e.begun, m.Since)
		}
		e.learnt++
	}
	for _, one := range e.snap.Recordings {
		e.begun = earlier(e.begun, one.StartedAt)
	}
	for _, one := range e.snap.Playbacks {
		e.begun = earlier(e.begun, one.StartedAt)
	}
	for _, one := range e.snap.Streams {
		e.begun = earlier(e.begun, one.StartedAt)
	}
}

// Tick advances the time. It does nothing else while the connection is not live.
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

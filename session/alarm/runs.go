package alarm

import (
	"time"

	"gavel/session/video"
)

const (
	// withRoomFor is how long the end of a recording is held back: it may have ended with the room, or by a command of
	// ours whose news comes later.
	withRoomFor = 2 * time.Second
	// stuckFor is how long a recording may neither run nor have ended.
	stuckFor = 10 * time.Second
	// bareFor is how long a live room may be without its recording: until somebody has started it.
	bareFor = 30 * time.Second
	// liveFrom is from how many people on a room is live.
	liveFrom = 2
)

// seeRuns compares recordings and streams with how they were.
func (e *Engine) seeRuns() {
	s := e.snap
	e.seen++
	for _, r := range s.Recordings {
		e.seeRun(&ofRecordings, r.ID, r.State, conditionOf(r.State, video.StateRecording, r.HasEnded()))
	}
	for _, r := range s.Streams {
		e.seeRun(&ofStreams, r.ID, r.State, conditionOf(r.State, video.StateStreaming, r.HasEnded()))
	}
	for id, r := range e.runs {
		if r.seen != e.seen && (r.kinds.stream || s.RecordingsKnown) {
			e.seeRun(r.kinds, id, "", missing)
		}
	}
}

// conditionOf sorts a state. One that nobody knows is neither running nor ended.
func conditionOf(state, runs string, over bool) condition {
	switch {
	case over:
		return ended
	case state == runs:
		return running
	case state == video.StatePaused:
		return paused
	}
	return stuck
}

// seeRun takes over how one recording or stream is.
func (e *Engine) seeRun(k *kinds, id, state string, now condition) {
	r := e.runs[id]
	if r == nil {
		if now > paused {
			return // it was over before it was seen, or is about to begin
		}
		r = &run{id: id, kinds: k, now: now, since: e.now, told: true}
		e.runs[id] = r
		e.makesGood(r)
	}
	r.state, r.seen = state, e.seen
	if now == r.now {
		if now <= paused {
			r.ran = e.now
		}
		return
	}
	r.now, r.since, r.told, r.away = now, e.now, now == running, r.ran.Before(e.back)
	e.lower(func(a *Alarm) bool { return a.Object == id && (now == running || a.Kind == k.of[stuck]) })
	e.makesGood(r)
}

// makesGood takes down the alarms about what was over before this one began to run.
func (e *Engine) makesGood(r *run) {
	if r.now == running {
		e.lower(func(a *Alarm) bool { return r.kinds.isOver(a.Kind) && a.At.Before(r.since) })
	}
}

// isOver reports whether the alarm is about one that runs no longer.
func (k *kinds) isOver(kind Kind) bool {
	return kind == k.of[ended] || kind == k.of[missing] || kind == k.of[stuck]
}

// tendRuns raises the alarms whose time has come.
func (e *Engine) tendRuns() {
	if e.snap.Room.Ended { // they ended with the room
		e.lower(func(a *Alarm) bool { return e.runs[a.Object] != nil && e.runs[a.Object].now <= stuck })
		clear(e.runs)
		return
	}
	for id, r := range e.runs {
		if !r.told && !e.now.Before(r.due()) {
			r.told = true
			if !e.byUs(r) {
				e.raise(Alarm{Kind: r.alarm(), Object: id, State: r.state})
			}
		}
		if r.told && (r.now == ended || r.now == missing) {
			delete(e.runs, id)
		}
	}
}

// due is when an alarm is raised about the condition.
func (r *run) due() time.Time {
	switch r.now {
	case stuck:
		return r.since.Add(stuckFor)
	case ended, missing:
		return r.since.Add(withRoomFor)
	}
	return r.since
}

// alarm is the kind of alarm about the condition. What ended while the connection was away is lost: nobody saw it end.
func (r *run) alarm() Kind {
	if r.now == ended && r.away {
		return r.kinds.of[missing]
	}
	return r.kinds.of[r.now]
}

func (e *Engine) runsDue() time.Time {
	var next time.Time
	for _, r := range e.runs {
		if !r.told {
			next = earlier(next, r.due())
		}
	}
	return next
}

// isRecorded reports whether the room is being recorded, and whether that is known.
func (e *Engine) isRecorded() (yes, known bool) {
	for _, r := range e.snap.Recordings {
		if r.State == video.StateRecording && !r.HasEnded() {
			return true, true
		}
	}
	return false, e.snap.RecordingsKnown
}

// tendRecording compares with whether the room must or must not be recorded.
func (e *Engine) tendRecording() {
	recorded, known := e.isRecorded()
	if recorded && e.cfg.Recording == Never {
		e.raise(Alarm{Kind: Forbidden})
	} else {
		e.lower(func(a *Alarm) bool { return a.Kind == Forbidden })
	}
	isBare := e.cfg.Recording == Must && known && !recorded && !e.snap.Room.Ended && e.snap.Counts.People >= liveFrom
	switch {
	case !isBare:
		e.bare = time.Time{}
		e.lower(func(a *Alarm) bool { return a.Kind == NotRecording })
	case e.bare.IsZero():
		e.bare = e.now
	case !e.now.Before(e.bare.Add(bareFor)) && e.bare != never:
		e.bare = never // once, until it was recorded
		e.raise(Alarm{Kind: NotRecording})
	}
}

// never is a time that does not come.
var never = time.Unix(1<<40, 0)

func (e *Engine) recordingDue() time.Time {
	if e.bare.IsZero() || e.bare == never {
		return time.Time{}
	}
	return e.bare.Add(bareFor)
}

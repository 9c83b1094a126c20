package alarm

import (
	"time"

	"gavel/session/video"
)

const (
	// withRoomFor delays the alarm about an ended recording. It may have ended with the room, or by a command of ours
	// whose entry comes later.
	withRoomFor = 2 * time.Second
	// stuckFor is how long a recording may be neither running nor over.
	stuckFor = 10 * time.Second
	// bareFor is how long a live room may be without its recording, so that someone can start it.
	bareFor = 30 * time.Second
	// liveFrom is the number of people that makes a room live.
	liveFrom = 2
)

// seeRuns compares recordings and streams with their earlier states.
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

// conditionOf returns the condition for a state. An unknown state is neither running nor over.
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

// seeRun processes the state of one recording or stream.
func (e *Engine) seeRun(k *kinds, id, state string, now condition) {
	r := e.runs[id]
	if r == nil {
		if now > paused {
			return // it was over before it was seen, or is about to start
		}
		r = &run{id: id, kinds: k, now: now, since: e.now, raised: true}
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
	r.now, r.since, r.raised, r.away = now, e.now, now == running, r.ran.Before(e.back)
	e.lower(func(a *Alarm) bool { return a.Object == id && (now == running || a.Kind == k.of[stuck]) })
	e.makesGood(r)
}

// makesGood removes the alarms about recordings or streams that ended before this one started.
func (e *Engine) makesGood(r *run) {
	if r.now == running {
		e.lower(func(a *Alarm) bool { return r.kinds.isOver(a.Kind) && a.At.Before(r.since) })
	}
}

// isOver reports whether the alarm is about an object that no longer runs.
func (k *kinds) isOver(kind Kind) bool {
	return kind == k.of[ended] || kind == k.of[missing] || kind == k.of[stuck]
}

// updateRuns raises the alarms that are due.
func (e *Engine) updateRuns() {
	if e.snap.Room.Ended { // they ended with the room
		e.lower(func(a *Alarm) bool { return e.runs[a.Object] != nil && e.runs[a.Object].now <= stuck })
		clear(e.runs)
		return
	}
	for id, r := range e.runs {
		if !r.raised && !e.now.Before(r.due()) {
			r.raised = true
			if !e.byUs(r) {
				e.raise(Alarm{Kind: r.alarm(), Object: id, State: r.state})
			}
		}
		if r.raised && (r.now == ended || r.now == missing) {
			delete(e.runs, id)
		}
	}
}

// due returns when an alarm about the condition is raised.
func (r *run) due() time.Time {
	switch r.now {
	case stuck:
		return r.since.Add(stuckFor)
	case ended, missing:
		return r.since.Add(withRoomFor)
	}
	return r.since
}

// alarm returns the kind of alarm about the condition. An object that ended while the connection was lost counts as
// lost.
func (r *run) alarm() Kind {
	if r.now == ended && r.away {
		return r.kinds.of[missing]
	}
	return r.kinds.of[r.now]
}

func (e *Engine) runsDue() time.Time {
	var next time.Time
	for _, r := range e.runs {
		if !r.raised {
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

// updateRecording compares the recording with the room's requirement.
func (e *Engine) updateRecording() {
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
		e.bare = never // one alarm until it is recorded again
		e.raise(Alarm{Kind: NotRecording})
	}
}

// never is a time in the far future.
var never = time.Unix(1<<40, 0)

func (e *Engine) recordingDue() time.Time {
	if e.bare.IsZero() || e.bare == never {
		return time.Time{}
	}
	return e.bare.Add(bareFor)
}

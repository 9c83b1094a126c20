package localrelay

import (
	"time"
)

// live is the goroutine of a room. It advances the room until the room or the relay ends, and sleeps when nothing is
// due.
func (r *room) live() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-r.server.done:
			return
		case <-r.done:
			return
		case <-r.wake:
		case <-timer.C:
		}
		timer.Stop()
		if next := r.step(); next > 0 {
			timer.Reset(next)
		}
	}
}

// step performs the due work and returns the time until the next step, 0 if nothing is planned.
func (r *room) step() time.Duration {
	s := r.server
	s.mu.Lock()
	defer s.mu.Unlock()
	return r.stepLocked(s.clock.now())
}

// stepLocked is step for callers that hold mu.
func (r *room) stepLocked(now time.Time) time.Duration {
	if r.ended {
		return 0
	}
	next := r.stepPlaybacks(now)
	if r.life != nil {
		next = earlier(next, r.life.step(now))
	}
	if len(r.dirty) > 0 || r.dirtyLayout || len(r.dirtyRoom) > 0 {
		r.flush()
	}
	return next
}

// nextStep returns the time of the next step of a room on a clock that stands still, zero for never.
func (r *room) nextStep() time.Time {
	select {
	case <-r.wake: // something has changed since the last step
		r.due = r.server.clock.at
	default:
	}
	return r.due
}

// stepDue steps a room if its time has come.
func (r *room) stepDue() {
	now := r.server.clock.at
	if due := r.nextStep(); due.IsZero() || due.After(now) {
		return
	}
	r.due = time.Time{}
	if wait := r.stepLocked(now); wait > 0 {
		r.due = now.Add(wait)
	}
}

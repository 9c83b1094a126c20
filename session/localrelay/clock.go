package localrelay

import (
	"container/heap"
	"time"
)

// planned is something that happens later by itself, such as the end of a turn to talk.
type planned struct {
	at  time.Time
	seq int // decides between two of the same time: first planned, first done
	do  func()
}

// plan is a heap of what is planned by its time.
type plan []planned

func (p plan) Len() int { return len(p) }
func (p plan) Less(i, j int) bool {
	return p[i].at.Before(p[j].at) || p[i].at.Equal(p[j].at) && p[i].seq < p[j].seq
}
func (p plan) Swap(i, j int) { p[i], p[j] = p[j], p[i] }

// Push and Pop are for container/heap only.
func (p *plan) Push(x any) { *p = append(*p, x.(planned)) }

// Pop removes the last one; see Push.
func (p *plan) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// clock is the time of the rooms. It is that of the machine, or it stands still; see Options.StandStill. Server.mu
// guards it.
type clock struct {
	still bool
	at    time.Time // of a clock that stands still
	plan  plan
	count int           // numbers what is planned
	wake  chan struct{} // capacity 1: something new is planned
}

func newClock(still time.Time) clock {
	return clock{still: !still.IsZero(), at: still, wake: make(chan struct{}, 1)}
}

// now is the time of the rooms.
func (c *clock) now() time.Time {
	if c.still {
		return c.at
	}
	return time.Now()
}

// after plans do, which runs under Server.mu once d is over.
func (c *clock) after(d time.Duration, do func()) {
	c.count++
	heap.Push(&c.plan, planned{c.now().Add(d), c.count, do})
	poke(c.wake)
}

// run does what is due and returns how long nothing else is, 0 when nothing is planned.
func (c *clock) run(now time.Time) time.Duration {
	for len(c.plan) > 0 && !c.plan[0].at.After(now) {
		heap.Pop(&c.plan).(planned).do()
	}
	if len(c.plan) == 0 {
		return 0
	}
	return c.plan[0].at.Sub(now)
}

// keepTime is the goroutine of what is planned. A clock that stands still has none: Advance does its work.
func (s *Server) keepTime() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-s.clock.wake:
		case <-timer.C:
		}
		s.mu.Lock()
		next := s.clock.run(time.Now())
		s.mu.Unlock()
		if next > 0 {
			timer.Reset(next)
		}
	}
}

// Advance moves a clock that stands still (Options.StandStill) by d. Everything that is due until then happens in the
// order of its time before Advance returns. It does nothing when the clock is that of the machine.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.clock.still || s.closing {
		return
	}
	end := s.clock.at.Add(d)
	for s.clock.at.Before(end) {
		next := end
		if len(s.clock.plan) > 0 && s.clock.plan[0].at.Before(next) {
			next = s.clock.plan[0].at
		}
		for _, r := range s.rooms {
			if due := r.nextStep(); !due.IsZero() && due.Before(next) {
				next = due
			}
		}
		if next.After(s.clock.at) {
			s.clock.at = next
		}
		s.clock.run(s.clock.at)
		for _, r := range append([]*room(nil), s.rooms...) {
			r.stepDue()
		}
	}
}

// nextStep is when a room on a clock that stands still has something to do, zero for never.
func (r *room) nextStep() time.Time {
	select {
	case <-r.wake: // something has changed since the last step
		r.due = r.server.clock.at
	default:
	}
	return r.due
}

// stepDue takes the step of a room if its time has come.
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

package localrelay

import (
	"context"
	"slices"
	"time"
)

// Now returns the time of the rooms.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock.now()
}

// After calls do when d has passed on the clock of the rooms, on a goroutine of the relay or of Advance, without locks
// held. Calls still planned when the relay closes are dropped.
func (s *Server) After(d time.Duration, do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock.after(d, do)
}

// Wait waits for d on the clock of the rooms; a clock that stands still advances at once. It returns ctx's error if
// ctx ends first, and an error if the relay is closed.
func (s *Server) Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return s.ended(ctx)
	}
	if s.clock.still {
		s.Advance(d)
		return s.ended(ctx)
	}
	select {
	case <-time.After(d):
	case <-ctx.Done():
	case <-s.done:
	}
	return s.ended(ctx)
}

// ended returns the error of a relay or context that has ended.
func (s *Server) ended(ctx context.Context) error {
	select {
	case <-s.done:
		return errClosed
	default:
		return ctx.Err()
	}
}

// keepTime is the goroutine that makes planned calls. A clock that stands still has none: Advance does its work.
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
		if next := s.runDue(); next > 0 {
			timer.Reset(next)
		}
	}
}

// runDue makes the calls that are due and returns the time until the next one.
func (s *Server) runDue() time.Duration {
	for {
		s.mu.Lock()
		do, wait := s.clock.due(s.clock.now())
		s.mu.Unlock()
		if do == nil {
			return wait
		}
		do()
	}
}

// Advance moves a clock that stands still (Options.StandStill) by d. Everything that is due until then happens in the
// order of its time before Advance returns. It does nothing when the clock is that of the machine.
func (s *Server) Advance(d time.Duration) {
	if !s.clock.still {
		return
	}
	end := s.Now().Add(d)
	for more := true; more; {
		more = s.moveTo(end)
		s.runDue()
		s.stepRooms()
	}
}

// moveTo moves the clock to the next moment at which something is due, at most to end; false when it is there.
func (s *Server) moveTo(end time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
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
	return next.Before(end) && !s.closing
}

// stepRooms steps all rooms on a clock that stands still.
func (s *Server) stepRooms() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range slices.Clone(s.rooms) {
		r.stepDue()
	}
}

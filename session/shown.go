package session

import (
	"context"
	"slices"
	"time"

	"gavel/session/video"
)

// shownWithin bounds how long a call waits until a snapshot shows what the room has accepted. The event usually comes
// before the answer.
const shownWithin = 2 * time.Second

// waitShown is Wait, and waits for the effect besides. What ctx and the end of the session cut short is the wait for
// the effect only: the room has answered by then.
func (s *Submission) waitShown(ctx context.Context) (video.Result, error) {
	res, err := s.Wait(ctx)
	if s.j == nil { // it did not start, or changed nothing
		return res, err
	}
	limit := time.NewTimer(shownWithin)
	defer limit.Stop()
	select {
	case <-s.shown:
		return s.final, err
	case <-limit.C:
	case <-ctx.Done():
	case <-s.r.done:
	}
	s.left.Store(true)
	return res, err
}

// showWrites ends the wait of the callers whose commands the room shows, or never will. One snapshot serves all.
func (l *loop) showWrites(now time.Time) {
	if len(l.writers) == 0 {
		return
	}
	var shown []*Submission
	l.writers = slices.DeleteFunc(l.writers, func(s *Submission) bool {
		if s.j.Shown() && !s.left.Load() {
			shown = append(shown, s)
		}
		return s.j.Shown() || s.left.Load()
	})
	if len(shown) > 0 && (l.pic.Dirty() || l.d.Dirty()) {
		l.publish(now)
	}
	for _, s := range shown {
		s.final = s.j.Confirm(s.res)
		close(s.shown)
	}
}

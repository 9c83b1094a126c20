package ui

import (
	"context"
	"sync"
	"time"

	"gavel/session/video"
)

// fakeRoom answers every command with success and changes nothing itself.
type fakeRoom struct {
	mu      sync.Mutex // guards all below
	snap    *video.Snapshot
	sent    []video.Command
	undos   int
	fresh   int
	changes chan struct{}
	answer  func(video.Command) (video.Result, error)
	undone  func() (video.Result, error) // what an undo returns
}

func newFakeRoom(s *video.Snapshot) *fakeRoom {
	return &fakeRoom{snap: s, changes: make(chan struct{}, 1)}
}

func (r *fakeRoom) Snapshot() *video.Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snap
}

func (r *fakeRoom) Changed() <-chan struct{} { return r.changes }

func (r *fakeRoom) Do(_ context.Context, c video.Command) (video.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, c)
	if r.answer != nil {
		return r.answer(c)
	}
	res := video.Result{Command: c, Took: 31 * time.Millisecond}
	for _, id := range c.Targets {
		res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed, Took: res.Took})
	}
	if len(c.Targets) == 0 {
		res.Targets = []video.TargetResult{{Outcome: video.OutcomeConfirmed, Took: res.Took}}
	}
	return res, nil
}

func (r *fakeRoom) Undo(context.Context) (video.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undos++
	if r.undone != nil {
		return r.undone()
	}
	return video.Result{Command: video.AudioUnmute("m1"), Took: time.Millisecond}, nil
}

func (r *fakeRoom) Refresh(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh++
	return nil
}

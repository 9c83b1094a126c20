package ui

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/uitest"
)

// fakeRoom answers every command with success when Wait is called. It changes only the pending commands: the effect of
// a command is never seen.
type fakeRoom struct {
	mu      sync.Mutex // guards all below
	snap    *video.Snapshot
	now     func() time.Time
	sent    []video.Command
	undos   int
	fresh   int
	entries uint64
	decided []string // recorded decisions: the kind and the data
	changes chan struct{}
	answer  func(video.Command) (video.Result, error)
	undone  func() (video.Result, error) // the result of an undo
}

func newFakeRoom(s *video.Snapshot) *fakeRoom {
	return &fakeRoom{snap: s, changes: make(chan struct{}, 1), now: func() time.Time { return uitest.Epoch }, entries: 500}
}

func (r *fakeRoom) Snapshot() *video.Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snap
}

func (r *fakeRoom) RecordDecision(kind string, data json.RawMessage) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.decided = append(r.decided, kind+" "+string(data))
	return nil
}

func (r *fakeRoom) Changed() <-chan struct{} { return r.changes }

func (*fakeRoom) Err() error { return nil }

func (r *fakeRoom) Floor() *host.Host { return nil }

func (r *fakeRoom) Submit(_ context.Context, c video.Command) (Submission, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, c)
	return r.begin(c, false, func() (video.Result, error) {
		if r.answer != nil {
			return r.answer(c)
		}
		return r.success(c), nil
	}), nil
}

func (r *fakeRoom) SubmitUndo(context.Context) (Submission, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undos++
	var c video.Command
	if e := r.snap.Undo; e != nil && e.Command != nil {
		c = *e.Command
	}
	return r.begin(c, true, func() (video.Result, error) {
		if r.undone != nil {
			return r.undone()
		}
		return video.Result{Command: video.AudioUnmute("m1"), Took: time.Millisecond}, nil
	}), nil
}

// begin adds a command to the pending ones.
func (r *fakeRoom) begin(c video.Command, undo bool, answer func() (video.Result, error)) *fakeSubmission {
	r.entries++
	s := *r.snap
	s.Pending = slices.Clone(s.Pending)
	if normal, err := c.Normalize(); err == nil && c.Risk() != video.RiskRead {
		for _, step := range normal.List() {
			s.Pending = append(s.Pending, video.Job{Entry: r.entries, Command: step, Undo: undo, Since: r.now()})
		}
	}
	r.snap = &s
	return &fakeSubmission{r: r, entry: r.entries, answer: answer}
}

func (r *fakeRoom) success(c video.Command) video.Result {
	res := video.Result{Command: c, Took: 31 * time.Millisecond}
	for _, step := range c.List() {
		for _, id := range step.Targets {
			res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed, Took: res.Took})
		}
		if len(step.Targets) == 0 {
			res.Targets = append(res.Targets, video.TargetResult{Outcome: video.OutcomeConfirmed, Took: res.Took})
		}
	}
	return res
}

// fakeSubmission is a command in progress.
type fakeSubmission struct {
	r         *fakeRoom
	entry     uint64
	answer    func() (video.Result, error)
	cancelled bool
}

// Wait makes the room answer. An accepted command stays pending, because its effect is not seen.
func (s *fakeSubmission) Wait(context.Context) (video.Result, error) {
	s.r.mu.Lock()
	defer s.r.mu.Unlock()
	res, err := s.answer()
	over := map[video.MemberID]bool{}
	for _, t := range res.Targets {
		over[t.Member] = t.Err != nil
	}
	now := *s.r.snap
	now.Pending = nil
	for _, job := range s.r.snap.Pending {
		if job.Entry == s.entry {
			job.State = video.OutcomeAccepted
			failed := func(id video.MemberID) bool { return over[id] }
			job.Command.Targets = slices.DeleteFunc(slices.Clone(job.Command.Targets), failed)
			if err != nil && len(job.Command.Targets) == 0 {
				continue
			}
		}
		now.Pending = append(now.Pending, job)
	}
	s.r.snap = &now
	return res, err
}

func (s *fakeSubmission) Cancel()       { s.cancelled = true }
func (s *fakeSubmission) Entry() uint64 { return s.entry }

func (r *fakeRoom) Refresh(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh++
	return nil
}

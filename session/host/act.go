package host

import (
	"context"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/video"
)

// Do runs a verb of the floor, such as
//
//	h.Do(func(e *floor.Engine, now time.Time) error { return e.Next(now, painted, false) })
//
// and what follows from it. It does not wait for the network. The error is that of the verb, or [video.ErrClosed].
func (h *Host) Do(verb func(e *floor.Engine, now time.Time) error) error {
	var err error
	if !h.on(func() { err = verb(h.engine, time.Now()) }) {
		return video.ErrClosed
	}
	return err
}

// Submit is [session.RoomSession.Submit] for a command by hand, which beats the floor. The error is floor.ErrNoConsent
// when the command would open something and nobody may be opened.
func (h *Host) Submit(ctx context.Context, c video.Command) (sub *session.Submission, err error) {
	if !h.on(func() { sub, err = h.submit(ctx, c) }) {
		return nil, video.ErrClosed
	}
	return sub, err
}

func (h *Host) submit(ctx context.Context, c video.Command) (*session.Submission, error) {
	if err := h.engine.Check(c); err != nil {
		return nil, err
	}
	h.engine.Did(time.Now(), c)
	h.follow() // the other consoles hear of it before the room does
	return h.room.Submit(ctx, c)
}

// Undo takes back whatever was done last, a verb of the floor or a command by hand: one key, one step. A verb that has
// sent nothing leaves no command to undo; then the submission is nil. Errors are those of [floor.Engine.Undo], and a
// [*video.StateError] from the session.
func (h *Host) Undo(ctx context.Context, sure bool) (sub *session.Submission, err error) {
	if !h.on(func() { sub, err = h.undo(ctx, sure) }) {
		return nil, video.ErrClosed
	}
	return sub, err
}

// undo finds out what was done last.
func (h *Host) undo(ctx context.Context, sure bool) (*session.Submission, error) {
	now, snap := time.Now(), h.room.Snapshot()
	h.engine.See(now, snap)
	step, ok := h.engine.LastStep()
	last := snap.Undo
	entry, answered := h.entryOf(step.Order)
	switch {
	case slices.ContainsFunc(snap.Pending, isUnanswered):
		// Its answer may be here before the next snapshot. Then the room would take it back, and not what was judged.
		return nil, &video.StateError{
			Reason: "a command is still waiting for its answer: undo it afterwards", Err: video.ErrNotSent,
		}
	case ok && !answered:
		return nil, &video.StateError{
			Reason: "the verb is still waiting for its answer: undo it afterwards", Err: video.ErrNotSent,
		}
	case ok && last != nil && entry != 0 && last.N == entry:
		if err := h.engine.Undo(now, sure); err != nil {
			return nil, err
		}
		return h.room.SubmitUndo(ctx)
	case ok && (last == nil || entry != 0 && last.N < entry || entry == 0 && last.At.Before(step.At)):
		return nil, h.engine.Undo(now, sure)
	case last != nil:
		return h.undoByHand(ctx, *last)
	}
	return nil, floor.ErrNothing
}

func isUnanswered(j video.Job) bool { return j.State == video.OutcomePending }

// entryOf returns the number of the log entry of a command of the floor; 0 when there is none. answered reports whether
// the command has its answer.
func (h *Host) entryOf(order uint64) (entry uint64, answered bool) {
	if s := h.sent[order]; s != nil {
		return s.sub.Entry(), s.answered
	}
	return 0, true
}

// undoByHand takes back a command that is not a verb. What that opens, a person has opened.
func (h *Host) undoByHand(ctx context.Context, last video.Entry) (*session.Submission, error) {
	var back []video.Command
	for _, step := range last.Command.List() {
		for _, id := range step.Targets {
			back = append(back, step.Inverse(&video.Before{Member: &video.Member{ID: id}})...)
		}
	}
	for _, c := range back {
		if err := h.engine.Check(c); err != nil {
			return nil, err
		}
	}
	for _, c := range back {
		h.engine.Did(time.Now(), c)
	}
	return h.room.SubmitUndo(ctx)
}

// Resume takes up the floor of an earlier run. It arms nothing; see [floor.Engine.Resume]. The error is
// floor.ErrNothing when there is none.
func (h *Host) Resume() error {
	return h.Do(func(e *floor.Engine, now time.Time) error {
		if h.saved == nil {
			return floor.ErrNothing
		}
		e.Resume(now, *h.saved)
		h.saved = nil
		return nil
	})
}

// Forget removes the floor of an earlier run.
func (h *Host) Forget() error {
	return h.Do(func(*floor.Engine, time.Time) error {
		h.saved = nil
		return h.file.remove()
	})
}

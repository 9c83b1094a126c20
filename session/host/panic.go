package host

import (
	"context"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/video"
)

// Panic sends a command before all others, and starts quiet mode with it. Both are one entry in the log, but two steps
// for [Host.Undo], so that a single key opens no microphone: the first restores the mode, the lock and the layout, and
// the second unmutes the people. The errors are those of [floor.Engine.Panic] and [session.RoomSession.SubmitUrgent].
func (h *Host) Panic(ctx context.Context, c video.Command) (sub *session.Submission, err error) {
	if !h.on(func() { sub, err = h.panic(ctx, c) }) {
		return nil, video.ErrClosed
	}
	return sub, err
}

func (h *Host) panic(ctx context.Context, c video.Command) (*session.Submission, error) {
	now := time.Now()
	h.engine.See(now, h.room.Snapshot())
	h.output(h.room.LogDecision) // what was seen does not belong to the panic
	number, err := h.engine.Panic(now, closedBy(c))
	if err != nil {
		return nil, err
	}
	sub, err := h.sendMode(ctx, h.room.SubmitUrgent, floor.Send{Number: number, Verb: floor.VerbPanic, Command: c})
	if err == nil {
		h.output(h.unlessLogged(sub))
	}
	return sub, err
}

// Calm stops the enforcement that a panic has started; see [floor.Engine.Calm]. The caller cancels the command of the
// panic. The error is [video.ErrClosed].
func (h *Host) Calm() error {
	return h.Do(func(e *floor.Engine, now time.Time) error {
		e.Calm(now)
		return nil
	})
}

// closedBy returns the members that a command mutes.
func closedBy(c video.Command) (ids []video.MemberID) {
	closes := video.Setting{Field: video.FieldAudioMuted, Value: video.Yes}
	for _, step := range c.List() {
		if row, ok := step.Action.Info(); ok && row.Sets == closes {
			ids = append(ids, step.Targets...)
		}
	}
	return ids
}

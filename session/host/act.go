package host

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/video"
)

// Submit is [session.RoomSession.Submit] for a manual command, which takes precedence over the floor. The error is
// floor.ErrNoConsent if the command would open a microphone, a camera or ears and the room's consent setting is never,
// floor.ErrSpotlight if it would take the place of the guests, and otherwise that of the session.
func (h *Host) Submit(ctx context.Context, c video.Command) (sub *session.Submission, err error) {
	if !h.wait(op{run: func() { sub, err = h.submit(ctx, c) }, soon: true}) {
		return nil, video.ErrClosed
	}
	return sub, err
}

// Run is [session.RoomSession.Do] for a command that another program sends. It takes precedence over the floor, and is
// marked in the log. Errors are those of Submit and of Do.
func (h *Host) Run(ctx context.Context, c video.Command) (video.Result, error) {
	c.Outside = true
	sub, err := h.Submit(ctx, c)
	if err != nil {
		return video.Result{Command: c}, err
	}
	return sub.WaitShown(ctx)
}

func (h *Host) submit(ctx context.Context, c video.Command) (*session.Submission, error) {
	verb := func(e *floor.Engine, now time.Time) error {
		err := e.Check(c)
		if err == nil {
			e.Did(now, c)
		}
		return err
	}
	run := verb
	if c.Outside {
		run = func(e *floor.Engine, now time.Time) error { return e.Outside(now, verb) }
	}
	if err := run(h.engine, time.Now()); err != nil {
		return nil, err
	}
	h.output(h.room.LogDecision) // other consoles must know before the room does
	people := leaving(c, h.room.Snapshot(), time.Now())
	sub, err := h.room.Submit(ctx, c)
	if err == nil {
		h.watchAway(people, sub)
	}
	return sub, err
}

// Begin sends a composite and starts a mode of the floor with it. Both are one command and one step for [Host.Undo].
// The first step of the command mutes the people whom the mode mutes, and no others: steps of the composite that mute
// are left out. The errors are those of [floor.Engine.Begin] and of [Host.Submit].
func (h *Host) Begin(
	ctx context.Context, c video.Command, mode floor.Mode, sure bool,
) (sub *session.Submission, err error) {
	if !h.on(func() { sub, err = h.begin(ctx, c, mode, sure) }) {
		return nil, video.ErrClosed
	}
	return sub, err
}

func (h *Host) begin(ctx context.Context, c video.Command, mode floor.Mode, sure bool) (*session.Submission, error) {
	now := time.Now()
	h.engine.See(now, h.room.Snapshot())
	h.output(h.room.LogDecision) // what was seen does not belong to the composite
	if err := h.engine.Check(c); err != nil {
		return nil, err
	}
	number, closes, err := h.engine.BeginIn(now, mode, sure)
	if err != nil {
		return nil, err
	}
	c = muting(c, closes)
	o := h.engine.Take(now)
	h.carryOut(o) // other consoles must know before the room does
	sub, err := h.sendMode(ctx, h.room.Submit, floor.Send{Number: number, Verb: floor.VerbScene, Command: c})
	if err != nil {
		h.record(o.Notes, h.room.LogDecision)
		return nil, err
	}
	h.record(o.Notes, h.unlessLogged(sub))
	return sub, nil
}

// muting returns the command with a first step that mutes these people, and without its own steps that mute.
func muting(c video.Command, ids []video.MemberID) video.Command {
	mutes := video.Setting{Field: video.FieldAudioMuted, Value: video.Yes}
	c.Steps = slices.DeleteFunc(slices.Clone(c.Steps), func(step video.Command) bool {
		row, _ := step.Action.Info()
		return row.Sets == mutes
	})
	if len(ids) > 0 {
		mute := video.AudioMute(ids...)
		mute.SkipProtected = true
		c.Steps = slices.Insert(c.Steps, 0, mute)
	}
	return c
}

// Explain sets the reason why a person was sent away, at the time that [Away] has, and records it in the journal. The
// error is [video.ErrNotFound] if the departure is unknown, or [video.ErrClosed].
func (h *Host) Explain(id video.MemberID, at time.Time, reason string) error {
	err := video.ErrNotFound
	if !h.on(func() {
		list, a := h.away.explain(id, at, reason)
		if a == nil {
			return
		}
		h.setAway(list)
		said := struct {
			Who    video.Person `json:"who"`
			At     time.Time    `json:"time"`
			Action video.Action `json:"action"`
			Reason string       `json:"reason"`
		}{video.Person{ID: a.ID, Name: a.Name}, a.At, a.Action, a.Reason}
		var text []byte
		if text, err = json.Marshal(said); err == nil {
			err = h.room.RecordDecision("sent_away", text)
		}
	}) {
		return video.ErrClosed
	}
	if err != nil {
		return fmt.Errorf("host: keep the reason: %w", err)
	}
	return nil
}

// Undo undoes the latest action, a verb of the floor or a manual command, in one step, and a panic in two; see
// [Host.Panic]. If a verb has sent nothing, there is no command to undo, and the submission is nil. Errors are those of
// [floor.Engine.Undo], and a [*video.StateError] from the session.
func (h *Host) Undo(ctx context.Context, sure bool) (sub *session.Submission, err error) {
	if !h.on(func() { sub, err = h.undo(ctx, sure) }) {
		return nil, video.ErrClosed
	}
	return sub, err
}

// undo undoes the latest action.
func (h *Host) undo(ctx context.Context, sure bool) (*session.Submission, error) {
	now, snap := time.Now(), h.room.Snapshot()
	h.engine.See(now, snap)
	h.output(h.room.LogDecision) // what was seen does not belong to the undo
	if slices.ContainsFunc(snap.Pending, isUnanswered) {
		// The answer may arrive before the next snapshot. The room would then undo that command, and not the one that was
		// checked here.
		return nil, &video.StateError{
			Reason: "a command is still waiting for its answer: undo it afterwards", Err: video.ErrNotSent,
		}
	}
	switch h.newest(snap) {
	case verbPending:
		return nil, &video.StateError{
			Reason: "the verb is still waiting for its answer: undo it afterwards", Err: video.ErrNotSent,
		}
	case verbSent:
		step, _ := h.engine.LastStep()
		if err := h.engine.Undo(now, sure); err != nil {
			return nil, err
		}
		submit := h.room.SubmitUndo
		if step.Verb == floor.VerbPanic { // unmuting people is a step of its own
			submit = h.room.SubmitUndoClosed
		}
		sub, err := submit(ctx)
		if err == nil {
			h.output(h.unlessLogged(sub))
		}
		return sub, err
	case verbAlone:
		return nil, h.engine.Undo(now, sure)
	case byHand:
		return h.undoByHand(ctx, *snap.Undo)
	}
	return nil, floor.ErrNothing
}

func isUnanswered(j video.Job) bool { return j.State == video.OutcomePending }

// undoByHand undoes a command that is not a verb. A microphone that it opens counts as opened by hand.
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

// Resume restores the floor of an earlier run. It triggers nothing; see [floor.Engine.Resume]. The error is
// floor.ErrNothing if there is none, or [video.ErrClosed].
func (h *Host) Resume() error {
	return h.Do(func(e *floor.Engine, now time.Time) error {
		if h.saved == nil {
			return floor.ErrNothing
		}
		e.Resume(now, *h.saved)
		h.over, h.saved = h.saved.At, nil
		return nil
	})
}

// Forget deletes the floor of an earlier run, if there is one. The caller waits for the disk, but the host does not.
// The error is [video.ErrClosed], or that of the disk.
func (h *Host) Forget() error {
	write := func() error { return nil }
	err := h.Do(func(*floor.Engine, time.Time) error {
		if h.saved != nil {
			h.over, h.saved = h.saved.At, nil
		}
		if h.file != nil {
			write = h.keep()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write()
}

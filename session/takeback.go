package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"gavel/session/video"
)

// Undo takes back the newest command that can be taken back: only for those whom it really changed, and only where things
// are still as it left them when their turn comes. It returns a [*video.StateError] when there is nothing to take back, and while a
// command that could be taken back has no answer yet: that one may be meant.
func (r *RoomSession) Undo(ctx context.Context) (video.Result, error) {
	var cmds []video.Command
	var skipped []video.Person
	var taken *undoRecord
	var refused error
	err := r.on(ctx, func(l *loop) { cmds, skipped, taken, refused = l.s.startUndo() })
	if err = errors.Join(err, refused); err != nil {
		return video.Result{}, err
	}
	var all video.Result
	for _, c := range cmds {
		res, err := r.do(ctx, c, taken)
		if err != nil && len(res.Targets) == 0 {
			res.Targets = unsent(c, err)
		}
		all.Command, all.Entry = c, res.Entry
		all.Targets = append(all.Targets, res.Targets...)
		all.Took += res.Took
	}
	r.finishUndo(taken, skipped, &all)
	return all, all.Err()
}

// startUndo checks that something can be taken back now, and takes its record off the stack.
func (s *state) startUndo() ([]video.Command, []video.Person, *undoRecord, error) {
	if slices.ContainsFunc(s.jobs, (*job).unanswered) {
		return nil, nil, nil, &video.StateError{Reason: "a command has no answer yet: undo it when it has", Err: video.ErrOffline}
	}
	if len(s.undo) == 0 {
		return nil, nil, nil, &video.StateError{Reason: "nothing to undo", Err: video.ErrNotFound}
	}
	last := len(s.undo) - 1
	rec := s.undo[last]
	now := video.Conditions{Ended: s.room.Ended, Link: s.link.State, Stale: s.stale, Denied: s.denied}
	if err := rec.cmd.CheckRoom(now); err != nil {
		return nil, nil, nil, err // the record stays: it can be taken back later
	}
	s.undo = s.undo[:last]
	cmds, skipped := s.takeBack(rec)
	s.dirty = true
	if len(cmds) == 0 && len(skipped) == 0 {
		return nil, nil, nil, &video.StateError{Reason: "nothing to undo: it was changed again since", Err: video.ErrNotFound}
	}
	s.undoing = append(s.undoing, rec)
	return cmds, skipped, rec, nil
}

// unanswered reports whether the job has no answer yet, and is one that can be taken back.
func (j *job) unanswered() bool {
	row, _ := j.cmd.Action.Info()
	return row.Undoable() && j.counts[video.OutcomePending] > 0
}

// finishUndo says who was left alone. What has not left this process, or was refused, goes back: it can be undone later.
func (r *RoomSession) finishUndo(taken *undoRecord, skipped []video.Person, res *video.Result) {
	var alone []video.MemberID
	res.Targets = slices.DeleteFunc(res.Targets, func(t video.TargetResult) bool {
		if errors.Is(t.Err, video.ErrConflict) {
			alone = append(alone, t.Member)
		}
		return errors.Is(t.Err, video.ErrConflict)
	})
	done := slices.ContainsFunc(res.Targets, func(t video.TargetResult) bool { return !mayBeUndone(t) })
	_ = r.on(context.Background(), func(l *loop) {
		l.s.undoing = slices.DeleteFunc(l.s.undoing, func(rec *undoRecord) bool { return rec == taken })
		for _, id := range alone {
			skipped = append(skipped, l.s.person(id))
		}
		if len(res.Targets) > 0 && !done {
			l.s.pushUndo(taken)
			l.s.dirty = true
			return
		}
		if rest := taken.rest(res.Targets); len(rest.members) > 0 {
			l.s.pushUndo(rest)
			l.s.dirty = true
		}
		if len(skipped) == 0 {
			return
		}
		if skipped[0].ID == "" { // the room
			skipped = nil
		}
		text := "undo left alone, because changed since or gone"
		if len(res.Targets) == 0 {
			text = "undo did nothing: changed since or gone"
		}
		l.s.note(video.Entry{At: time.Now(), Kind: video.EntryWarning, Text: text, Who: skipped})
	})
}

// unsent are the results of a command that was not begun.
func unsent(c video.Command, why error) []video.TargetResult {
	out := make([]video.TargetResult, max(1, len(c.Targets)))
	for i := range out {
		out[i] = video.TargetResult{Outcome: video.OutcomeNotSent, Err: why}
		if len(c.Targets) > 0 {
			out[i].Member = c.Targets[i]
		}
	}
	return out
}

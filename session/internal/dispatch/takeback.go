package dispatch

import (
	"errors"
	"slices"
	"time"

	"gavel/session/video"
)

// StartUndo checks that a command can be undone now, and removes its record from the stack. With keepClosed, the part
// that would open microphones, cameras or ears stays on the stack.
func (d *Dispatcher) StartUndo(keepClosed bool) (Undo, error) {
	if slices.ContainsFunc(d.jobs, (*Job).unanswered) {
		return Undo{}, &video.StateError{
			Reason: "a command is still waiting for its answer: undo it afterwards",
			Err:    video.ErrNotSent,
		}
	}
	if len(d.undo) == 0 {
		return Undo{}, &video.StateError{Reason: "nothing to undo", Err: video.ErrNotFound}
	}
	last := len(d.undo) - 1
	u := Undo{rec: d.undo[last]}
	if err := d.cannotUndo(u.rec); err != nil {
		return Undo{}, err // the record stays, so that no older one is undone instead
	}
	if err := u.rec.cmd.CheckRoom(d.conditions()); err != nil {
		return Undo{}, err // the record stays and can be undone later
	}
	d.undo = d.undo[:last]
	if later := u.rec.opening(); keepClosed && len(later.parts) > 0 {
		d.undo = append(d.undo, later)
		if u.rec = u.rec.without(later); len(u.rec.parts) == 0 {
			d.dirty = true
			return u, nil // the rest is for the next undo
		}
	}
	if len(u.rec.parts) == 0 {
		d.dirty = true
		return Undo{}, &video.StateError{Reason: "the last command changed nothing", Err: video.ErrNotFound}
	}
	u.cmds, u.parts, u.skipped = d.takeBack(u.rec)
	for i := range u.cmds {
		u.cmds[i].SkipProtected = u.rec.cmd.SkipProtected
	}
	d.dirty = true
	if len(u.cmds) == 0 && len(u.skipped) == 0 {
		return Undo{}, &video.StateError{
			Reason: "others have since changed what the last command changed", Err: video.ErrNotFound,
		}
	}
	d.undoing = append(d.undoing, u.rec)
	return u, nil
}

// opening returns the record of the parts whose undo opens a microphone, a camera or ears.
func (r *undoRecord) opening() *undoRecord {
	const opens = video.OpensMicrophone | video.OpensCamera | video.OpensEars
	later := *r
	later.parts = nil
	for _, part := range r.parts {
		back := part.cmd.Inverse(&video.Before{Member: &video.Member{ID: "member"}})
		if part.row().Target == video.OnMember && slices.ContainsFunc(back, func(c video.Command) bool {
			row, _ := c.Action.Info()
			return row.Opens&opens != 0
		}) {
			later.parts = append(later.parts, part)
		}
	}
	return &later
}

// without returns the record without the parts of another one.
func (r *undoRecord) without(other *undoRecord) *undoRecord {
	rest := *r
	rest.parts = slices.DeleteFunc(slices.Clone(r.parts), func(p *undoPart) bool {
		return slices.Contains(other.parts, p)
	})
	return &rest
}

// cannotUndo returns the reason why the newest command cannot be undone, now or ever; nil if it can, or if it changed
// nothing.
func (d *Dispatcher) cannotUndo(rec *undoRecord) error {
	unknown := func(j *Job) bool {
		return j.counts[video.OutcomeUnknown] > 0 && (j.undoes != nil || j.entry.N == rec.entry)
	}
	why := ""
	switch {
	case slices.ContainsFunc(d.jobs, unknown):
		return &video.StateError{
			Reason: "the outcome of the last command is not known yet: undo it afterwards",
			Err:    video.ErrNotSent,
		}
	case len(rec.parts) > 0:
		return nil
	case rec.final != "":
		why = rec.final
	case rec.unknown:
		why = "its outcome is unknown"
	case rec.unclear:
		why = "someone else may have done it"
	default:
		return nil
	}
	return &video.StateError{Reason: "the last command cannot be undone: " + why, Err: video.ErrFinal}
}

// endUndoing forgets a record whose undo has ended.
func (d *Dispatcher) endUndoing(rec *undoRecord) {
	if rec != nil {
		d.undoing = slices.DeleteFunc(d.undoing, func(other *undoRecord) bool { return other == rec })
	}
}

// undoDecided puts the part of an undo back onto the stack that a read has shown not to be done.
func (d *Dispatcher) undoDecided(j *Job) {
	if j.undoes == nil || !j.undoes.waiting || j.counts[video.OutcomeUnknown] > 0 {
		return
	}
	j.undoes.waiting = false
	d.endUndoing(j.undoes)
	if rest := j.undoes.rest(j); len(rest.parts) > 0 {
		d.pushUndo(rest)
	}
}

// unanswered reports whether the job has no answer yet.
func (j *Job) unanswered() bool { return j.counts[video.OutcomePending] > 0 }

// Nothing reports whether there is nothing to send, because all members are skipped.
func (u Undo) Nothing() bool { return len(u.cmds) == 0 }

// Unsent returns the result of an undo that did not start.
func (u Undo) Unsent(why error) video.Result {
	c := u.Command()
	return video.Result{Command: c, Targets: Unsent(c, why)}
}

// Command returns the command that undoes the record. Its words are those of the commands that are sent.
func (u Undo) Command() video.Command {
	if len(u.cmds) == 1 {
		return u.cmds[0]
	}
	verb, past := "restore", "restored"
	if len(u.about()) == 0 {
		verb, past = "restore the room", "restored the room"
	}
	if len(u.cmds) > 0 {
		first := u.cmds[0].Action
		row, _ := first.Info()
		if !slices.ContainsFunc(u.cmds, func(c video.Command) bool { return c.Action != first }) {
			verb, past = row.Verb, row.Done
		}
	}
	return video.Composite(verb, past, u.about(), u.cmds...)
}

// about returns the members that the undo is about.
func (u Undo) about() []video.MemberID {
	var ids []video.MemberID
	for _, c := range u.cmds {
		ids = append(ids, c.Targets...)
	}
	return ids
}

// FinishUndo logs the skipped members and removes them from the result. Targets that were not sent, or were refused, go
// back onto the stack and can be undone later. j is nil if nothing started.
func (d *Dispatcher) FinishUndo(u Undo, j *Job, res *video.Result, now time.Time) {
	if u.rec.waiting = j != nil && j.counts[video.OutcomeUnknown] > 0; !u.rec.waiting {
		d.endUndoing(u.rec)
	}
	skipped := u.skipped
	res.Targets = slices.DeleteFunc(slices.Clone(res.Targets), func(t video.TargetResult) bool {
		skip := errors.Is(t.Err, video.ErrConflict) || errors.Is(t.Err, video.ErrProtected)
		if skip {
			skipped = append(skipped, d.person(t.Member))
		}
		return skip
	})
	d.dirty = true
	done := slices.ContainsFunc(res.Targets, func(t video.TargetResult) bool { return !mayBeUndone(t) })
	if len(res.Targets) > 0 && !done {
		d.pushUndo(u.rec)
		return
	}
	if rest := u.rec.rest(j); len(rest.parts) > 0 || rest.final != "" {
		d.pushUndo(rest)
	}
	if len(skipped) == 0 {
		return
	}
	skipped = slices.DeleteFunc(skipped, func(p video.Person) bool { return p.ID == "" }) // the room
	note := video.NoteUndoSkipped
	if len(res.Targets) == 0 {
		note = video.NoteUndoNothing
	}
	d.Note(video.Entry{At: now, Kind: video.EntryWarning, Note: note, Who: skipped})
}

// rest returns the record of the part that an undo did not do. It excludes members with a newer command.
func (r *undoRecord) rest(j *Job) *undoRecord {
	rest := &undoRecord{entry: r.entry, cmd: r.cmd, final: r.final}
	if j == nil {
		return rest
	}
	kept := func(part *undoPart, id video.MemberID) bool {
		return slices.ContainsFunc(j.steps, func(s *step) bool {
			if s.undoes != part && !(s.undoes.step > part.step && part.row().Overlaps(s.undoes.row())) {
				return false
			}
			t := s.of(id)
			return t != nil && mayBeUndone(t.TargetResult)
		})
	}
	for _, part := range r.parts {
		p := *part
		p.index, p.members = nil, slices.DeleteFunc(
			slices.Clone(part.members),
			func(m *video.Member) bool { return !kept(part, m.ID) },
		)
		if len(p.members) > 0 || len(part.members) == 0 && kept(part, "") {
			rest.parts = append(rest.parts, &p)
		}
	}
	return rest
}

// Unsent returns the results of a command that did not start.
func Unsent(c video.Command, why error) []video.TargetResult {
	if len(c.Steps) > 0 {
		var out []video.TargetResult
		for _, s := range c.Steps {
			out = append(out, Unsent(s, why)...)
		}
		return out
	}
	out := make([]video.TargetResult, max(1, len(c.Targets)))
	for i := range out {
		out[i] = video.TargetResult{Outcome: video.OutcomeNotSent, Err: why}
		if len(c.Targets) > 0 {
			out[i].Member = c.Targets[i]
		}
	}
	return out
}

// raisedAgain restores the place in the queue of a hand that an undo has raised.
func (d *Dispatcher) raisedAgain(id video.MemberID) {
	for s := range d.steps() {
		if s.undoes == nil || s.row.Sets.Field != video.FieldHand {
			continue
		}
		was := s.undoes.member(id)
		if t := s.of(id); t != nil && t.underWay() && was != nil && was.HandRaised {
			d.orders.HandsBack = append(d.orders.HandsBack, HandBack{id, was.HandAt})
		}
	}
}

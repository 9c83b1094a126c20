package dispatch

import (
	"errors"
	"slices"

	"gavel/session/video"
)

// fewMembers is the largest number of members that are searched without an index.
const fewMembers = 16

// conflict records that someone else has changed the properties that our commands had set. Even if a property has our
// value again now, that is not our change, and undoing it would be wrong.
func (d *Dispatcher) conflict(id video.MemberID, f video.Fields, to video.Flag) {
	newer := false // a newer command has set the property, so the change is not a late event of an older one
	for _, part := range slices.Backward(slices.Collect(d.undoParts())) {
		_, placed := part.placed[id]
		if placed && f == video.FieldRequested || part.overridden(id, f, to, newer) {
			part.conflict(id)
		}
		newer = newer || part.row().Sets.Field == f && part.member(id) != nil
	}
	for s := range d.steps() { // other targets of it may still be unsent
		if t := s.of(id); t != nil && s.row.OverriddenBy(f, to) && t.sent {
			t.conflict = true
		}
	}
}

// asked reports whether the member is now as the newest command on the property has asked for. Then nobody has
// overridden it: the event may come after the answer, when an earlier state of the room has already confirmed the
// command.
func (d *Dispatcher) asked(f video.Fields, m *video.Member) bool {
	for _, rec := range slices.Backward(d.undo) {
		for _, part := range slices.Backward(rec.parts) {
			_, placed := part.placed[m.ID]
			switch {
			case placed && f == video.FieldRequested:
				return part.cmd.Placed()[m.ID] == m.RequestedPosition
			case part.member(m.ID) != nil && part.row().MayCause(f, video.Unknown):
				return part.cmd.Explains(f, m, d.room)
			}
		}
	}
	return false
}

// closedByOthers skips a member in unsent commands that would open a microphone, a camera or ears that someone else has
// just closed. Opening wrongly is the worse mistake. Commands that close them are still sent.
func (d *Dispatcher) closedByOthers(id video.MemberID, undone video.Setting) {
	for s := range d.steps() {
		if t := s.of(id); t != nil && s.row.Sets == undone && s.row.Opens != 0 && !t.sent {
			t.closed = true
		}
	}
}

// conflictOn records that someone else has changed the properties that our commands on the room, or on an object, had
// set.
func (d *Dispatcher) conflictOn(object string, f video.Fields) {
	for part := range d.undoParts() {
		if part.cmd.Object == object && part.row().OverriddenBy(f, video.Unknown) {
			part.changed = true
		}
	}
}

// overridden reports whether a change by someone else overrides the value that the command set for the member. If the
// command left a microphone off that the action itself would open, that counts as set, too.
func (r *undoPart) overridden(id video.MemberID, f video.Fields, to video.Flag, newer bool) bool {
	if r.row().OverriddenBy(f, to) || newer && r.row().Besides.Field == f {
		return r.member(id) != nil
	}
	if !r.cmd.KeepMuted || f != video.FieldAudioMuted {
		return false
	}
	was := r.member(id)
	return was != nil && was.DeafMuted
}

// conflictOnValue records that someone else has changed a value of the object that a command had set, such as a volume.
func (d *Dispatcher) conflictOnValue(object string) {
	newest := map[video.Fields]*undoPart{} // newer commands of this session override older ones
	for part := range d.undoParts() {
		if part.cmd.Object == object {
			newest[part.row().Sets.Field] = part
		}
	}
	for part := range d.undoParts() {
		if last := newest[part.row().Sets.Field]; part.cmd.Object == object && last.cmd.Effect(d.room, "") == video.Missing {
			part.changed = true
		}
	}
}

// row returns the row of the action.
func (r *undoPart) row() *video.ActionInfo {
	row, _ := r.cmd.Action.Info()
	return row
}

func (r *undoPart) conflict(id video.MemberID) {
	if r.conflicts == nil {
		r.conflicts = map[video.MemberID]struct{}{}
	}
	r.conflicts[id] = struct{}{}
}

// member returns a member as it was before the command, or nil.
func (r *undoPart) member(id video.MemberID) *video.Member {
	if len(r.members) <= fewMembers {
		if i := slices.IndexFunc(r.members, func(m *video.Member) bool { return m.ID == id }); i >= 0 {
			return r.members[i]
		}
		return nil
	}
	if r.index == nil {
		r.index = make(map[video.MemberID]int, len(r.members))
		for i, m := range r.members {
			r.index[m.ID] = i
		}
	}
	if i, ok := r.index[id]; ok {
		return r.members[i]
	}
	return nil
}

// merge adds the contents of another record of the same command.
func (r *undoPart) merge(other *undoPart) {
	for _, m := range other.members {
		if r.member(m.ID) == nil {
			r.members, r.index = append(r.members, m), nil
		}
	}
	for id := range other.conflicts {
		r.conflict(id)
	}
}

// changedSince reports whether a member, or the room if id is "", is no longer as the command left it. A member that
// left and rejoined counts as changed.
func (d *Dispatcher) changedSince(part *undoPart, id video.MemberID) bool {
	switch part.row().Target {
	case video.OnMember:
		before := part.member(id)
		return d.touched(part, id, before) || part.cmd.EffectOn(d.room.Member(id), d.room) == video.Missing
	case video.OnRoom:
		return part.changed || part.cmd.Effect(d.room, "") == video.Missing
	}
	return part.changed || part.cmd.Effect(d.room, "") != video.Holds
}

// touched reports whether someone else has changed the member since, or the member has rejoined.
func (d *Dispatcher) touched(part *undoPart, id video.MemberID, before *video.Member) bool {
	now := d.room.Member(id)
	_, conflict := part.conflicts[id]
	return before == nil || now == nil || conflict || now.Order != before.Order
}

// mayBeUndone reports whether the undo of a target was not done, so that another undo may do it.
func mayBeUndone(t video.TargetResult) bool {
	var refusal *video.RPCError
	switch {
	case t.Outcome == video.OutcomeNotDone:
		return true
	case t.Outcome == video.OutcomeNotSent:
		return !video.IsSkip(t.Err)
	case t.Outcome != video.OutcomeRefused || errors.Is(t.Err, video.ErrNotFound):
		return false
	}
	return !errors.As(t.Err, &refusal) || !refusal.Forbidden()
}

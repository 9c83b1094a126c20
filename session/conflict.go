package session

import (
	"errors"
	"slices"

	"gavel/session/video"
)

// fewMembers is how many are searched without an index.
const fewMembers = 16

// conflict notes that someone else has changed what commands of ours had set: even if it is set again now,
// that is not our doing, and undoing it would be wrong.
func (d *dispatcher) conflict(id video.MemberID, f video.Fields, to video.Flag) {
	for _, list := range [][]*undoRecord{d.undo, d.undoing} {
		for _, rec := range list {
			if rec.row().OverriddenBy(f, to) && rec.member(id) != nil {
				rec.conflict(id)
			}
		}
	}
	for _, j := range d.jobs { // others of it may still wait for their turn
		if i, ok := j.target(id); ok && j.row.OverriddenBy(f, to) && j.targets[i].turn {
			j.targets[i].conflict = true
		}
	}
}

// closedByOthers leaves a member out of commands that wait to do what somebody else has just taken back, where that would open a
// microphone, a camera or ears: it is the worse mistake. What closes them still does so.
func (d *dispatcher) closedByOthers(id video.MemberID, undone video.Setting) {
	for _, j := range d.jobs {
		if i, ok := j.target(id); ok && j.row.Sets == undone && j.row.Opens != 0 && !j.targets[i].turn {
			j.targets[i].closed = true
		}
	}
}

// conflictOn notes that someone else has changed what commands on the room, or on an object of it, had set.
func (d *dispatcher) conflictOn(object string, f video.Fields) {
	for _, list := range [][]*undoRecord{d.undo, d.undoing} {
		for _, rec := range list {
			if rec.cmd.Object == object && rec.row().OverriddenBy(f, video.Unknown) {
				rec.changed = true
			}
		}
	}
}

// row is what is known of the command's action.
func (r *undoRecord) row() *video.ActionInfo {
	row, _ := r.cmd.Action.Info()
	return row
}

func (r *undoRecord) conflict(id video.MemberID) {
	if r.conflicts == nil {
		r.conflicts = map[video.MemberID]struct{}{}
	}
	r.conflicts[id] = struct{}{}
}

// member returns somebody as they were before the command, or nil.
func (r *undoRecord) member(id video.MemberID) *video.Member {
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

// join takes over what another record of the same command remembers.
func (r *undoRecord) join(other *undoRecord) {
	r.members, r.index = append(r.members, other.members...), nil
	for id := range other.conflicts {
		r.conflict(id)
	}
}

// changedSince reports whether somebody, or the room when id is "", is no more as the command left it. Who left and came back
// is another one.
func (d *dispatcher) changedSince(rec *undoRecord, id video.MemberID) bool {
	switch rec.row().Target {
	case video.OnMember:
		before, now := rec.member(id), d.room.Member(id)
		_, conflict := rec.conflicts[id]
		return before == nil || now == nil || conflict || now.Order != before.Order || rec.cmd.EffectOn(now, d.room) == video.Missing
	case video.OnRoom:
		return rec.changed || rec.cmd.Effect(d.room, "") == video.Missing
	}
	return rec.changed || rec.cmd.Effect(d.room, "") != video.Holds
}

// rest is the record for those members whom an undo did not reach. Those with a newer command are none of them.
func (r *undoRecord) rest(undone []video.TargetResult) *undoRecord {
	kept := map[video.MemberID]bool{}
	for _, t := range undone {
		kept[t.Member] = mayBeUndone(t)
	}
	rest := *r
	rest.index = nil
	rest.members = slices.DeleteFunc(slices.Clone(r.members), func(m *video.Member) bool { return !kept[m.ID] })
	return &rest
}

// mayBeUndone reports whether nothing came of the undo of a target, and something may come of another one.
func mayBeUndone(t video.TargetResult) bool {
	var refusal *video.RPCError
	switch {
	case t.Outcome == video.OutcomeNotSent:
		return !errors.Is(t.Err, video.ErrSuperseded) && !errors.Is(t.Err, video.ErrConflict)
	case t.Outcome != video.OutcomeRefused || errors.Is(t.Err, video.ErrNotFound):
		return false
	}
	return !errors.As(t.Err, &refusal) || !refusal.Forbidden()
}

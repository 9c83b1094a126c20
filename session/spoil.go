package session

import (
	"errors"
	"slices"

	"gavel/session/video"
)

// fewMembers is how many are searched without an index.
const fewMembers = 16

// spoil notes that somebody else has changed what commands of ours had set: even if it is set again now, that is not our doing,
// and undoing it would be wrong.
func (s *state) spoil(id video.MemberID, p video.Property, to video.Flag) {
	for _, list := range [][]*undoRecord{s.undo, s.undoing} {
		for _, rec := range list {
			if rec.row().OverriddenBy(p, to) && rec.member(id) != nil {
				rec.spoil(id)
			}
		}
	}
	for _, j := range s.jobs { // others of it may still wait for their turn
		if i, ok := j.target(id); ok && j.row.OverriddenBy(p, to) && j.targets[i].turn {
			j.targets[i].spoilt = true
		}
	}
}

// contest leaves somebody out of commands that wait to do what somebody else has just taken back, where that would open a
// microphone, a camera or ears: it is the worse mistake. What closes them still does so.
func (s *state) contest(id video.MemberID, undone video.Setting) {
	for _, j := range s.jobs {
		if i, ok := j.target(id); ok && j.row.Sets == undone && j.row.Opens != 0 && !j.targets[i].turn {
			j.targets[i].contested = true
		}
	}
}

// ruin notes that somebody else has changed what commands on the room, or on an object of it, had set.
func (s *state) ruin(object string, p video.Property) {
	for _, list := range [][]*undoRecord{s.undo, s.undoing} {
		for _, rec := range list {
			if rec.cmd.Object == object && rec.row().OverriddenBy(p, video.Unknown) {
				rec.ruined = true
			}
		}
	}
}

// row is what is known of the command's action.
func (r *undoRecord) row() *video.ActionInfo {
	row, _ := r.cmd.Action.Info()
	return row
}

func (r *undoRecord) spoil(id video.MemberID) {
	if r.spoilt == nil {
		r.spoilt = map[video.MemberID]struct{}{}
	}
	r.spoilt[id] = struct{}{}
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
	for id := range other.spoilt {
		r.spoil(id)
	}
}

// changedSince reports whether somebody, or the room when id is "", is no more as the command left it. Who left and came back
// is another one.
func (s *state) changedSince(rec *undoRecord, id video.MemberID) bool {
	switch rec.row().Target {
	case video.OnMember:
		before, now := rec.member(id), s.Member(id)
		_, spoilt := rec.spoilt[id]
		return before == nil || now == nil || spoilt || now.Order != before.Order || rec.cmd.EffectOn(now, s) == video.Missing
	case video.OnRoom:
		return rec.ruined || rec.cmd.Effect(s, "") == video.Missing
	}
	return rec.ruined || rec.cmd.Effect(s, "") != video.Holds
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

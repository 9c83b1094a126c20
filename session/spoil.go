package session

import (
	"errors"
	"slices"
)

// errLeftAlone is why an undo left somebody out, or did nothing.
var errLeftAlone = errors.New("changed by somebody else since")

// What the changes of somebody else spoil. Deafening also closes microphones, and undeafening opens them.
var (
	spoiltByVideo = []Action{ActVideoMute, ActVideoUnmute}
	spoiltByDeaf  = []Action{ActDeaf, ActUndeaf, ActAudioMute, ActAudioUnmute}
	spoiltByMute  = []Action{ActAudioMute, ActAudioUnmute, ActUndeaf}
	spoiltByOpen  = []Action{ActAudioMute, ActAudioUnmute, ActDeaf}
)

// spoiltByAudio leaves out what may itself have closed, or opened, the microphone: the news of that may come later than that
// of its being deaf.
func spoiltByAudio(muted bool) []Action {
	if muted {
		return spoiltByMute
	}
	return spoiltByOpen
}

// fewMembers is how many are searched without an index.
const fewMembers = 16

// spoil notes that somebody else has changed what commands with these actions of ours had set: even if it is set again now,
// that is not our doing, and undoing it would be wrong.
func (s *state) spoil(id MemberID, actions ...Action) {
	for _, list := range [][]*undoRecord{s.undo, s.undoing} {
		for _, rec := range list {
			if slices.Contains(actions, rec.cmd.Action) && rec.member(id) != nil {
				rec.spoil(id)
			}
		}
	}
	for _, j := range s.jobs { // others of it may still wait for their turn
		if i, ok := j.target(id); ok && slices.Contains(actions, j.cmd.Action) && j.targets[i].turn {
			j.targets[i].spoilt = true
		}
	}
}

// contest leaves somebody out of commands that wait to do what somebody else has just taken back, where that would open a
// microphone, a camera or ears: it is the worse mistake. What closes them still does so.
func (s *state) contest(id MemberID, undone Action) {
	row, _ := undone.Info()
	if row.Risk < RiskOpens {
		return
	}
	for _, j := range s.jobs {
		if i, ok := j.target(id); ok && j.cmd.Action == undone && !j.targets[i].turn {
			j.targets[i].contested = true
		}
	}
}

// ruin notes that somebody else has changed what commands on the room, or on an object of it, had set.
func (s *state) ruin(object string, actions ...Action) {
	for _, list := range [][]*undoRecord{s.undo, s.undoing} {
		for _, rec := range list {
			if rec.cmd.Object == object && slices.Contains(actions, rec.cmd.Action) {
				rec.ruined = true
			}
		}
	}
}

func (r *undoRecord) spoil(id MemberID) {
	if r.spoilt == nil {
		r.spoilt = map[MemberID]struct{}{}
	}
	r.spoilt[id] = struct{}{}
}

// member returns somebody as they were before the command, or nil.
func (r *undoRecord) member(id MemberID) *Member {
	if len(r.members) <= fewMembers {
		if i := slices.IndexFunc(r.members, func(m *Member) bool { return m.ID == id }); i >= 0 {
			return r.members[i]
		}
		return nil
	}
	if r.index == nil {
		r.index = make(map[MemberID]int, len(r.members))
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
func (s *state) changedSince(rec *undoRecord, id MemberID) bool {
	row, _ := rec.cmd.Action.Info()
	switch row.Target {
	case OnMember:
		before, now := rec.member(id), s.memberOf(id)
		_, spoilt := rec.spoilt[id]
		return before == nil || now == nil || spoilt || now.Order != before.Order || rec.cmd.memberEffect(now, s) == missing
	case OnRoom:
		return rec.ruined || rec.cmd.effect(s, "") == missing
	}
	return rec.ruined || rec.cmd.effect(s, "") != holds
}

// rest is the record for those members whom an undo did not reach. Those with a newer command are none of them.
func (r *undoRecord) rest(undone []TargetResult) *undoRecord {
	kept := map[MemberID]bool{}
	for _, t := range undone {
		kept[t.Member] = t.mayBeUndone()
	}
	rest := *r
	rest.index = nil
	rest.members = slices.DeleteFunc(slices.Clone(r.members), func(m *Member) bool { return !kept[m.ID] })
	return &rest
}

// mayBeUndone reports whether nothing came of the undo of a target, and something may come of another one.
func (t TargetResult) mayBeUndone() bool {
	var refusal *RPCError
	switch {
	case t.Outcome == OutcomeNotSent:
		return !t.passedOver()
	case t.Outcome != OutcomeRefused || errors.Is(t.Err, ErrNotFound):
		return false
	}
	return !errors.As(t.Err, &refusal) || !refusal.Forbidden()
}

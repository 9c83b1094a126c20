package session

import "slices"

// spoil notes that somebody else has changed back what an action of ours had set: even if it is set again now, that is not
// our doing, and undoing it would be wrong.
func (s *state) spoil(a Action, id MemberID) {
	for i := range s.undo {
		rec := &s.undo[i]
		if rec.cmd.Action != a || len(rec.members) == 0 {
			continue
		}
		rec.spoil(id)
	}
	for _, j := range s.jobs { // others of it may still wait for their turn
		if i, ok := j.target(id); ok && j.cmd.Action == a && j.targets[i].turn {
			j.targets[i].spoilt = true
		}
	}
	delete(s.held, heldKey{a, id})
}

func (r *undoRecord) spoil(id MemberID) {
	if r.spoilt == nil {
		r.spoilt = map[MemberID]struct{}{}
	}
	r.spoilt[id] = struct{}{}
}

// rest is the record for those members whom an undo did not reach. Those with a newer command are none of them.
func (r undoRecord) rest(undone []TargetResult) undoRecord {
	kept := map[MemberID]bool{}
	for _, t := range undone {
		kept[t.Member] = t.Outcome == OutcomeNotSent && !t.overtaken()
	}
	r.members = slices.DeleteFunc(slices.Clone(r.members), func(m *Member) bool { return !kept[m.ID] })
	return r
}

package video

// Plan says what a command would do to its targets.
type Plan struct {
	Act     []MemberID // would change, or may: the room is not known well enough to tell
	Already []MemberID // are already as wanted
	Gone    []MemberID // are not in the room
}

// Plan sorts the targets of a command on members. Commands on the room have no targets and an empty plan.
func (c Command) Plan(s *Snapshot) Plan {
	var p Plan
	if normal, err := c.Normalize(); err == nil {
		c = normal
	}
	w, unlisted := s.lookup(len(c.Targets)), c.info().Unlisted
	for _, id := range c.Targets {
		switch {
		case !unlisted && w.Member(id) == nil:
			p.Gone = append(p.Gone, id)
		case c.Effect(w, id) == Holds:
			p.Already = append(p.Already, id)
		default:
			p.Act = append(p.Act, id)
		}
	}
	return p
}

// lookup is the snapshot as a world in which n members are looked up: with an index when they are many, because a search for
// each of ten thousand would hold up a console for a second.
func (s *Snapshot) lookup(n int) View {
	const few = 16
	if n <= few {
		return s
	}
	byID := make(map[MemberID]*Member, len(s.Members))
	for _, m := range s.Members {
		byID[m.ID] = m
	}
	return indexed{s, byID}
}

// indexed is a snapshot with an index of its members.
type indexed struct {
	*Snapshot
	byID map[MemberID]*Member
}

func (x indexed) Member(id MemberID) *Member { return x.byID[id] }

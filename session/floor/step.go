package floor

import (
	"maps"
	"slices"

	"gavel/session/video"
)

// maxSteps is the largest number of steps on the undo stack.
const maxSteps = 50

// before returns the state of the floor before a verb, with stopped clocks.
func (e *Engine) before(verb Verb, who video.MemberID) *step {
	s := &step{
		verb: verb, who: who, at: e.now, mode: e.mode, line: e.line.Order,
		people: map[string]person{}, ranks: map[video.MemberID]int{},
		closed: e.line.Closed, budget: e.cfg.Budget, halt: e.halt,
	}
	for _, t := range e.turns {
		s.turns = append(s.turns, t.clone(e.now))
	}
	for key, p := range e.people {
		s.people[key] = *p
	}
	for _, en := range e.line.entries {
		s.ranks[en.ID] = en.rank
	}
	return s
}

// keep saves an entry that the verb removes.
func (s *step) keep(en *Entry) {
	if en != nil {
		s.queued = append(s.queued, *en)
	}
}

// done puts the step onto the stack.
func (e *Engine) done(s *step) {
	e.steps = append(e.steps, *s)
	if len(e.steps) > maxSteps {
		e.steps = slices.Delete(e.steps, 0, 1)
	}
	e.publish()
}

// seal puts a verb onto the stack that cannot be undone.
func (e *Engine) seal(verb Verb, who video.MemberID) {
	e.done(&step{verb: verb, who: who, at: e.now, final: true})
}

// restore restores the floor. Turns of people who were sent away since, and entries of people who are in the queue
// again, do not change.
func (e *Engine) restore(s *step) {
	if s.floor {
		e.restoreTurns(s)
	}
	if s.added != "" {
		e.line.remove(s.added)
	}
	for _, en := range s.queued {
		if e.line.find(en.ID) != nil || !en.IsText() && e.members[en.ID] == nil {
			continue
		}
		delete(e.skip, en.ID)
		back := e.line.add(en)
		if m := e.members[en.ID]; back != nil && back.ByHand && !m.HandRaised {
			back.DownAt = e.now // the undo raises the hand again
		}
	}
	if s.verb == VerbMove || s.verb == VerbOrder {
		e.line.Order = s.line
		for _, en := range e.line.entries {
			if rank, known := s.ranks[en.ID]; known {
				en.rank = rank
			}
		}
	}
}

// restoreTurns restores mode, turns and totals.
func (e *Engine) restoreTurns(s *step) {
	for _, t := range s.turns {
		if now := e.turn(t.ID); now != nil {
			t.Away = now.Away
		}
	}
	e.mode = s.mode
	e.turns = slices.DeleteFunc(s.turns, func(t *turn) bool {
		return !isText(t.ID) && e.members[t.ID] == nil && t.Away.IsZero()
	})
	for key, p := range s.people {
		if old := e.people[key]; old != nil {
			old.Turns, old.Used = p.Turns, p.Used
		}
	}
	for key, p := range e.people {
		if _, known := s.people[key]; !known {
			p.Turns, p.Used = 0, 0
		}
	}
}

// renameSteps replaces the id of a person in the undo steps.
func renameSteps(steps []step, old, id video.MemberID) {
	for i := range steps {
		s := &steps[i]
		if s.who == old {
			s.who = id
		}
		for _, t := range s.turns {
			if t.ID == old {
				t.ID = id
			}
		}
		for j := range s.queued {
			if s.queued[j].ID == old {
				s.queued[j].ID = id
			}
		}
		s.closes = slices.Clone(s.closes)
		for j := range s.closes {
			if s.closes[j] == old {
				s.closes[j] = id
			}
		}
		if rank, ok := s.ranks[old]; ok {
			s.ranks = maps.Clone(s.ranks)
			s.ranks[id] = rank
		}
	}
}

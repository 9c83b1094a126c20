package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// keyed is the prefix of keys that come from metadata. All other people are known by the id of one connection.
const keyed = "k:"

// keyOf returns the key under which a person's state is kept.
func (e *Engine) keyOf(m *video.Member) string {
	if value := m.MetaText(e.cfg.RejoinKey); value != "" {
		return keyed + value
	}
	return string(m.ID)
}

// person returns the state of a person, which it creates if needed.
func (e *Engine) person(id video.MemberID) *person {
	key := e.key(id)
	p := e.people[key]
	if p == nil {
		p = &person{ID: id}
		e.people[key] = p
	}
	if m := e.members[id]; m != nil {
		p.ID, p.Name, p.Group = id, m.Name, m.MetaText(e.cfg.Budget.Key)
	}
	return p
}

// left returns the rest of the budget of a person or its group. bounded is false if the time has no limit. over reports
// whether the budget is used up.
func (b Budget) left(turns int, used time.Duration) (left time.Duration, bounded, over bool) {
	bounded = b.Time > 0
	if bounded {
		left = max(0, b.Time-used)
	}
	return left, bounded, bounded && left == 0 || b.Turns > 0 && turns >= b.Turns
}

// spoken returns the number and the length of the turns of a person, or of its group if the budget has a key. Current
// turns count.
func (e *Engine) spoken(id video.MemberID) (turns int, used time.Duration) {
	of := e.person(id)
	same := func(p *person) bool {
		return p == of || e.cfg.Budget.Key != "" && of.Group != "" && p.Group == of.Group
	}
	for _, p := range e.people {
		if same(p) {
			turns, used = turns+p.Turns, used+p.Used
		}
	}
	for _, t := range e.of(Guest) {
		if !isText(t.ID) && same(e.person(t.ID)) {
			turns, used = turns+1, used+t.Clock.at(e.now)
		}
	}
	return turns, used
}

// end ends a turn and adds it to the totals. It closes no microphone.
func (e *Engine) end(t *turn, why Why) {
	t.Clock.run(e.now, false)
	e.drop(t)
	if t.Kind == Guest && !isText(t.ID) {
		p := e.person(t.ID)
		p.Turns, p.Used = p.Turns+1, p.Used+t.Clock.Used
	}
	e.note(Note{Kind: NoteEnded, Who: &Who{t.ID, t.Name}, Turn: t.record(e.now, e.now), Why: why})
	e.report()
}

// drop removes a turn without a note.
func (e *Engine) drop(t *turn) {
	e.turns = slices.DeleteFunc(e.turns, func(other *turn) bool { return other == t })
	if e.chair != nil {
		delete(e.chair.closed, t.ID)
	}
}

// totals returns the totals of the members that have had a turn, and of those whose group has.
func (e *Engine) totals() map[video.MemberID]Total {
	if len(e.people) == 0 && len(e.turns) == 0 {
		return nil
	}
	all := map[video.MemberID]Total{}
	for id, m := range e.members {
		if e.people[e.key(id)] == nil && e.turn(id) == nil || m.ParentID != "" {
			continue
		}
		if turns, used := e.spoken(id); turns > 0 {
			all[id] = Total{turns, used}
		}
	}
	return all
}

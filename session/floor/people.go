package floor

import (
	"strings"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// A person who leaves within sentAwayFor of a remove or demote command counts as sent away by it.
const sentAwayFor = 30 * time.Second

// leave processes a member that has left. A person who was sent away gives up the floor and the place in the queue at
// once. All others keep both for 90 s.
func (e *Engine) leave(m *video.Member) {
	id := m.ID
	_, sent := e.sentAway[id]
	delete(e.members, id)
	delete(e.open, id)
	delete(e.skip, id)
	delete(e.shutting, id)
	delete(e.sentAway, id)
	if o := e.offences[id]; o != nil {
		o.since, o.given = time.Time{}, false
	}
	if sent {
		e.vacate(id)
		return
	}
	t, en := e.turn(id), e.line.find(id)
	if t != nil && t.Kind == Manual { // a turn by hand is not kept
		e.end(t, WhyAway)
		t = nil
	}
	if t == nil && en == nil {
		return
	}
	if t != nil {
		t.Away = e.now
	}
	if en != nil {
		en.Away, en.Name, en.DownAt = e.now, m.Name, time.Time{}
	}
	e.note(Note{Kind: NoteAway, Who: &Who{id, m.Name}})
	e.report()
}

// vacate ends the turn of a person who was sent away, and removes the person from the queue. Nobody follows
// automatically.
func (e *Engine) vacate(id video.MemberID) {
	if t := e.turn(id); t != nil {
		e.end(t, WhySentAway)
	}
	if e.line.remove(id) != nil {
		e.report()
	}
}

// arrive processes a new member. If the rejoin key is that of a person who is away, the new member inherits the floor,
// the place in the queue and the totals. The same name is only an offer, because people choose their names.
func (e *Engine) arrive(m *video.Member) {
	key := e.keyOf(m)
	e.followProtection(m, key)
	if strings.HasPrefix(key, keyed) {
		e.keys[m.ID] = key
	} else {
		delete(e.keys, m.ID)
	}
	if old := e.awayWith(key); old != "" {
		e.adopt(old, m)
		return
	}
	if t, en := e.turn(m.ID), e.line.find(m.ID); t != nil || en != nil {
		e.adopt(m.ID, m)
		return
	}
	if old := e.namesake(m); old != "" {
		e.note(Note{Kind: NoteOffer, Who: &Who{m.ID, m.Name}, Others: e.whos([]video.MemberID{old})})
	}
}

// away returns the people who are away and have the floor or a place in the queue.
func (e *Engine) away() (ids []video.MemberID) {
	for _, t := range e.turns {
		if !t.Away.IsZero() {
			ids = append(ids, t.ID)
		}
	}
	for _, en := range e.line.entries {
		if !en.Away.IsZero() && e.turn(en.ID) == nil {
			ids = append(ids, en.ID)
		}
	}
	return ids
}

// awayWith returns the former member with the rejoin key; "" for none. Limits of enforcement follow a person who did
// not have the floor, too, so awayWith searches all known people.
func (e *Engine) awayWith(key string) video.MemberID {
	if !strings.HasPrefix(key, keyed) {
		return ""
	}
	for _, id := range e.away() {
		if e.keys[id] == key && e.members[id] == nil {
			return id
		}
	}
	for id := range e.offences {
		if e.keys[id] == key && e.members[id] == nil {
			return id
		}
	}
	return ""
}

// namesake returns the person who is away and has the name of a member without a floor or place; "" for none.
func (e *Engine) namesake(m *video.Member) video.MemberID {
	away := e.away()
	if len(away) == 0 || e.turn(m.ID) != nil { // folding the names of a whole room would be the most expensive step
		return ""
	}
	name := fold.Key(m.Name)
	for _, id := range away {
		if name != "" && e.members[id] == nil && fold.Key(e.nameAway(id)) == name {
			return id
		}
	}
	return ""
}

// nameAway returns the name of a person who is away.
func (e *Engine) nameAway(id video.MemberID) string {
	if t := e.turn(id); t != nil {
		return t.Name
	}
	if en := e.line.find(id); en != nil {
		return en.Name
	}
	return ""
}

// adopt transfers floor, place, totals and the limits of enforcement from a person who is away to a member. It opens
// nothing.
func (e *Engine) adopt(old video.MemberID, m *video.Member) {
	id := m.ID
	if t := e.turn(old); t != nil {
		t.ID, t.Away, t.Name = id, time.Time{}, m.Name
	}
	if en := e.line.find(old); en != nil {
		if other := e.line.find(id); other != nil && other != en {
			e.line.remove(id)
		}
		en.ID, en.Away, en.Name = id, time.Time{}, m.Name
		if en.ByHand && !m.HandRaised {
			en.ByHand = false // the hand was lost with the connection, but the place is kept
		}
	}
	if old == id {
		e.report()
		return
	}
	if o := e.offences[old]; o != nil {
		e.offences[id] = o
		delete(e.offences, old)
	}
	if e.pardoned[old] {
		e.pardoned[id] = true
		delete(e.pardoned, old)
	}
	e.inherit(old, id)
	renameSteps(e.steps, old, id)
	e.note(Note{Kind: NoteBack, Who: &Who{id, m.Name}, Others: []Who{{old, m.Name}}})
	e.report()
}

// inherit adds up the totals of two connections of one person.
func (e *Engine) inherit(old, id video.MemberID) {
	from, to := e.key(old), e.key(id)
	if p := e.people[from]; p != nil && from != to {
		q := e.person(id)
		q.Turns, q.Used = q.Turns+p.Turns, q.Used+p.Used
		delete(e.people, from)
	}
	delete(e.keys, old)
}

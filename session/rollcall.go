package session

import (
	"fmt"
	"strings"
	"time"
)

// This file is how the members are made equal to a whole list. What happened to whom while
// nobody listened cannot be known, so that the log gets one line and not one for each.
//
// Events that came while the list was on its way are as new as the list. Where they contradict it the member is in doubt:
// the event stands, and the list is read again, until that has been of no use a few times.

// maxDoubts is how many lists in a row may contradict events; the next one is believed.
const maxDoubts = 3

// rollCall is one reading of a whole list: who is called and new has joined, and who is not called has left.
type rollCall struct {
	no     uint64 // of this reading; seats remember it
	called int    // elements of the list
	beyond int    // of those, who found no place

	joined, left, changed int

	told    map[MemberID][]*jobTarget // commands whose outcome the reading may show
	asked   time.Time                 // when the list was asked for
	trust   bool                      // believe the list whatever events said
	inDoubt bool
	logged  bool
}

// contradicts reports whether an event at that time is newer than the list, and notes the doubt.
func (c *rollCall) contradicts(event time.Time) bool {
	if c.trust || !event.After(c.asked) {
		return false
	}
	c.inDoubt = true
	return true
}

// readMembers makes the members equal to a list.
func (s *state) readMembers(list []node, at, asked time.Time) {
	s.roll = rollCall{no: s.roll.no + 1, asked: asked, told: s.doubted(), trust: s.doubts >= maxDoubts, logged: s.full}
	s.callAll(list, at)
	s.endRoll(at)
}

func (s *state) callAll(list []node, at time.Time) {
	full := s.full
	s.full = false // mute note for the single changes
	for _, v := range list {
		s.roll.called++
		id := MemberID(idOf(v, "id"))
		if id == "" {
			s.stats.Bad++
			continue
		}
		s.call(id, v, at)
	}
	s.full = full
	s.dirty = true
}

// notTold are the properties whose change is no news: who talks no list tells, and the others nobody is shown.
const notTold = fieldTalking | fieldOdd | fieldOther

// news returns what v says of the member that is not known of it.
func (s *state) news(m *Member, v node) field {
	s.scratch = *m
	return mergeMember(&s.scratch, v)
}

// call takes over one member of a list. Lists do not tell who talks: after a gap nobody does until heard.
func (s *state) call(id MemberID, v node, at time.Time) {
	c := &s.roll
	e := s.seats[id]
	if e == nil {
		s.callNew(id, v, at)
		return
	}
	e.roll = c.no
	news := s.news(e.m, v)
	if e.at.After(c.asked) && !c.trust && news&^notTold != 0 {
		c.inDoubt = true
		return
	}
	for _, t := range c.told[id] {
		if !c.asked.Before(t.doubtAt) {
			t.told |= presentIn(v)
		}
	}
	if news != 0 { // most are as they were: a copy of each would be made for nothing
		s.updateSeat(e, v, at)
	}
	if news&^notTold != 0 {
		c.changed++
	}
	if s.stale && e.m.Talking && !v.Get("talking").found() {
		s.count(e.m, -1)
		endTalk(s.own(e), at)
		s.count(e.m, 1)
	}
}

// callNew takes over somebody who was not here.
func (s *state) callNew(id MemberID, v node, at time.Time) {
	c := &s.roll
	if left, ok := s.tombs[id]; ok && c.contradicts(left) {
		return
	}
	if len(s.seats) >= maxMembers {
		c.beyond++
		return
	}
	s.join(id, v, at).roll = c.no
	c.joined++
}

// endRoll takes out who was not called, and says what was different from what was known.
func (s *state) endRoll(at time.Time) {
	c := &s.roll
	s.full = false // mute note for the single changes
	for _, m := range s.order {
		if m == nil {
			continue
		}
		e := s.seats[m.ID]
		if e.roll == c.no || m.JoinSeen && c.contradicts(m.JoinedAt) {
			continue
		}
		s.noteLeft(s.stand(e, at), at)
		c.left++
	}
	s.full = true
	s.stale, s.reread = false, false
	s.contradicted(c.inDoubt)
	s.unshown = c.beyond
	s.reread = s.reread || c.beyond > 0 && c.left > 0 // there may be place for them now
	s.room.MemberCount = c.called
	s.stats.Resyncs++
	s.readAt[partMembers] = c.asked
	s.freshAt = at
	if text := c.text(); c.logged && text != "" {
		s.note(Entry{At: at, Kind: EntryLink, Text: text})
	}
	s.drifted = c.joined + c.left + c.changed
	c.told = nil
	s.settleAll(at)
	s.dirty = true
}

// contradicted has the members read again when a list contradicted newer events.
func (s *state) contradicted(inDoubt bool) {
	if !inDoubt {
		s.doubts = 0
		return
	}
	s.doubts++
	s.reread = true
}

// text is "2 joined, 1 left, 3 changed while away", or "".
func (c *rollCall) text() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.joined, "joined"}, {c.left, "left"}, {c.changed, "changed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if parts == nil {
		return ""
	}
	return "read the room again: " + strings.Join(parts, ", ") + " meanwhile"
}

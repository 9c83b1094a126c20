package session

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gavel/session/video"
)

// This file is how the members are made equal to a whole list, which comes at once or in parts. What happened to whom while
// nobody listened cannot be known, so that the log gets one line and not one for each.
//
// Events that came while the list was on its way are as new as the list. Where they contradict it the member is in doubt:
// the event stands, and the list is read again, until that has been of no use a few times.

// maxDoubts is how many lists in a row may contradict events; the next one is believed.
const maxDoubts = 3

// errPartsLost: of a list that came in parts some were dropped.
var errPartsLost = errors.New("parts of a list were lost")

// rollCall is one reading of a whole list: who is called and new has joined, and who is not called has left.
type rollCall struct {
	no     uint64 // of this reading; seats remember it
	list   uint64 // number of a list that comes in parts; 0 for one that came whole
	called int    // elements of the list
	beyond int    // of those, who found no place

	joined, left, changed int

	told    map[video.MemberID][]*jobTarget // commands whose outcome the reading may show
	asked   time.Time                       // when the list was asked for
	heard   time.Time                       // when its newest part came
	trust   bool                            // believe the list whatever events said
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

// readList reads a whole list, or the end of one that came in parts.
func (s *state) readList(list node, parts listing, at, asked time.Time) error {
	switch {
	case parts.no == 0 && !list.isArray():
		return errMalformed
	case parts.no == 0:
		s.readMembers(array(list), at, asked)
	case s.roll.list != parts.no || s.roll.called != parts.members:
		return errPartsLost // who is missing need not have left
	default:
		s.endRoll(at)
	}
	return nil
}

// readMembers makes the members equal to a list.
func (s *state) readMembers(list []node, at, asked time.Time) {
	s.beginRoll(0, asked)
	s.callAll(list, at)
	s.endRoll(at)
}

// readPart takes over some elements of a list that comes in parts. The first part of another list begins a new reading.
func (s *state) readPart(elements node, of listing, at, asked time.Time) {
	if s.roll.list != of.no {
		s.beginRoll(of.no, asked)
	}
	s.roll.heard = at
	s.callAll(array(elements), at)
}

func (s *state) beginRoll(list uint64, asked time.Time) {
	s.roll = rollCall{
		no: s.roll.no + 1, list: list, asked: asked, told: s.doubted(), trust: s.doubts >= maxDoubts, logged: s.full,
	}
}

func (s *state) callAll(list []node, at time.Time) {
	full := s.full
	s.full = false // mute note for the single changes
	for _, v := range list {
		s.roll.called++
		id := video.MemberID(idOf(v, "id"))
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
func (s *state) news(m *video.Member, v node) field {
	s.scratch = *m
	return mergeMember(&s.scratch, v)
}

// call takes over one member of a list. Lists do not tell who talks: after a gap nobody does until heard.
func (s *state) call(id video.MemberID, v node, at time.Time) {
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
	if s.stale && e.m.Talking && v.Get("talking") == nil {
		s.count(e.m, -1)
		endTalk(s.own(e), at)
		s.count(e.m, 1)
	}
}

// callNew takes over somebody who was not here.
func (s *state) callNew(id video.MemberID, v node, at time.Time) {
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
	s.readAt[video.PartMembers] = c.asked
	s.freshAt = at
	if text := c.text(); c.logged && text != "" {
		s.note(video.Entry{At: at, Kind: video.EntryLink, Text: text})
	}
	s.drifted = c.joined + c.left + c.changed
	c.list, c.told = 0, nil // over: what is left of it changes nothing
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

package floor

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
)

// change collects the parts of the one command that a verb sends.
type change struct {
	closes []video.MemberID
	opens  []video.MemberID
	lowers []video.MemberID
	places []video.Command
}

// command makes one command of a change; ok is false if there is nothing to send.
func (c *change) command(verb, past string, about video.MemberID) (_ video.Command, ok bool) {
	var steps []video.Command
	if len(c.closes) > 0 {
		steps = append(steps, video.AudioMute(c.closes...))
	}
	if len(c.opens) > 0 {
		steps = append(steps, video.AudioUnmute(c.opens...))
	}
	if len(c.lowers) > 0 {
		steps = append(steps, video.SetRaisedHand(false, c.lowers...))
	}
	steps = append(steps, c.places...)
	var who []video.MemberID
	if about != "" && !isText(about) {
		who = []video.MemberID{about}
	} else {
		who = c.closes
	}
	return video.Composite(verb, past, who, steps...), len(steps) > 0
}

// carry sends a change as the one command of a step. The people that it mutes do not count as speaking while the effect
// does not show.
func (e *Engine) carry(s *step, c *change, verb, past string, about video.MemberID) {
	command, ok := c.command(verb, past, about)
	if !ok {
		return
	}
	s.order, s.closes = e.emit(s.verb, command), c.closes
	for _, id := range c.closes {
		e.shutting[id] = e.now
	}
}

// close adds the open microphones of a person, including the devices.
func (e *Engine) close(c *change, id video.MemberID) {
	for _, m := range e.microphones(id) {
		if e.mayClose(m) && !slices.Contains(c.closes, m.ID) {
			c.closes = append(c.closes, m.ID)
		}
	}
}

// microphones returns the member and its devices with open microphones.
func (e *Engine) microphones(id video.MemberID) (out []*video.Member) {
	for of := range e.open {
		if m := e.members[of]; m != nil && e.owner(m) == id {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b *video.Member) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// give gives the floor to a person now. The same command mutes the people whose turn that ends, and lowers the hand. It
// opens the microphone only if open is true and the person consents.
func (e *Engine) give(id video.MemberID, kind TurnKind, verb Verb, open bool) {
	s := e.before(verb, id)
	s.floor = true
	s.keep(e.line.remove(id))
	var c change
	ended := e.makeRoom(id, kind)
	for _, t := range ended {
		if e.mode.Preset != Open || t.Opened {
			e.close(&c, t.ID)
		}
		c.places = append(c.places, e.stepAside(t)...)
	}
	t := &turn{
		ID: id, Name: e.who(id).Name, Kind: kind, Granted: e.now, Offset: e.offset(e.now), Item: e.itemName(),
		closed: c.closes,
	}
	if en := s.entry(id); en != nil && isText(id) {
		t.Name = en.Name
	}
	if kind == Guest {
		t.Clock.Limit = e.limit(id)
	}
	m := e.members[id]
	if open && e.mayOpen(m) {
		c.opens, t.Opened = []video.MemberID{id}, true
	}
	if m != nil && m.HandRaised {
		c.lowers = []video.MemberID{id}
		e.skip[id] = true
	}
	if kind == Guest {
		c.places = append(c.places, e.stepForward(t, m)...)
	}
	e.turns = append(e.turns, t)
	t.rev = e.lease.rev() + 1
	words := giveWords[kind]
	e.carry(s, &c, words[0], words[1], id)
	if t.Opened {
		t.Asked, t.order = e.now, s.order
	}
	e.done(s)
	e.granted(t, m)
}

// giveWords are the names of a grant's command, in the imperative and in the past tense.
var giveWords = map[TurnKind][2]string{
	Guest:  {"give the floor to", "gave the floor to"},
	Answer: {"let answer", "let answer"},
}

// granted notes a grant.
func (e *Engine) granted(t *turn, m *video.Member) {
	if t.Group = ""; m != nil {
		t.Group = m.MetaText(e.cfg.Budget.Key)
		if t.Kind == Guest {
			e.lastGroup = m.MetaText(e.line.Order.Key)
		}
	}
	e.note(Note{Kind: NoteGranted, Who: &Who{t.ID, t.Name}, Turn: t.record(time.Time{}, e.now)})
	if m != nil && m.AudioMuted && !t.Opened {
		e.note(Note{Kind: NoteMaySpeak, Who: &Who{t.ID, t.Name}})
	}
}

// entry returns the entry with the id that the verb removed, or nil.
func (s *step) entry(id video.MemberID) *Entry {
	for i := range s.queued {
		if s.queued[i].ID == id {
			return &s.queued[i]
		}
	}
	return nil
}

// makeRoom ends the turns that a grant ends, and returns them: all answers, and the guest whose place is needed. This
// is the guest with the oldest grant or, with Override, the one who has spoken longest. An answer ends nobody's turn.
func (e *Engine) makeRoom(id video.MemberID, kind TurnKind) (ended []*turn) {
	if own := e.turn(id); own != nil { // it continues as another kind of turn
		e.drop(own)
	}
	if kind == Answer {
		return nil
	}
	ended = e.of(Answer)
	guests := e.of(Guest)
	if e.mode.Override {
		slices.SortStableFunc(guests, func(a, b *turn) int { return cmp.Compare(b.Clock.at(e.now), a.Clock.at(e.now)) })
	}
	if over := len(guests) - (e.mode.places() - 1); over > 0 {
		ended = append(ended, guests[:over]...)
	}
	for _, t := range ended {
		e.end(t, WhyTaken)
	}
	return ended
}

// limit returns the maximum length of the person's turn: that of the mode, or the rest of the budget if that is less.
func (e *Engine) limit(id video.MemberID) time.Duration {
	limit := e.mode.Turn
	if isText(id) {
		return limit
	}
	turns, used := e.spoken(id)
	if left, bounded, _ := e.cfg.Budget.left(turns, used); bounded && left > 0 && (limit == 0 || left < limit) {
		return left
	}
	return limit
}

// stepForward places a guest in the spotlight, if the layout has one and it is free.
func (e *Engine) stepForward(t *turn, m *video.Member) []video.Command {
	if !e.cfg.Spotlight || m == nil || e.isProtected(m) || e.snap == nil {
		return nil
	}
	for _, l := range e.snap.Layout.Layers {
		if l.Position != spot {
			continue
		}
		holder := e.turnInSpot(l.MemberID)
		if l.MemberID != "" && l.MemberID != t.ID && !holder {
			return nil
		}
		if t.Place = m.RequestedPosition; !t.Place.Valid() || t.Place == spot {
			t.Place = video.PositionAuto
		}
		return append(e.handsAside(), video.SetMemberPosition(spot, t.ID))
	}
	return nil
}

// turnInSpot reports whether a member with the floor is in the spotlight, or was until this verb.
func (e *Engine) turnInSpot(id video.MemberID) bool {
	m := e.members[id]
	return m == nil || m.RequestedPosition == spot && !e.isProtected(m) && e.spoke(id)
}

// spoke reports whether the person has, or had, the floor.
func (e *Engine) spoke(id video.MemberID) bool {
	p := e.people[e.key(id)]
	return e.turn(id) != nil || p != nil && p.Turns > 0
}

// stepAside moves a guest back to the place before the spotlight.
func (e *Engine) stepAside(t *turn) []video.Command {
	m := e.members[t.ID]
	if t.Place == "" || m == nil || e.isProtected(m) || m.RequestedPosition != spot {
		return nil
	}
	return []video.Command{video.SetMemberPosition(t.Place, t.ID)}
}

// finish ends an answer and mutes the person.
func (e *Engine) finish(t *turn) {
	s := e.before(VerbAnswer, t.ID)
	s.floor = true
	var c change
	if e.mode.Preset != Open || t.Opened {
		e.close(&c, t.ID)
	}
	e.end(t, WhyFinished)
	e.carry(s, &c, "end the answer of", "ended the answer of", t.ID)
	e.done(s)
}

// takeBack ends all turns and mutes their people.
func (e *Engine) takeBack() {
	s := e.before(VerbTakeBack, "")
	s.floor = true
	var c change
	for _, t := range slices.Clone(e.turns) {
		if e.mode.Preset != Open || t.Opened {
			e.close(&c, t.ID)
		}
		c.places = append(c.places, e.stepAside(t)...)
		e.end(t, WhyTaken)
		s.who = t.ID
	}
	e.carry(s, &c, "take the floor back from", "took the floor back from", "")
	e.done(s)
}

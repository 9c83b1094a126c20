package floor

import (
	"fmt"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

const (
	// RepeatWithin is how long a second call of Next counts as a repeat.
	RepeatWithin = time.Second
	// MovedWithin is how long Next asks for confirmation after the next person has changed.
	MovedWithin = 700 * time.Millisecond
	// readWithin is how long a read may take. A verb waits for one read or, if consoles share the floor, for two reads and
	// a write.
	readWithin   = 2 * time.Second
	sharedWithin = 4 * time.Second
)

// settled returns when the announcement has reached all consoles. If another console has already decided to close an
// open microphone, its command comes before the grant.
func (in *intent) settled() time.Time {
	if in.wasOpen {
		return in.wrote.Add(settleFor)
	}
	return in.wrote
}

// patience returns how long a verb waits until it can act.
func (e *Engine) patience() time.Duration {
	if e.shares() {
		return sharedWithin
	}
	return readWithin
}

// intend starts a verb.
func (e *Engine) intend(verb Verb, id video.MemberID, kind TurnKind) {
	m := e.members[id]
	e.intent = &intent{verb: verb, id: id, kind: kind, at: e.now, step: e.count(), outside: e.outside}
	if m != nil {
		e.intent.wasOpen, e.intent.muted = !m.AudioMuted, m.MutedSince
	}
	if e.shares() {
		e.publish()
	} else {
		e.reread = true
	}
}

// act completes the verb in progress with a read of the room.
func (e *Engine) act(r reading) {
	in := e.intent
	switch {
	case in == nil, r.step < in.step:
		return
	case !e.shares():
	case in.wrote.IsZero() || r.step < in.wroteStep || r.at.Before(in.settled()):
		return
	case !e.lease.knows(in.rev) || !isText(in.id) && !e.lease.grants(in.id):
		e.fail(WhyElsewhere)
		return
	}
	m := e.members[in.id]
	if m == nil && !isText(in.id) || isText(in.id) && e.line.find(in.id) == nil {
		e.fail(WhyChanged)
		return
	}
	var skipped []video.MemberID
	if in.verb == VerbNext {
		next, before := e.head()
		if next == nil || next.ID != in.id {
			e.fail(WhyChanged)
			return
		}
		skipped = before
	}
	e.intent, e.outside = nil, in.outside
	defer func() { e.outside = false }()
	if len(skipped) > 0 {
		e.note(Note{Kind: NoteSkipped, Others: e.whos(skipped)})
	}
	// Do not open a microphone that someone else has closed since the call.
	e.give(in.id, in.kind, in.verb, m != nil && !in.wasOpen && m.MutedSince.Equal(in.muted))
	if t := e.turn(in.id); in.rev != 0 {
		t.rev = in.rev
	}
}

// fail ends the verb in progress. Nobody gets the floor, and nothing is sent.
func (e *Engine) fail(why Why) {
	in := e.intent
	if in == nil {
		return
	}
	was := e.outside
	e.intent, e.outside = nil, in.outside
	e.note(Note{Kind: NoteNobody, Who: e.who(in.id), Why: why})
	e.outside = was
	e.publish()
}

// Next gives the floor to the next person in the queue. painted is the person that the screen or the caller shows as
// next. Next never gives the floor to anyone else. A person who waits for a reply or a point of order speaks beside the
// guest, as with [Engine.Answer].
//
// Next returns an [Ask] with [AskMoved] if someone else is next, or the next person changed less than 700 ms ago, and
// with [AskBudget] if the budget is used up. Set sure to confirm. Other errors are ErrRepeat within a second of the
// last call, ErrEmpty, ErrOffline, ErrPaused and ErrBusy. If there is no error, the verb waits for a read of the room.
func (e *Engine) Next(now time.Time, painted video.MemberID, sure bool) error {
	e.clock(now)
	e.advance()
	if !e.called.IsZero() && now.Sub(e.called) < RepeatWithin {
		return ErrRepeat
	}
	if err := e.ready(); err != nil {
		return err
	}
	next, _ := e.head()
	switch {
	case next == nil:
		return ErrEmpty
	case next.ID != painted:
		return &Ask{Reason: AskMoved, Was: painted, Now: next.ID}
	case !sure && now.Sub(e.next.at) < MovedWithin:
		return &Ask{Reason: AskMoved, Was: e.next.was, Now: next.ID}
	case !sure && e.spent(next.ID):
		return &Ask{Reason: AskBudget, Now: next.ID}
	}
	e.called = now
	kind := Guest
	if next.Lane != Speakers {
		kind = Answer
	}
	e.intend(VerbNext, next.ID, kind)
	return nil
}

// spent reports whether the budget of a person is used up.
func (e *Engine) spent(id video.MemberID) bool {
	if isText(id) {
		return false
	}
	_, _, over := e.cfg.Budget.left(e.spoken(id))
	return over
}

// Give gives the floor to a person, or to a line of text in the queue. If the person has the name of someone who is
// away, the person inherits that floor or place instead, and nothing is sent. Give returns an [Ask] with [AskBudget].
// Other errors are ErrUnknown, ErrAlready, ErrOffline, ErrPaused and ErrBusy.
func (e *Engine) Give(now time.Time, id video.MemberID, sure bool) error {
	e.clock(now)
	m := e.members[id]
	switch {
	case m == nil && (!isText(id) || e.line.find(id) == nil):
		return ErrUnknown
	case m != nil && m.ParentID != "":
		return e.Give(now, m.ParentID, sure)
	}
	if m != nil {
		if old := e.namesake(m); old != "" {
			e.adopt(old, m)
			e.seal(VerbGive, id)
			return nil
		}
	}
	if err := e.ready(); err != nil {
		return err
	}
	if t := e.turn(id); t != nil && t.Kind == Guest {
		return ErrAlready
	}
	if !sure && e.spent(id) {
		return &Ask{Reason: AskBudget, Now: id}
	}
	e.intend(VerbGive, id, Guest)
	return nil
}

// Answer lets a person speak beside the guest, whose clock pauses, until the same verb or the next grant ends that. It
// also permits a person who is already speaking without the floor. Errors are ErrUnknown, ErrAlready for a guest,
// ErrOffline, ErrPaused and ErrBusy.
func (e *Engine) Answer(now time.Time, id video.MemberID) error {
	e.clock(now)
	m := e.members[id]
	if m == nil {
		return ErrUnknown
	}
	id = e.owner(m)
	if err := e.ready(); err != nil {
		return err
	}
	switch t := e.turn(id); {
	case e.members[id] == nil:
		return ErrUnknown
	case t != nil && t.Kind == Answer:
		e.finish(t)
		e.advance()
		return nil
	case t != nil && t.Kind == Guest:
		return ErrAlready
	}
	e.intend(VerbAnswer, id, Answer)
	return nil
}

// TakeBack takes the floor back from everyone who has it. It returns an [Ask] with [AskTalking] if one of them is
// talking. Other errors are ErrNobody, ErrOffline and ErrBusy.
func (e *Engine) TakeBack(now time.Time, sure bool) error {
	e.clock(now)
	switch {
	case len(e.turns) == 0:
		return ErrNobody
	case !e.live:
		return ErrOffline
	case e.intent != nil:
		return ErrBusy
	}
	for _, t := range e.turns {
		if m := e.members[t.ID]; m != nil && m.Talking && !sure {
			return &Ask{Reason: AskTalking, Now: t.ID}
		}
	}
	e.takeBack()
	e.advance()
	return nil
}

// Enqueue adds a person to the queue without a raised hand. A closed queue accepts only replies and points of order.
// Errors are ErrUnknown, ErrAlready and ErrQueueClosed.
func (e *Engine) Enqueue(now time.Time, id video.MemberID, lane Lane) error {
	e.clock(now)
	m := e.members[id]
	if m == nil {
		return ErrUnknown
	}
	if m.ParentID != "" && e.members[m.ParentID] != nil {
		m = e.members[m.ParentID]
	}
	old := e.line.find(m.ID)
	switch {
	case old != nil && old.Lane >= lane:
		return ErrAlready
	case e.line.Closed && lane == Speakers:
		return ErrQueueClosed
	}
	s := e.before(VerbQueue, m.ID)
	if old != nil {
		s.keep(e.line.remove(m.ID))
	}
	e.line.add(Entry{ID: m.ID, Name: m.Name, Lane: lane, Since: now})
	s.added = m.ID
	e.note(Note{Kind: NoteQueued, Who: e.who(m.ID), Text: lane.String()})
	e.done(s)
	e.advance()
	return nil
}

// SetLane moves an entry to another lane. Errors are an [ArgumentError], ErrNotQueued and ErrAlready.
func (e *Engine) SetLane(now time.Time, id video.MemberID, lane Lane) error {
	e.clock(now)
	en := e.line.find(id)
	switch {
	case lane > Points:
		return &ArgumentError{Name: "lane", Value: fmt.Sprint(lane), Allowed: "0 to 2"}
	case en == nil:
		return ErrNotQueued
	case en.Lane == lane:
		return ErrAlready
	}
	s := e.before(VerbQueue, id)
	s.keep(en)
	s.added = id
	en.Lane = lane
	e.note(Note{Kind: NoteQueued, Who: e.who(id), Text: lane.String()})
	e.done(s)
	e.advance()
	return nil
}

// EnqueueText adds a line of text to the queue, such as "Brandt, chamber microphone", and returns its id. Errors are an
// [ArgumentError] for a line that does not have 1 to 500 bytes, and ErrQueueClosed if the queue is closed or full.
func (e *Engine) EnqueueText(now time.Time, text string, lane Lane) (video.MemberID, error) {
	e.clock(now)
	switch {
	case text == "" || len(text) > maxText:
		return "", &ArgumentError{Name: "text", Value: fold.Clip(text), Allowed: "1 to 500 bytes"}
	case e.line.Closed && lane == Speakers:
		return "", ErrQueueClosed
	}
	s := e.before(VerbQueue, "")
	en := e.line.text(now, text, lane)
	if en == nil {
		return "", ErrQueueClosed
	}
	s.added, s.who = en.ID, en.ID
	e.note(Note{Kind: NoteQueued, Who: e.who(en.ID), Text: lane.String()})
	e.done(s)
	e.advance()
	return en.ID, nil
}

// Unqueue removes an entry from the queue. A raised hand is not queued again until it goes down. The error is
// ErrNotQueued if the entry is not in the queue.
func (e *Engine) Unqueue(now time.Time, id video.MemberID) error {
	e.clock(now)
	if e.line.find(id) == nil {
		return ErrNotQueued
	}
	s := e.before(VerbUnqueue, id)
	e.note(Note{Kind: NoteUnqueued, Who: e.who(id)})
	e.takeOut(s, id)
	e.done(s)
	e.advance()
	return nil
}

// takeOut removes an entry and saves it in the step.
func (e *Engine) takeOut(s *step, id video.MemberID) {
	s.keep(e.line.remove(id))
	if m := e.members[id]; m != nil && m.HandRaised {
		e.skip[id] = true
	}
}

// Dismiss removes an entry from the queue, lowers the hand and notes it. Errors are ErrNotQueued and, if there is a
// hand to lower, ErrOffline.
func (e *Engine) Dismiss(now time.Time, id video.MemberID) error {
	e.clock(now)
	m := e.members[id]
	hand := m != nil && m.HandRaised
	switch {
	case e.line.find(id) == nil:
		return ErrNotQueued
	case hand && !e.live:
		return ErrOffline
	}
	s := e.before(VerbDismiss, id)
	e.note(Note{Kind: NoteDismissed, Who: e.who(id)})
	e.takeOut(s, id)
	if hand {
		e.carry(s, &change{lowers: []video.MemberID{id}}, "dismiss", "dismissed", id)
	}
	e.done(s)
	e.advance()
	return nil
}

// Move moves an entry delta places back in its lane, or forward if delta is negative. From then on the order is manual.
// Errors are ErrNotQueued, and ErrNothing at the end of the lane.
func (e *Engine) Move(now time.Time, id video.MemberID, delta int) error {
	e.clock(now)
	if e.line.find(id) == nil {
		return ErrNotQueued
	}
	s := e.before(VerbMove, id)
	if !e.line.move(id, delta, e.arranged()) {
		return ErrNothing
	}
	e.done(s)
	e.advance()
	return nil
}

// SetOrder sets the order of the speakers' lane. The error is an [ArgumentError].
func (e *Engine) SetOrder(now time.Time, o Order) error {
	e.clock(now)
	if err := o.Check(); err != nil {
		return err
	}
	s := e.before(VerbOrder, "")
	if o.By == ByHand {
		for i, en := range e.arranged() {
			en.rank = i + 1
		}
		e.line.ranks = len(e.line.entries)
	}
	if e.line.Order = o; o != s.line {
		e.done(s)
	}
	e.advance()
	e.publish()
	return nil
}

// SetBudget sets how much people, or groups, may speak. Their turns so far count. It does not check b: [ParseBudget]
// returns only valid budgets. The error is ErrAlready.
func (e *Engine) SetBudget(now time.Time, b Budget) error {
	e.clock(now)
	if b == e.cfg.Budget {
		return ErrAlready
	}
	s := e.before(VerbBudget, "")
	e.setBudget(b)
	e.note(Note{Kind: NoteBudget, Text: b.String()})
	e.done(s)
	e.advance()
	return nil
}

// setBudget sets the budget, and the groups of the people, which depend on it.
func (e *Engine) setBudget(b Budget) {
	e.cfg.Budget = b
	for id := range e.members {
		if e.people[e.key(id)] != nil {
			e.person(id) // its group may have changed
		}
	}
}

// Confirm confirms the place of an entry whose hand was up before this console joined. A confirmed entry stays as it
// is. The error is ErrNotQueued.
func (e *Engine) Confirm(now time.Time, id video.MemberID) error {
	e.clock(now)
	en := e.line.find(id)
	if en == nil {
		return ErrNotQueued
	}
	if !en.Unsure {
		return nil
	}
	s := e.before(VerbConfirm, id)
	en.Unsure = false
	e.done(s)
	return nil
}

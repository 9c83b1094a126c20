package floor

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"gavel/session/video"
)

// TakeOver takes the lease. This console enforces as soon as the room shows it as the holder. The error is
// ErrNoSharing, ErrAlready or ErrOffline.
func (e *Engine) TakeOver(now time.Time) error {
	e.clock(now)
	switch {
	case !e.lease.on:
		return ErrNoSharing
	case e.lease.held():
		return ErrAlready
	case !e.live:
		return ErrOffline
	}
	e.lease.claim, e.rights = true, false
	e.seal(VerbTakeOver, "")
	return nil
}

// document returns the floor for the next write. It includes a person who is about to get the floor, because other
// consoles must know before the microphone opens.
func (e *Engine) document() document {
	l := &e.lease
	d := document{
		Version: documentVersion, Console: l.doc.Console, Operator: l.doc.Operator, Beat: l.beat, By: l.me,
		Seen: maps.Clone(l.seen), Mode: e.mode, Order: e.line.Order, Closed: e.line.Closed,
		Pardoned: slices.Sorted(maps.Keys(e.pardoned)),
	}
	d.Pardoned = d.Pardoned[:min(len(d.Pardoned), maxPardons)]
	d.Seen[l.me]++
	if l.claim || l.held() {
		d.Console, d.Operator, d.Beat = l.me, l.operator, l.beat+1
	}
	if e.mode.Preset == Open {
		d.Console, d.Operator = "", ""
	}
	for _, t := range e.turns {
		if !isText(t.ID) && len(d.Turns) < maxTurns {
			d.Turns = append(d.Turns, sharedTurn{
				ID: t.ID, Kind: t.Kind, UsedMS: shareable(t.Clock.at(e.now)), LimitMS: shareable(t.Clock.Limit),
				Opened: t.Opened,
			})
		}
	}
	if in := e.intent; in != nil && e.turn(in.id) == nil && !isText(in.id) && len(d.Turns) < maxTurns {
		d.Turns = append(d.Turns, sharedTurn{ID: in.id, Kind: in.kind})
	}
	for _, en := range e.arranged() {
		if !en.IsText() && len(d.Queue) < maxShared {
			waited := shareable(e.now.Sub(en.Since))
			d.Queue = append(d.Queue, sharedSeat{ID: en.ID, Lane: en.Lane, WaitedMS: waited, Rank: en.rank})
		}
	}
	return d
}

// write returns the document if it must be written now, or nil.
func (e *Engine) write() json.RawMessage {
	l := &e.lease
	if !l.on || !e.live {
		return nil
	}
	if past(l.writing, writeWithin, e.now) {
		l.writing = time.Time{}
		e.publish()
	}
	if l.held() && !l.dirty && past(l.wroteAt, renewEvery, e.now) {
		e.publish()
	}
	if e.mode.Preset == Open && (!l.have || l.doc.Mode.Preset == Open) {
		l.dirty = false // there is nothing to share
	}
	switch {
	case !l.dirty, !l.writing.IsZero():
		return nil
	case l.read.step < max(l.wrote, l.wanted) || !l.read.fresh(e.now):
		e.reread = e.reread || e.reading.at.IsZero()
		return nil
	}
	d := e.document()
	text, err := json.Marshal(d)
	if err != nil {
		return nil // only texts and numbers, so it cannot fail
	}
	l.seen[l.me]++
	l.claimed = l.claimed || l.claim
	l.beat, l.dirty, l.writing, l.wroteAt, l.wrote = d.Beat, false, e.now, e.now, e.count()
	if e.intent != nil && e.intent.rev == 0 {
		e.intent.rev = l.rev()
	}
	return text
}

// Wrote processes the answer to a write of [Out]. err is nil if the room accepted it. If the room forbids it, sharing
// ends, and this console only marks from then on.
func (e *Engine) Wrote(now time.Time, err error) {
	e.clock(now)
	l, in := &e.lease, e.intent
	switch {
	case err == nil:
		l.writing, l.wroteAt, l.wrote = time.Time{}, now, e.count()
		if in != nil && in.rev != 0 && in.wrote.IsZero() {
			in.wrote, in.wroteStep = now, l.wrote
		}
		if l.claim || in != nil && !in.settled().After(now) {
			e.reread = true
		}
	case forbidden(err):
		l.end()
		l.on, l.writing, e.sure = false, time.Time{}, false
		e.fail(WhyRefused)
		e.note(Note{Kind: NoteRights, Why: WhyRefused})
	default:
		e.fail(WhyUnread) // the next write comes after writeWithin
	}
}

// forbidden reports whether the token lacks a permission.
func forbidden(err error) bool {
	var refused *video.RPCError
	return errors.As(err, &refused) && refused.Forbidden() || errors.Is(err, video.ErrForbidden)
}

// hear processes the document of the room if it has changed.
func (e *Engine) hear(room *video.Room) {
	l := &e.lease
	if !l.on || room.MetaUnknown || bytes.Equal(room.Meta, l.meta) {
		return
	}
	l.meta = bytes.Clone(room.Meta)
	d, _, ok := readDocument(room.Meta)
	if !ok {
		if l.have {
			l.end()
			e.note(Note{Kind: NoteOverwritten})
		}
		return
	}
	was := l.held()
	l.see(d, e.now)
	switch {
	case l.held() && !was:
		l.claim = false
		e.note(Note{Kind: NoteLease})
	case was && !l.held() && l.other():
		e.note(Note{Kind: NoteLeaseLost, Text: d.Operator})
	}
	if d.By != l.me {
		e.follow(d)
	}
}

// follow adopts the floor that another console has written. Grants of this console that the other could not know are
// kept, and the document is written again.
func (e *Engine) follow(d document) {
	if d.Mode != e.mode {
		e.mode, e.sure, e.chair = d.Mode, false, nil
		e.forgive()
		e.note(Note{Kind: NoteMode, Mode: &d.Mode, By: d.By})
	}
	e.pardoned = map[video.MemberID]bool{}
	for _, id := range d.Pardoned {
		e.pardoned[id] = true
	}
	for _, t := range slices.Clone(e.turns) {
		there := slices.ContainsFunc(d.Turns, func(s sharedTurn) bool { return s.ID == t.ID })
		switch {
		case there, isText(t.ID):
		case t.rev > d.Seen[e.lease.me]:
			e.publish()
		default:
			e.end(t, WhyElsewhere)
		}
	}
	for _, s := range d.Turns {
		e.followTurn(s)
	}
	e.line.Closed, e.line.Order = d.Closed, d.Order
	e.followQueue(d.Queue)
}

// followTurn adopts a turn that another console has granted.
func (e *Engine) followTurn(s sharedTurn) {
	limit := time.Duration(s.LimitMS) * time.Millisecond
	if t := e.turn(s.ID); t != nil {
		t.Kind, t.Clock.Limit = s.Kind, limit
		return
	}
	m := e.members[s.ID]
	if m == nil {
		return
	}
	t := &turn{
		ID: s.ID, Name: m.Name, Kind: s.Kind, Granted: e.now, Offset: e.offset(e.now), Item: e.itemName(), Opened: s.Opened,
		Clock: clock{Used: time.Duration(s.UsedMS) * time.Millisecond, Limit: limit},
	}
	if t.Clock.Used > 0 {
		t.Started = e.now
	}
	e.turns = append(e.turns, t)
}

// followQueue adopts the queue of another console. It keeps hands that the other console cannot have seen yet.
func (e *Engine) followQueue(seats []sharedSeat) {
	const unseen = 2 * time.Second
	for _, en := range slices.Clone(e.line.entries) {
		there := slices.ContainsFunc(seats, func(s sharedSeat) bool { return s.ID == en.ID })
		if !there && !en.IsText() && len(seats) < maxShared && past(en.Since, unseen, e.now) {
			e.line.remove(en.ID)
			if m := e.members[en.ID]; m != nil && m.HandRaised {
				e.skip[en.ID] = true
			}
		}
	}
	for _, s := range seats {
		m, en := e.members[s.ID], e.line.find(s.ID)
		since := e.now.Add(-time.Duration(s.WaitedMS) * time.Millisecond)
		if en == nil && m != nil {
			en = e.line.add(Entry{ID: s.ID, Name: m.Name, Since: since, ByHand: m.HandRaised})
		}
		if en == nil {
			continue
		}
		if en.Lane, en.rank = s.Lane, s.Rank; en.Since.Sub(since).Abs() > time.Second {
			en.Since = since
		}
		delete(e.skip, s.ID)
	}
}

// advanceIntent requests a read after the announcement of a verb has reached all consoles, and ends a verb that waits
// too long.
func (e *Engine) advanceIntent() {
	in := e.intent
	switch {
	case in == nil:
	case past(in.at, e.patience(), e.now):
		e.fail(WhyUnread)
	case e.shares() && in.wasOpen && past(in.wrote, settleFor, e.now) && e.reading.at.IsZero():
		e.reread = true
	}
}

// expireLease notes that the holder of the lease gives no more signs.
func (e *Engine) expireLease() {
	if l := &e.lease; e.live && l.expired(e.now) {
		e.note(Note{Kind: NoteLeaseOver, Text: l.doc.Operator})
		l.end()
	}
}

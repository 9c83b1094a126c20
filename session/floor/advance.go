package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// advance processes the passage of time: clocks, expired places, and the next person.
func (e *Engine) advance() {
	e.expire()
	answering := slices.ContainsFunc(e.turns, func(t *turn) bool { return t.Kind == Answer })
	for _, t := range slices.Clone(e.turns) {
		e.advanceTurn(t, answering)
	}
	e.track()
}

// advanceTurn updates one turn; see the state machine in doc.go.
func (e *Engine) advanceTurn(t *turn, answering bool) {
	m := e.members[t.ID]
	if e.live {
		t.heard(m, e.now)
	}
	t.start(e.now)
	if t.Kind == Manual && (!t.Confirmed.IsZero() && !t.audible(m) || t.overdue(e.now)) {
		e.end(t, WhyMuted)
		return
	}
	fresh := t.Clock.Used == 0 && !t.Clock.running()
	at := e.now
	if fresh && !t.Started.IsZero() && e.now.Sub(t.Started) < silentStart {
		at = t.Started
	}
	on := !t.Started.IsZero() && !e.halted() && !t.Paused && t.audible(m) && !(t.Kind == Guest && answering)
	t.Clock.run(at, on)
	if t.Clock.rings(e.now) {
		e.note(Note{Kind: NoteBell, Who: &Who{t.ID, t.Name}})
	}
	if t.overdue(e.now) {
		e.note(Note{Kind: NoteNotOpened, Who: &Who{t.ID, t.Name}, Others: e.whos(t.closed)})
	}
}

// expire ends the places of people who stay away, and of hands that stay down.
func (e *Engine) expire() {
	if !e.live {
		return // it is unknown whether they are back
	}
	for _, t := range slices.Clone(e.turns) {
		if past(t.Away, AwayFor, e.now) {
			e.end(t, WhyAway)
		}
	}
	if len(e.line.expired(e.now)) > 0 {
		e.report()
	}
	for id, at := range e.sentAway {
		if past(at, sentAwayFor, e.now) {
			delete(e.sentAway, id)
		}
	}
}

// arranged returns the queue in the order in which it is called.
func (e *Engine) arranged() []*Entry {
	for _, en := range e.line.entries {
		if m := e.members[en.ID]; m != nil {
			en.Name, en.Group = m.Name, m.MetaText(e.line.Order.Key)
		}
		p := e.people[e.key(en.ID)]
		en.Spoken = p != nil && p.Turns > 0
	}
	return e.line.Order.arrange(e.line.entries, e.lastGroup)
}

// callable reports whether the entry can be called now. It is a line of text, or a person in the room. If a hand made
// the entry, it must be up.
func (e *Engine) callable(en *Entry) bool {
	m := e.members[en.ID]
	return en.IsText() || m != nil && en.Away.IsZero() && (!en.ByHand || m.HandRaised)
}

// head returns the next entry, and the people before it that cannot be called.
func (e *Engine) head() (next *Entry, skipped []video.MemberID) {
	list := e.arranged()
	i := slices.IndexFunc(list, e.callable)
	if i < 0 {
		return nil, nil
	}
	next = list[i]
	for _, en := range list {
		if !e.callable(en) && e.line.Order.before(en, next) {
			skipped = append(skipped, en.ID)
		}
	}
	return next, skipped
}

// track records a change of the next person.
func (e *Engine) track() {
	id := video.MemberID("")
	if en, _ := e.head(); en != nil {
		id = en.ID
	}
	if id != e.next.id {
		e.next = nextTrack{id: id, was: e.next.id, at: e.now}
	}
}

// turnsDue returns when advance has something to do next; zero if there is nothing.
func (e *Engine) turnsDue() (next time.Time) {
	if !e.live {
		return next
	}
	for _, t := range e.turns {
		next = earlier(next, t.due())
	}
	return earlier(next, e.line.due())
}

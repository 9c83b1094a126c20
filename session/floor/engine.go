package floor

import (
	"encoding/json"
	"slices"
	"time"

	"gavel/session/video"
)

// gapFor is how long the connection may be lost before the floor is paused.
const gapFor = 10 * time.Second

// New returns the floor of a room in open mode.
func New(cfg Config) *Engine {
	if cfg.Consent == "" {
		cfg.Consent = ConsentHand
	}
	return &Engine{
		cfg: cfg, mode: Open.Mode(),
		members: map[video.MemberID]*video.Member{}, open: map[video.MemberID]time.Time{},
		skip: map[video.MemberID]bool{}, people: map[string]*person{}, keys: map[video.MemberID]string{},
		sentAway: map[video.MemberID]time.Time{}, protected: map[video.MemberID]bool{},
		pardoned: map[video.MemberID]bool{}, offences: map[video.MemberID]*offence{},
		shutting: map[video.MemberID]time.Time{},
		lease: lease{
			on: cfg.Sharing, me: cfg.Console, operator: cfg.Operator, seen: map[string]uint64{},
			heard: map[string]time.Time{},
		},
	}
}

// Out holds the requests of the engine to its owner.
type Out struct {
	// Sends are commands to send at once and in order. [Engine.Ended] must be called for each.
	Sends []Send
	// Read is the number of a requested read of the whole room; 0: none. Request it after Take, and call [Engine.Read]
	// with the result.
	Read uint64
	// Write is the value to merge into the room's metadata under [MetaKey]; nil: nothing. Call [Engine.Wrote] with the
	// result.
	Write json.RawMessage
	// Notes are for the log and the journal.
	Notes []Note
}

// Take returns the engine's requests since the last call. Commands count as sent at this moment, so enforcement checks
// exemptions here. Take returns nothing while the link is not live.
func (e *Engine) Take(now time.Time) Out {
	e.clock(now)
	e.enforce()
	o := Out{Write: e.write()}
	for _, s := range e.sends {
		if !e.live {
			e.note(Note{Kind: NoteUnsent, Text: s.Command.Verb})
			continue
		}
		if command, ok := e.dropProtected(s.Command); ok {
			s.Command = command
			o.Sends = append(o.Sends, s)
		}
	}
	e.sends = nil
	if past(e.reading.at, readWithin, now) {
		e.reading = reading{}
	}
	if e.reread && e.live && e.reading.at.IsZero() && o.Write == nil {
		e.reread, e.reading = false, reading{now, e.count()}
		o.Read = e.reading.step
	}
	o.Notes, e.notes = e.notes, nil
	return o
}

// dropProtected removes people from a command that were protected after it was made. It does not apply to hands. ok is
// false if nothing remains.
func (e *Engine) dropProtected(c video.Command) (_ video.Command, ok bool) {
	safe := func(s video.Command) video.Command {
		if row, _ := s.Action.Info(); row.Sets.Field != video.FieldHand {
			s.Targets = slices.DeleteFunc(slices.Clone(s.Targets), func(id video.MemberID) bool {
				m := e.members[id]
				return m != nil && e.isProtected(m)
			})
		}
		return s
	}
	if len(c.Steps) == 0 {
		c = safe(c)
		return c, len(c.Targets) > 0
	}
	steps := make([]video.Command, 0, len(c.Steps))
	for _, s := range c.Steps {
		row, _ := s.Action.Info()
		if s = safe(s); len(s.Targets) > 0 || row.Target == video.OnRoom {
			steps = append(steps, s)
		}
	}
	c.Steps = steps
	return c, len(steps) > 0
}

// Due returns when the engine needs the next [Engine.Tick], if nothing happens before; zero if it needs none.
func (e *Engine) Due() time.Time {
	next := earlier(e.turnsDue(), e.enforceDue())
	if e.live {
		next = earlier(next, e.lease.due())
	}
	if in := e.intent; in != nil {
		next = earlier(next, in.at.Add(e.patience()))
		if e.shares() && in.wasOpen && e.reading.at.IsZero() && !e.reread {
			next = earlier(next, after(in.wrote, settleFor))
		}
	}
	if e.reread || e.lease.dirty {
		next = earlier(next, after(e.reading.at, readWithin))
	}
	return next
}

// Tick advances the time.
func (e *Engine) Tick(now time.Time) {
	e.clock(now)
	e.advanceIntent()
	e.expireLease()
	e.advance()
}

// Outside runs a verb from another program, through the control port. It marks the notes and commands that result, so
// that the person at the console can distinguish them from their own.
func (e *Engine) Outside(now time.Time, verb func(*Engine, time.Time) error) error {
	e.Tick(now) // due work is not part of the verb
	e.outside = true
	defer func() { e.outside = false }()
	return verb(e, now)
}

// See processes the present state of the room. Snapshots may be skipped, but must come in order.
func (e *Engine) See(now time.Time, s *video.Snapshot) {
	e.clock(now)
	was := e.snap
	e.snap = s
	live := s.Link.State == video.LinkLive && !s.Stale && !s.Room.Ended
	if e.live && !live {
		e.lose(was)
	}
	e.compare(was, s)
	for _, m := range s.Demoted { // the room may not report a member that left for the audience
		if _, sent := e.sentAway[m.ID]; sent {
			e.vacate(m.ID)
		}
	}
	if live && !e.live {
		e.live = true
		e.regain(was == nil)
	}
	if live {
		e.hear(&s.Room)
	}
	e.Tick(now)
}

// Read is See for the requested read with the number. A read that took more than 2 s is ignored, because another one
// was requested.
func (e *Engine) Read(now time.Time, s *video.Snapshot, number uint64) {
	r := e.reading
	current := r.step == number && number != 0
	if current {
		e.reading = reading{}
	}
	e.See(now, s)
	if !e.live || !current {
		return
	}
	e.lease.read = r
	if e.lease.held() && r.at.After(e.lease.sure) {
		e.lease.sure = r.at
	}
	e.act(r)
	e.advance()
}

// lose processes the loss of the link: clocks stop, and a verb in progress ends.
func (e *Engine) lose(was *video.Snapshot) {
	e.live, e.lostAt = false, e.now
	if was != nil && !was.Link.Heard.IsZero() && was.Link.Heard.Before(e.now) {
		e.lostAt = was.Link.Heard // the loss of a link is noticed late
	}
	e.reading, e.reread, e.lease.writing = reading{}, false, time.Time{}
	if e.chair != nil {
		e.chair.order = 0
	}
	e.fail(WhyUnread)
	e.advance()
}

// regain processes the first read after a loss of the link. After a long gap the floor is paused.
func (e *Engine) regain(first bool) {
	for _, o := range e.offences {
		o.since = time.Time{}
	}
	if !first && e.pause == "" && e.mode.Preset != Open && e.now.Sub(e.lostAt) > gapFor {
		e.halting(WhyGap)
	}
	e.lease.meta = nil // process it again
	e.lease.sure, e.lease.read = time.Time{}, reading{}
	if e.lease.other() {
		e.lease.beatAt = e.now // nobody heard its beats during the gap
	}
}

// compare processes the differences between two snapshots.
func (e *Engine) compare(was, s *video.Snapshot) {
	if was != nil {
		if changed, ok := s.Since(was); ok {
			for _, m := range changed {
				if m.LeftAt.IsZero() {
					e.change(m)
				} else if e.members[m.ID] != nil {
					e.leave(m)
				}
			}
			return
		}
	}
	if len(e.members) == 0 {
		e.allocate(s.Members)
	} else {
		e.dropAbsent(s)
	}
	for _, m := range s.Members {
		if e.members[m.ID] != m {
			e.change(m)
		}
	}
}

// allocate makes space for the first members. In a large room, few microphones are open.
func (e *Engine) allocate(members []*video.Member) {
	open := 0
	for _, m := range members {
		if !m.AudioMuted {
			open++
		}
	}
	e.members = make(map[video.MemberID]*video.Member, len(members))
	e.open = make(map[video.MemberID]time.Time, open)
}

// dropAbsent processes the members that left between two snapshots that do not follow each other.
func (e *Engine) dropAbsent(s *video.Snapshot) {
	here := make(map[video.MemberID]bool, len(s.Members))
	for _, m := range s.Members {
		here[m.ID] = true
	}
	for id, m := range e.members {
		if !here[id] {
			e.leave(m)
		}
	}
}

// change processes a new or changed member.
func (e *Engine) change(m *video.Member) {
	old := e.members[m.ID]
	e.members[m.ID] = m
	switch _, known := e.open[m.ID]; {
	case m.AudioMuted || m.Type == video.TypeScreen: // a screen has no microphone
		delete(e.open, m.ID)
		delete(e.shutting, m.ID)
	case !known:
		e.open[m.ID] = e.now
	}
	if old == nil {
		e.arrive(m)
	}
	if t := e.turn(m.ID); t != nil {
		t.Name = m.Name
	}
	e.watch(m)
	e.hand(m)
}

// hand processes a member's hand.
func (e *Engine) hand(m *video.Member) {
	en := e.line.find(m.ID)
	switch {
	case !m.HandRaised:
		delete(e.skip, m.ID)
		if en != nil && en.ByHand && en.DownAt.IsZero() {
			en.DownAt = e.now
		}
	case en != nil:
		en.DownAt = time.Time{}
	case !e.skip[m.ID] && !e.line.Closed && m.ParentID == "":
		e.raise(m)
	}
}

// raise queues a member whose hand is up. Hands that were up before this console joined come first, in the order of
// joining.
func (e *Engine) raise(m *video.Member) {
	en := Entry{ID: m.ID, Name: m.Name, Since: m.HandAt, ByHand: true}
	if m.HandAt.IsZero() {
		en.Since, en.Unsure, en.tie = e.now, true, m.Order
	}
	e.line.add(en)
}

// CloseQueue closes or opens the speakers' lane of the queue. Raised hands are then queued in the order in which they
// went up. The error is ErrAlready.
func (e *Engine) CloseQueue(now time.Time, closed bool) error {
	e.clock(now)
	if closed == e.line.Closed {
		return ErrAlready
	}
	verb, why := VerbClose, WhyClosed
	if !closed {
		verb, why = VerbReopen, WhyOpen
	}
	s := e.before(verb, "")
	e.setClosed(closed)
	e.note(Note{Kind: NoteQueue, Why: why})
	e.done(s)
	e.advance()
	return nil
}

// setClosed closes the speakers' lane, or opens it for the hands that are up.
func (e *Engine) setClosed(closed bool) {
	if e.line.Closed = closed; closed {
		return
	}
	for _, m := range e.members {
		e.hand(m)
	}
}

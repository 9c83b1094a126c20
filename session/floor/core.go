package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Config is what a floor is told once. All of it may be zero.
type Config struct {
	// Console identifies this console among others: random, new for each run. Operator is the label that others see.
	Console, Operator string
	// Sharing writes the floor into the room's metadata, so that several consoles move one floor.
	Sharing bool
	// Consent says whose microphone may be opened; "" is ConsentHand.
	Consent Consent
	// RejoinKey is the key of the members' metadata that identifies a person across connections; "" for none.
	RejoinKey string
	// Protected and Panel report whether a person is on the list. They must depend on the member alone; nil stands for
	// an empty list.
	Protected, Panel func(*video.Member) bool
	// Spotlight places guests in reserved-1 where the layout has it.
	Spotlight bool
	// Budget bounds what a person or a group may speak.
	Budget Budget
}

// Engine is the floor of one room. It is a value in memory: no clock, no goroutine, no input or output. Whoever owns it
// calls one method at a time, with a time that does not run backwards, and then [Engine.Take].
type Engine struct {
	cfg Config

	// The room, as it was last seen.

	now     time.Time
	snap    *video.Snapshot
	live    bool // the link is live, and the room was read since
	lostAt  time.Time
	members map[video.MemberID]*video.Member
	open    map[video.MemberID]time.Time // microphones, and since when they are seen open

	// The floor.

	mode      Mode
	turns     []*turn
	line      line
	lastGroup string                  // of the latest guest
	skip      map[video.MemberID]bool // hands that make no entry until they go down
	people    map[string]*person      // by rejoin key or id
	keys      map[video.MemberID]string
	sentAway  map[video.MemberID]time.Time // removed or demoted from here
	protected map[video.MemberID]bool      // for tonight
	pause     Why
	halt      string // "break" or "closed session"
	chair     *interruption
	items     []*item // the last one is in progress

	// Enforcement.

	sure     bool // hold without sharing was confirmed
	rights   bool // the room refuses what enforcement needs
	pardoned map[video.MemberID]bool
	offences map[video.MemberID]*offence
	shutting map[video.MemberID]time.Time // microphones that a verb closes, and since when
	sent     window

	// Verbs in progress, and what can be taken back.

	lease   lease
	intent  *intent
	pressed time.Time // the last n that counted
	next    nextTrack
	steps   []step

	// What the owner takes.

	sends   []Send
	notes   []Note
	number  uint64
	reading reading // that has no answer; zero: none
	reread  bool    // the room is to be read
	counted uint64  // see count
}

// note adds a note about a person, or about nobody.
func (e *Engine) note(n Note) {
	n.At, n.Offset = e.now, e.offset(e.now)
	if n.By == "" {
		n.By = e.cfg.Operator
	}
	e.notes = append(e.notes, n)
}

// emit hands out a command.
func (e *Engine) emit(verb Verb, c video.Command) uint64 {
	e.number++
	e.sends = append(e.sends, Send{Number: e.number, Command: c, Verb: verb})
	return e.number
}

// offset returns how far the recording is at a moment; 0 when nothing is recorded.
func (e *Engine) offset(at time.Time) time.Duration {
	if e.snap == nil {
		return 0
	}
	for _, r := range e.snap.Recordings {
		if r.Active() && !r.StartedAt.IsZero() {
			return max(0, at.Sub(r.StartedAt))
		}
	}
	return 0
}

// who returns a person with the name.
func (e *Engine) who(id video.MemberID) *Who {
	switch m := e.members[id]; {
	case m != nil:
		return &Who{id, m.Name}
	case e.line.find(id) != nil:
		return &Who{id, e.line.find(id).Name}
	case e.people[e.keys[id]] != nil:
		return &Who{id, e.people[e.keys[id]].Name}
	}
	return &Who{ID: id}
}

func (e *Engine) whos(ids []video.MemberID) []Who {
	var out []Who
	for _, id := range ids {
		out = append(out, *e.who(id))
	}
	return out
}

// owner returns the person a microphone belongs to: screens and devices share the floor of their owner.
func (e *Engine) owner(m *video.Member) video.MemberID {
	if m.ParentID != "" {
		return m.ParentID
	}
	return m.ID
}

// turn returns the turn of a person, or nil.
func (e *Engine) turn(id video.MemberID) *turn {
	i := slices.IndexFunc(e.turns, func(t *turn) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return e.turns[i]
}

// of returns the turns of a kind, oldest first.
func (e *Engine) of(kind TurnKind) (out []*turn) {
	for _, t := range e.turns {
		if t.Kind == kind {
			out = append(out, t)
		}
	}
	return out
}

// isProtected reports whether nothing may be done to the microphone, camera and place of the member. A screen or device
// is protected with its owner.
func (e *Engine) isProtected(m *video.Member) bool {
	on := func(m *video.Member) bool {
		return m != nil && (e.protected[m.ID] || e.cfg.Protected != nil && e.cfg.Protected(m))
	}
	return on(m) || on(e.members[e.owner(m)])
}

// isPanel reports whether the member, or its owner, is on the panel.
func (e *Engine) isPanel(m *video.Member) bool {
	if e.cfg.Panel == nil {
		return false
	}
	owner := e.members[e.owner(m)]
	return e.cfg.Panel(m) || owner != nil && e.cfg.Panel(owner)
}

// exempt reports whether no rule closes the member: protected people, and the panel in its mode.
func (e *Engine) exempt(m *video.Member) bool {
	return e.isProtected(m) || e.mode.Preset == Panel && e.isPanel(m)
}

// mayOpen reports whether a verb may open the microphone of a person. The hand must be up as the room was last seen.
// Nobody touches the microphone of protected people.
func (e *Engine) mayOpen(m *video.Member) bool {
	if m == nil || !m.AudioMuted || e.isProtected(m) {
		return false
	}
	switch e.cfg.Consent {
	case ConsentAlways:
		return true
	case ConsentNever:
		return false
	}
	return m.HandRaised || e.isPanel(m)
}

// mayClose reports whether a verb may close the microphone of a member, and there is something to close.
func (e *Engine) mayClose(m *video.Member) bool {
	return m != nil && !m.AudioMuted && !e.exempt(m)
}

// halted reports whether all clocks stand still.
func (e *Engine) halted() bool {
	return !e.live || e.pause != "" || e.halt != "" || e.chair != nil
}

// ready returns why no verb can act now, or nil.
func (e *Engine) ready() error {
	switch {
	case !e.live:
		return ErrOffline
	case e.pause != "":
		return ErrPaused
	case e.intent != nil:
		return ErrBusy
	}
	return nil
}

// publish has the shared document written, after a verb.
func (e *Engine) publish() {
	if e.lease.on {
		e.lease.dirty, e.lease.wanted = true, e.count()
	}
}

// report has it written, after something that every console sees: one of them is enough.
func (e *Engine) report() {
	if e.lease.held() {
		e.publish()
	}
}

// shares reports whether other consoles must know what this one does: in the mode open, nobody enforces.
func (e *Engine) shares() bool { return e.lease.on && e.mode.Preset != Open }

// clock moves the time on.
func (e *Engine) clock(now time.Time) {
	if now.After(e.now) {
		e.now = now
	}
}

// itemName returns the name of the agenda item in progress; "" when there is none.
func (e *Engine) itemName() string {
	if len(e.items) == 0 {
		return ""
	}
	return e.items[len(e.items)-1].Name
}

// count numbers what must be in order even at one moment: presses, readings and writes.
func (e *Engine) count() uint64 {
	e.counted++
	return e.counted
}

package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Config is the configuration of a floor. All fields may be zero.
type Config struct {
	// Console is the random id of this console, new for each run. Operator is the label that others see.
	Console, Operator string
	// Sharing writes the floor to the room's metadata, so that several consoles work on the same floor.
	Sharing bool
	// Consent limits whose microphones may be opened; "" means ConsentHand.
	Consent Consent
	// RejoinKey is the key of the members' metadata that identifies a person across connections; "" for none.
	RejoinKey string
	// Protected and Panel report whether a person is on the list. They must depend on the member alone. nil means an empty
	// list.
	Protected, Panel func(*video.Member) bool
	// Spotlight places guests in reserved-1 where the layout has it.
	Spotlight bool
	// Budget limits how long and how often a person or a group may speak.
	Budget Budget
}

// Engine is the floor of one room. It is a value in memory, without a clock, a goroutine, input or output. Its owner
// calls one method at a time, with a time that never goes back, and then [Engine.Take].
type Engine struct {
	cfg Config

	// The last known state of the room.

	now     time.Time
	snap    *video.Snapshot
	live    bool // the link is live, and the room was read after that
	lostAt  time.Time
	members map[video.MemberID]*video.Member
	open    map[video.MemberID]time.Time // open microphones, and when each was first seen open

	// The floor.

	mode      Mode
	turns     []*turn
	line      line
	lastGroup string                       // of the latest guest
	skip      map[video.MemberID]bool      // raised hands that are not queued until they go down
	people    map[string]*person           // by rejoin key or id
	keys      map[video.MemberID]string    // rejoin keys of present and former members that have one
	sentAway  map[video.MemberID]time.Time // removed or demoted by this console
	protected map[video.MemberID]bool      // for this event only, over Config.Protected; replaced on each change
	pause     Why
	halt      string // "break" or "closed session"
	chair     *interruption
	items     []*item // the last one is current

	// Enforcement.

	sure     bool // hold without sharing was confirmed
	rights   bool // the room refuses a method that enforcement needs
	pardoned map[video.MemberID]bool
	offences map[video.MemberID]*offence
	shutting map[video.MemberID]time.Time // microphones that a command is closing, and since when
	sent     window

	// Verbs in progress, and the undo stack.

	lease  lease
	intent *intent
	called time.Time // the last Next that counted
	next   nextTrack
	steps  []step

	// Output for the owner.

	sends   []Send
	notes   []Note
	outside bool // a verb from outside is being carried out
	number  uint64
	reading reading // the read without an answer; zero: none
	reread  bool    // the room must be read
	counted uint64  // see count
}

// note adds a note about a person, or about none.
func (e *Engine) note(n Note) {
	n.At, n.Offset, n.Outside = e.now, e.offset(e.now), e.outside
	if n.By == "" {
		n.By = e.cfg.Operator
	}
	e.notes = append(e.notes, n)
}

// emit queues a command for the owner and returns its number.
func (e *Engine) emit(verb Verb, c video.Command) uint64 {
	e.number++
	c.Outside = e.outside
	e.sends = append(e.sends, Send{Number: e.number, Command: c, Verb: verb})
	return e.number
}

// offset returns the position in the recording at a time; 0 without a recording.
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

// key returns the rejoin key of a present or former member, or its id if it has none.
func (e *Engine) key(id video.MemberID) string {
	if key := e.keys[id]; key != "" {
		return key
	}
	return string(id)
}

// who returns the person with the id and the last known name.
func (e *Engine) who(id video.MemberID) *Who {
	switch m := e.members[id]; {
	case m != nil:
		return &Who{id, m.Name}
	case e.line.find(id) != nil:
		return &Who{id, e.line.find(id).Name}
	case e.people[e.key(id)] != nil:
		return &Who{id, e.people[e.key(id)].Name}
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

// owner returns the person to whom a microphone belongs. Screens and devices share the floor of their owner.
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

// isProtected reports whether the microphone, camera and place of the member must not be changed. A screen or device is
// protected with its owner.
func (e *Engine) isProtected(m *video.Member) bool {
	on := func(m *video.Member) bool { return m != nil && IsProtected(m, e.protected, e.cfg.Protected) }
	return on(m) || on(e.members[e.owner(m)])
}

// IsProtected reports whether the microphone, camera and place of a member must not be changed. tonight decides about
// the members in it, and always about the others; nil means an empty list. IsProtected does not look up the owner of a
// screen or device.
func IsProtected(m *video.Member, tonight map[video.MemberID]bool, always func(*video.Member) bool) bool {
	if on, decided := tonight[m.ID]; decided {
		return on
	}
	return always != nil && always(m)
}

// isPanel reports whether the member, or its owner, is on the panel.
func (e *Engine) isPanel(m *video.Member) bool {
	if e.cfg.Panel == nil {
		return false
	}
	owner := e.members[e.owner(m)]
	return e.cfg.Panel(m) || owner != nil && e.cfg.Panel(owner)
}

// exempt reports whether no rule mutes the member. Protected people are exempt, and so is the panel in its mode.
func (e *Engine) exempt(m *video.Member) bool {
	return e.isProtected(m) || e.mode.Preset == Panel && e.isPanel(m)
}

// mayOpen reports whether a verb may open the microphone of a person. The hand must be up in the last known state.
// Nothing changes the microphones of protected people.
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

// mayClose reports whether a member has an open microphone that a verb may close.
func (e *Engine) mayClose(m *video.Member) bool {
	return m != nil && !m.AudioMuted && !e.exempt(m)
}

// halted reports whether all clocks are stopped.
func (e *Engine) halted() bool {
	return !e.live || e.pause != "" || e.halt != "" || e.chair != nil
}

// ready returns the reason why no verb can act now, or nil.
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

// publish schedules a write of the shared document after a verb.
func (e *Engine) publish() {
	if e.lease.on {
		e.lease.dirty, e.lease.wanted = true, e.count()
	}
}

// report schedules a write after an event that every console sees. One write is enough.
func (e *Engine) report() {
	if e.lease.held() {
		e.publish()
	}
}

// shares reports whether this console must announce its actions to others. In open mode there is no enforcement.
func (e *Engine) shares() bool { return e.lease.on && e.mode.Preset != Open }

// clock sets the time.
func (e *Engine) clock(now time.Time) {
	if now.After(e.now) {
		e.now = now
	}
}

// itemName returns the name of the current agenda item; "" if there is none.
func (e *Engine) itemName() string {
	if len(e.items) == 0 {
		return ""
	}
	return e.items[len(e.items)-1].Name
}

// count returns the next number. It orders verbs, reads and writes, also those of the same moment.
func (e *Engine) count() uint64 {
	e.counted++
	return e.counted
}

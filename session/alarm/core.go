package alarm

import (
	"maps"
	"slices"
	"time"

	"gavel/session/selector"
	"gavel/session/video"
)

// Recording is whether a room must, may or must not be recorded. The zero value is May.
type Recording uint8

// The values.
const (
	May Recording = iota
	Must
	Never
)

// Quorum is a group of members of which a minimum must be in the room.
type Quorum struct {
	Name string             // the moderator's name for the group: "interpreters"
	Of   *selector.Selector // chooses the members; the audience does not count
	Min  int                // from 1; a smaller number never raises an alarm
}

// Config configures the alarms of a room.
type Config struct {
	// Recording is whether the room must, may or must not be recorded.
	Recording Recording
	// Identity is the key of members' metadata that identifies people even under another name; "" for none.
	Identity string
	// Quorums are the groups of members of which a minimum must be in the room.
	Quorums []Quorum
	// Protected and Panel report whether a member is on the list, for the selectors of Quorums; nil means nobody.
	Protected, Panel func(*video.Member) bool
	// Loudness overrides the table's loudness of kinds.
	Loudness map[Kind]Loudness
	// Off holds the kinds that are turned off.
	Off map[Kind]bool
	// Memory is the memory of an earlier run, as returned by [Engine.Memory].
	Memory Memory
}

// Memory is the knowledge of an engine that another run needs: the people who were removed, and how old the room
// session is. Names are folded untrusted text.
type Memory struct {
	Removed  []Removed `json:"removed,omitempty"`
	Pardoned []string  `json:"pardoned,omitempty"` // names and identities, sorted
	// Session is the id of the room session, which had started by Since.
	Session string    `json:"session,omitempty"`
	Since   time.Time `json:"since,omitzero"`
}

// IsZero reports whether the memory holds no people, so that it alone is not worth saving.
func (m Memory) IsZero() bool { return len(m.Removed)+len(m.Pardoned) == 0 }

// maxRemoved is how many removed people are remembered.
const maxRemoved = 500

// Unite returns the memory with that of another run on the same room.
func (m Memory) Unite(other Memory) Memory {
	more := slices.DeleteFunc(slices.Clone(other.Removed), func(r Removed) bool { return slices.Contains(m.Removed, r) })
	m.Removed = slices.Concat(more, m.Removed)
	m.Removed = m.Removed[max(0, len(m.Removed)-maxRemoved):]
	m.Pardoned = slices.Concat(other.Pardoned, m.Pardoned)
	slices.Sort(m.Pardoned)
	m.Pardoned = slices.Compact(m.Pardoned)
	switch m.Session {
	case "":
		m.Session, m.Since = other.Session, other.Since
	case other.Session:
		m.Since = earlier(m.Since, other.Since)
	}
	return m
}

// Removed is a person who was removed: the folded name and the identity. Each is "" if it does not identify a person.
type Removed struct {
	Name     string `json:"name,omitempty"`
	Identity string `json:"identity,omitempty"`
}

// Alarm is one alarm of a room. It is a value and may be kept.
type Alarm struct {
	N        uint64 // number of the alarm in its room; it stays the same while the alarm continues
	Kind     Kind
	Loudness Loudness
	Room     video.Room // when the alarm was raised
	At       time.Time
	Object   string         // id of a recording or stream
	State    string         // its state, for StreamStuck and RecordingStuck: untrusted text
	Who      []video.Person // names are untrusted text
	Heard    bool           // someone has acknowledged it, so it no longer rings
	rung     time.Time      // when it last rang; zero: never
}

// Engine watches one room. Its methods must not be called concurrently. Times must not go back: an earlier time counts
// as the latest one so far.
type Engine struct {
	cfg Config
	now time.Time

	snap   *video.Snapshot // the newest; nil before See
	begun  time.Time       // the session had started by then; zero before the first snapshot of the whole room
	filled bool            // the first snapshot had as many people as a wave
	live   bool            // the newest snapshot is up to date
	back   time.Time       // when the connection last came back
	last   uint64          // number of the newest alarm
	alarms []Alarm         // in the order in which they were raised

	runs   map[string]*run // recordings and streams that have run
	seen   uint64          // counts snapshots
	loud   bool            // silence is irrelevant now, or there is none
	heard  time.Time       // start of the silence
	asleep time.Time       // when silence becomes relevant again
	bare   time.Time       // since when the room is live and not recorded

	newcomers []newcomer
	left      map[string]time.Time // when people left, by folded name
	crowd     time.Time            // when a crowd is no longer expected
	wave      wave
	removed   []Removed
	learnt    uint64 // changes of the memory
	pardoned  map[string]bool
	complete  []bool    // by quorum: it was reached
	quiet     time.Time // of the panic, or of the last answer to StillQuiet; zero: the room is not quiet
}

// New returns the engine of a room that has not been seen.
func New(cfg Config) *Engine {
	cfg.Off = maps.Clone(cfg.Off)
	if cfg.Off == nil {
		cfg.Off = map[Kind]bool{}
	}
	e := &Engine{cfg: cfg, runs: map[string]*run{}, left: map[string]time.Time{}, pardoned: map[string]bool{}}
	e.complete = make([]bool, len(cfg.Quorums))
	e.removed = slices.Clone(cfg.Memory.Removed)
	for _, key := range cfg.Memory.Pardoned {
		e.pardoned[key] = true
	}
	return e
}

// clock sets the time.
func (e *Engine) clock(now time.Time) {
	if now.After(e.now) {
		e.now = now
	}
}

// earlier returns the earlier of two times, ignoring a zero one.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Alarms returns the active alarms, the loudest first, and among those the newest.
func (e *Engine) Alarms() []Alarm {
	out := slices.Clone(e.alarms)
	slices.SortStableFunc(out, func(a, b Alarm) int {
		if a.Loudness != b.Loudness {
			return int(b.Loudness) - int(a.Loudness)
		}
		return b.At.Compare(a.At)
	})
	return out
}

// Acknowledge records that someone has seen the alarm. It stays active but no longer rings. An unknown number is
// ignored.
func (e *Engine) Acknowledge(n uint64) {
	for i := range e.alarms {
		if e.alarms[i].N == n {
			e.alarms[i].Heard = true
		}
	}
}

// Dismiss removes the alarm until it has a new cause. An unknown number is ignored.
func (e *Engine) Dismiss(n uint64) {
	e.alarms = slices.DeleteFunc(e.alarms, func(a Alarm) bool { return a.N == n })
}

// Turn turns a kind on or off. Turning it off removes its alarms.
func (e *Engine) Turn(k Kind, on bool) {
	e.cfg.Off[k] = !on
	if !on {
		e.lower(func(a *Alarm) bool { return a.Kind == k })
	}
}

// raise adds an alarm, unless its kind is turned off or the same alarm is active.
func (e *Engine) raise(a Alarm) uint64 {
	if e.cfg.Off[a.Kind] {
		return 0
	}
	for _, up := range e.alarms {
		if up.Kind == a.Kind && up.Object == a.Object && slices.Equal(up.Who, a.Who) {
			return up.N
		}
	}
	e.last++
	a.N, a.At, a.Room = e.last, e.now, e.snap.Room
	a.Loudness = max(a.Loudness, a.Kind.Row().Loudness)
	if chosen, ok := e.cfg.Loudness[a.Kind]; ok {
		a.Loudness = chosen
	}
	e.alarms = append(e.alarms, a)
	return a.N
}

// lower removes the alarms whose cause is over.
func (e *Engine) lower(over func(*Alarm) bool) {
	e.alarms = slices.DeleteFunc(e.alarms, func(a Alarm) bool { return over(&a) })
}

// ringEvery is how often a loud alarm rings until it is acknowledged.
const ringEvery = 10 * time.Second

// ring reports whether the bell rings now, and records that it has rung.
func (e *Engine) ring(now time.Time) bool {
	rings := false
	for i := range e.alarms {
		if at := e.alarms[i].rings(); !at.IsZero() && !at.After(now) {
			e.alarms[i].rung, rings = now, true
		}
	}
	return rings
}

// ringDue returns when the bell rings next; zero if it does not.
func (e *Engine) ringDue() time.Time {
	var next time.Time
	for i := range e.alarms {
		next = earlier(next, e.alarms[i].rings())
	}
	return next
}

// rings returns when the alarm rings next; zero if it does not.
func (a *Alarm) rings() time.Time {
	switch {
	case a.Heard || a.Loudness == Quiet:
	case a.rung.IsZero():
		return a.At
	case a.Loudness == Loud:
		return a.rung.Add(ringEvery)
	}
	return time.Time{}
}

// run is a recording or stream that has run.
type run struct {
	id     string
	kinds  *kinds
	state  string
	now    condition
	ran    time.Time // when it was last seen running or paused, before its condition
	since  time.Time // start of its condition
	away   bool      // the connection was lost between ran and since
	raised bool      // the alarm about its condition was raised, or is not needed
	seen   uint64    // the last snapshot that contained it
}

// condition is the condition of a recording or stream.
type condition uint8

const (
	running condition = iota
	paused
	stuck // neither running nor over
	ended
	missing
)

// kinds are the alarms for recordings, or for streams.
type kinds struct {
	stream bool
	of     [missing + 1]Kind
}

var (
	ofRecordings = kinds{of: [...]Kind{
		paused: RecordingPaused, stuck: RecordingStuck, ended: RecordingEnded, missing: RecordingLost,
	}}
	ofStreams = kinds{stream: true, of: [...]Kind{
		paused: StreamStuck, stuck: StreamStuck, ended: StreamEnded, missing: StreamLost,
	}}
)

// newcomer is a member whose joining was seen.
type newcomer struct {
	video.Person
	at   time.Time
	open bool // with an open microphone or camera in the first seconds
	ours bool // this session has opened it
}

// wave is a group of newcomers within a short time.
type wave struct {
	until time.Time // zero: there is no wave
	raid  bool      // some of them are open
	since time.Time // when the first of them joined
	n     uint64    // its alarm; 0: none, because its kind is turned off
}

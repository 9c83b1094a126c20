package alarm

import (
	"maps"
	"slices"
	"time"

	"gavel/session/selector"
	"gavel/session/video"
)

// Recording says whether a room must, may or must not be recorded. The zero value is May.
type Recording uint8

// The values.
const (
	May Recording = iota
	Must
	Never
)

// Quorum is how many members of a sort must be in the room.
type Quorum struct {
	Name string // as a moderator calls it: "interpreters"
	Of   *selector.Selector
	Min  int
}

// Config is what a room's alarms depend on.
type Config struct {
	// Recording says whether the room must, may or must not be recorded.
	Recording Recording
	// Identity is the key of members' metadata that tells people apart whatever they are called; "" when there is none.
	Identity string
	// Quorums are the sorts of members of whom enough must be there.
	Quorums []Quorum
	// Protected reports whether a member is protected, for the selectors of Quorums; nil: nobody is.
	Protected func(*video.Member) bool
	// Loudness is that of kinds for which the table's is not wanted.
	Loudness map[Kind]Loudness
	// Off holds the kinds that are turned off.
	Off map[Kind]bool
	// Pardoned are those of people who were removed and may come back, as [Engine.Pardoned] returned them.
	Pardoned []string
}

// Alarm is one alarm of a room. It is a value and may be kept.
type Alarm struct {
	N        uint64 // number of the alarm in its room: an alarm that goes on keeps it
	Kind     Kind
	Loudness Loudness
	Room     video.Room // as it was when the alarm was raised
	At       time.Time
	Object   string         // id of a recording or stream
	State    string         // its state, for those that are stuck: untrusted text
	Who      []video.Person // names are untrusted text
	Heard    bool           // somebody has acknowledged it: it rings no longer
	rung     time.Time      // when it last rang; zero: never
}

// Engine watches one room. Its methods must not be called concurrently.
type Engine struct {
	cfg Config
	now time.Time

	snap   *video.Snapshot // the newest; nil until See
	first  time.Time       // of the first snapshot of the whole room
	filled bool            // that had as many people as a wave
	live   bool            // the newest snapshot is of a room that can be trusted
	back   time.Time       // when the connection was last back
	last   uint64          // number of the newest alarm
	alarms []Alarm         // in the order in which they were raised

	runs   map[string]*run // recordings and streams that were seen to run
	seen   uint64          // counts snapshots
	loud   bool            // silence does not matter now, or there is none
	heard  time.Time       // since when it is silent
	asleep time.Time       // until when silence does not matter
	bare   time.Time       // since when the room is live and not recorded

	newcomers []newcomer
	left      map[string]time.Time // when people left, by their folded names
	crowd     time.Time            // until when a crowd is expected
	wave      wave
	removed   []removed
	pardoned  map[string]bool
	complete  []bool // by quorum: it was there
}

// New returns the alarms of a room that has not been seen.
func New(cfg Config) *Engine {
	cfg.Off = maps.Clone(cfg.Off)
	if cfg.Off == nil {
		cfg.Off = map[Kind]bool{}
	}
	e := &Engine{cfg: cfg, runs: map[string]*run{}, left: map[string]time.Time{}, pardoned: map[string]bool{}}
	e.complete = make([]bool, len(cfg.Quorums))
	for _, key := range cfg.Pardoned {
		e.pardoned[key] = true
	}
	return e
}

// clock moves the time on.
func (e *Engine) clock(now time.Time) {
	if now.After(e.now) {
		e.now = now
	}
}

// earlier returns the earlier of two times; the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Alarms returns the alarms that are up, the loudest first, and of those the newest.
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

// Acknowledge notes that somebody has seen the alarm: it stays, and rings no longer.
func (e *Engine) Acknowledge(n uint64) {
	for i := range e.alarms {
		if e.alarms[i].N == n {
			e.alarms[i].Heard = true
		}
	}
}

// Dismiss takes the alarm down. It comes again only when something happens anew.
func (e *Engine) Dismiss(n uint64) {
	e.alarms = slices.DeleteFunc(e.alarms, func(a Alarm) bool { return a.N == n })
}

// Turn turns a kind on or off. Turning it off takes its alarms down.
func (e *Engine) Turn(k Kind, on bool) {
	e.cfg.Off[k] = !on
	if !on {
		e.lower(func(a *Alarm) bool { return a.Kind == k })
	}
}

// Off reports whether the kind is turned off.
func (e *Engine) Off(k Kind) bool { return e.cfg.Off[k] }

// raise adds an alarm, unless its kind is turned off, or the same one is up.
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

// lower takes down the alarms whose cause is over.
func (e *Engine) lower(over func(*Alarm) bool) {
	e.alarms = slices.DeleteFunc(e.alarms, func(a Alarm) bool { return over(&a) })
}

// ringEvery is how often a loud alarm rings until it is acknowledged.
const ringEvery = 10 * time.Second

// ring reports whether the bell rings now, and notes that it has.
func (e *Engine) ring(now time.Time) bool {
	rings := false
	for i := range e.alarms {
		if at := e.alarms[i].rings(); !at.IsZero() && !at.After(now) {
			e.alarms[i].rung, rings = now, true
		}
	}
	return rings
}

// ringDue returns when the bell rings next; the zero time when it does not.
func (e *Engine) ringDue() time.Time {
	var next time.Time
	for i := range e.alarms {
		next = earlier(next, e.alarms[i].rings())
	}
	return next
}

// rings returns when the alarm rings next; the zero time when it does not.
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

// run is a recording or stream that was seen to run.
type run struct {
	id    string
	kinds *kinds
	state string
	now   condition
	ran   time.Time // when it was last seen to run, or to be paused, before its condition
	since time.Time // of its condition
	away  bool      // the connection was away between ran and since
	told  bool      // the alarm about its condition was raised, or need not be
	seen  uint64    // the last snapshot that had it
}

// condition is how a recording or stream is.
type condition uint8

const (
	running condition = iota
	paused
	stuck // it neither runs nor has it ended
	ended
	missing
)

// kinds are the alarms of recordings, or of streams.
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

// newcomer is somebody whose joining was seen.
type newcomer struct {
	video.Person
	at   time.Time
	open bool // with a microphone or a picture, in the first seconds
}

// wave is many newcomers at once.
type wave struct {
	until time.Time // zero: there is none
	raid  bool      // some of them are open
	since time.Time // the first of them came
	n     uint64    // its alarm; 0: none, its kind is turned off
}

// removed is somebody whom this session has removed.
type removed struct {
	name, identity string // folded; "" when it says nothing
}

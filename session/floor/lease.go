package floor

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"gavel/session/video"
)

// MetaKey is the key of the room's metadata through which consoles share the floor.
const MetaKey = "gavel"

const (
	// renewEvery is how often the holder of the lease writes to show that it is alive.
	renewEvery = 20 * time.Second
	// leaseFor is how long a lease lasts after the last sign of its holder. Each console measures it with its own clock,
	// from the time when it saw the sign.
	leaseFor = 60 * time.Second
	// writeWithin is how long a write may be unanswered.
	writeWithin = 5 * time.Second
	// settleFor is how long a new document may take to reach every console: a round trip of the slowest.
	settleFor = time.Second
	// freshFor is the maximum age of the last read when a document is written. With an older read, the write could
	// overwrite the document of another console.
	freshFor = time.Second
	// maxShared is the largest number of shared ids of the queue, so that the metadata stays small.
	maxShared = 100
	// The other bounds of a document. Documents beyond them are neither written nor accepted.
	maxTurns    = 500
	maxPardons  = 1000
	maxConsoles = 16  // revisions that are written, those of the consoles heard last
	maxSeen     = 100 // revisions that are read
	maxLabel    = 1000
	maxSpan     = 7 * 24 * time.Hour
	maxCount    = 1 << 53 // of revisions and beats
	maxRank     = 1 << 31
)

// document is the floor as consoles share it. Participants may read it. It holds ids, numbers and the operator's label,
// but no name of a member, no note and no line of text.
type document struct {
	Version  int    `json:"v"`
	Console  string `json:"console,omitempty"`  // holder of the lease; "": nobody
	Operator string `json:"operator,omitempty"` // its label
	Beat     uint64 `json:"beat"`               // grows with each write of the holder
	By       string `json:"by"`                 // the console that wrote it
	// Seen holds, by console, the newest revision that the writer knew, including its own. If a document lacks a console's
	// change and has not seen it, both were written at the same time.
	Seen   map[string]uint64 `json:"seen"`
	Mode   Mode              `json:"mode"`
	Turns  []sharedTurn      `json:"turns,omitempty"`
	Queue  []sharedSeat      `json:"queue,omitempty"`
	Order  Order             `json:"order,omitzero"`
	Closed bool              `json:"closed,omitempty"`

	Pardoned []video.MemberID `json:"pardoned,omitempty"`
}

// sharedTurn is a turn in the document.
type sharedTurn struct {
	ID      video.MemberID `json:"id"`
	Kind    TurnKind       `json:"kind"`
	UsedMS  int64          `json:"used_ms"`
	LimitMS int64          `json:"limit_ms,omitempty"`
	Opened  bool           `json:"opened,omitempty"`
}

// sharedSeat is an entry of the queue in the document. Clocks of consoles differ, so it holds the time waited.
type sharedSeat struct {
	ID       video.MemberID `json:"id"`
	Lane     Lane           `json:"lane,omitempty"`
	WaitedMS int64          `json:"waited_ms"`
	Rank     int            `json:"rank,omitempty"`
}

// documentVersion is the version of documents written here. A document of another version is ignored.
const documentVersion = 1

// readDocument returns the document in the metadata of a room. there reports whether the key exists. ok reports whether
// a console wrote the document.
func readDocument(meta json.RawMessage) (d document, there, ok bool) {
	var object map[string]json.RawMessage
	if len(meta) == 0 || json.Unmarshal(meta, &object) != nil {
		return d, false, false
	}
	text, there := object[MetaKey]
	if !there {
		return d, false, false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&d) != nil || !d.isValid() {
		return document{}, true, false
	}
	return d, true, true
}

// isValid reports whether a console can have written the document. Others may write the metadata, too.
func (d *document) isValid() bool {
	switch {
	case d.Version != documentVersion, d.By == "", d.Mode.Check() != nil, d.Order.Check() != nil, d.Beat > maxCount:
		return false
	case max(len(d.By), len(d.Console), len(d.Operator), len(d.Order.Key)) > maxLabel:
		return false
	case len(d.Seen) > maxSeen, len(d.Turns) > maxTurns, len(d.Queue) > maxShared, len(d.Pardoned) > maxPardons:
		return false
	}
	for console, rev := range d.Seen {
		if len(console) > maxLabel || rev > maxCount {
			return false
		}
	}
	return !slices.ContainsFunc(d.Turns, func(s sharedTurn) bool { return !s.isValid() }) &&
		!slices.ContainsFunc(d.Queue, func(s sharedSeat) bool { return !s.isValid() })
}

func (s *sharedTurn) isValid() bool {
	return slices.Contains([]TurnKind{Guest, Answer, Manual}, s.Kind) && isPerson(s.ID) &&
		isSpan(s.UsedMS) && isSpan(s.LimitMS)
}

func (s *sharedSeat) isValid() bool {
	return s.Lane <= Points && isPerson(s.ID) && isSpan(s.WaitedMS) && s.Rank >= 0 && s.Rank <= maxRank
}

func isPerson(id video.MemberID) bool { return id != "" && len(id) <= maxLabel && !isText(id) }

func isSpan(ms int64) bool { return ms >= 0 && ms <= maxSpan.Milliseconds() }

// shareable returns a duration in milliseconds, within the bounds of a document.
func shareable(d time.Duration) int64 { return min(max(d, 0), maxSpan).Milliseconds() }

// lease is the knowledge of a console about the console that enforces.
//
//	none ──write──▶ written ──read: ours──▶ held ──another console in the document──▶ other
//	  ▲                └──────read: another's──────────────────────────────────────────▶ │
//	  └────────── expired, or the key overwritten or deleted ◀────────────────────────────┘
type lease struct {
	on           bool // the floor is shared
	me, operator string

	doc    document // as the room shows it
	have   bool
	meta   json.RawMessage      // source of doc
	seen   map[string]uint64    // newest known revisions, by console
	heard  map[string]time.Time // when a console wrote last; none: known from others only
	beat   uint64
	beatAt time.Time // when the holder last gave a sign

	claim   bool      // the next write takes the lease
	claimed bool      // a write has taken it; other writers of the metadata cannot make this console the holder
	dirty   bool      // there is something to write
	wanted  uint64    // step at which dirty was set; the room is read between it and the write
	writing time.Time // when the unanswered write was handed out; zero: none
	wroteAt time.Time // when the newest write was answered, or handed out
	sure    time.Time // when the newest read was requested that showed this console as the holder
	read    reading   // the newest one
	wrote   uint64    // step of wroteAt
}

// fresh reports whether a document based on the read may be written.
func (r reading) fresh(now time.Time) bool { return !r.at.IsZero() && !past(r.at, freshFor, now) }

// held reports whether this console holds the lease, as far as it knows.
func (l *lease) held() bool { return l.on && l.have && l.claimed && l.doc.Console == l.me }

// rev returns the revision of the last document that this console has written.
func (l *lease) rev() uint64 { return l.seen[l.me] }

// knows reports whether the writer of the room's document knew a revision of this console.
func (l *lease) knows(rev uint64) bool { return l.have && l.doc.Seen[l.me] >= rev }

// grants reports whether the document of the room has a turn of the person.
func (l *lease) grants(id video.MemberID) bool {
	return slices.ContainsFunc(l.doc.Turns, func(s sharedTurn) bool { return s.ID == id })
}

// other reports whether another console holds the lease.
func (l *lease) other() bool { return l.on && l.have && l.doc.Console != "" && l.doc.Console != l.me }

// see processes the document of the room.
func (l *lease) see(d document, now time.Time) {
	if !l.have || d.Console != l.doc.Console || d.Beat != l.doc.Beat {
		l.beatAt = now
	}
	l.doc, l.have = d, true
	for console, rev := range d.Seen {
		l.seen[console] = max(l.seen[console], rev)
	}
	l.heard[d.By] = now
	l.prune()
	l.beat = max(l.beat, d.Beat)
}

// prune forgets the consoles that have been silent for longest. Every run of a console has an id of its own.
func (l *lease) prune() {
	consoles := slices.SortedFunc(maps.Keys(l.seen), func(a, b string) int {
		return cmp.Or(compareBool(a != l.me, b != l.me), l.heard[b].Compare(l.heard[a]), cmp.Compare(a, b))
	})
	for _, console := range consoles[min(maxConsoles, len(consoles)):] {
		delete(l.seen, console)
		delete(l.heard, console)
	}
}

// expired reports whether the holder has given no sign for too long.
func (l *lease) expired(now time.Time) bool { return l.other() && past(l.beatAt, leaseFor, now) }

// end clears the lease. Nobody holds it.
func (l *lease) end() { l.have, l.doc, l.claim, l.sure = false, document{}, false, time.Time{} }

// due returns when the lease must be renewed, or expires; zero for neither.
func (l *lease) due() (next time.Time) {
	switch {
	case !l.on:
		return next
	case l.held() && !l.dirty:
		next = after(l.wroteAt, renewEvery)
	case l.other():
		next = after(l.beatAt, leaseFor)
	}
	return earlier(next, after(l.writing, writeWithin))
}

package room

import (
	"maps"
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

const (
	// goneFor is how long a member that left stays in Snapshot.Gone.
	goneFor = 4 * time.Second
	// tombFor is how long late events about a member that left are ignored.
	tombFor = 30 * time.Second
	// maxMembers bounds the members that this process keeps of one room. The largest room on sale has 300 members.
	maxMembers = 10_000
	// maxGone bounds Snapshot.Gone. When a whole room leaves, nobody reads more names.
	maxGone = 200
	// maxTombs bounds the tombstones. For members beyond it, a late event costs a read of the members.
	maxTombs = 20_000
	// maxKeptChanges bounds the array of changes that is reused.
	maxKeptChanges = 1024
)

// seat has a member and where it is kept. A member that is in a snapshot is never written: own makes a copy first.
type seat struct {
	m      *video.Member
	idx    int32        // in picture.order
	listed video.Fields // the properties that the last whole list had of m; 0 when newer events contradicted it
	seq    uint64       // m is in no snapshot with this number or a lower one
	at     time.Time    // of the last event that changed it
	put    uint64       // number of the last layout that has a slot for m
	roll   uint64       // number of the last whole list that m was in
	back   time.Time    // when m joined again under the same id; zero: it did not
}

// Picture is the state of a room from events and reads. One goroutine owns it. It has no clock, goroutine or I/O of its
// own, and does not know commands.
type Picture struct {
	room  video.Room
	stale bool

	seats     map[video.MemberID]*seat
	order     []*video.Member // in order of joining, with holes where members left
	sitting   []*seat         // the seats of order, at the same indexes
	holes     int
	hole      int             // index of the first hole
	recent    []*video.Member // see Since
	nextOrder uint64
	counts    video.Counts
	gone      []*video.Member
	tombs     map[video.MemberID]time.Time

	layout     video.Layout
	layoutNo   uint64 // number of the last layout
	layouts    []string
	recordings []*video.Recording
	playbacks  []*video.Playback
	streams    []*video.Stream
	recsKnown  bool
	unshown    int // members beyond maxMembers
	successor  *video.Room
	said       bool      // an event reported the end of the session; a read may err
	endedAt    time.Time // when the session ended
	stirred    bool      // an event came after the end
	stats      video.Stats

	freshAt time.Time                  // when the members were last read
	readAt  [video.PartCount]time.Time // see ReadAt
	asked   time.Time                  // when the full state after a subscription was requested
	resync  resync                     // the current or last read of the members
	scratch video.Member               // for news
	drifted int                        // number of differences that the last read of the members found
	doubts  int                        // reads in a row that contradicted events

	unlikely bool // the last list was not believed: see resync

	changes []video.Change // changes of the event or read in progress; the next one reuses the array
	source  video.Source   // source of the changes
	about   about          // subject of the last event, for Report

	seq   uint64
	dirty bool
	full  bool // the whole room was read at least once
	// subscribed means that the full state came on this connection.
	subscribed bool
	// reread means that the members must be read again, for example after an event about an unknown member.
	reread bool
}

// New returns the picture of a room of which only the properties are known.
func New(room video.Room, now time.Time) *Picture {
	room.SeenAt = now
	return &Picture{room: room, seats: map[video.MemberID]*seat{}, tombs: map[video.MemberID]time.Time{}}
}

// begin starts the list of changes of one event or read.
func (p *Picture) begin(source video.Source) {
	clear(p.changes)
	p.changes, p.source, p.about = p.changes[:0], source, about{}
}

// change appends a change to the list.
func (p *Picture) change(c video.Change) {
	c.Source, c.First = p.source, !p.full
	p.changes = append(p.changes, c)
	p.dirty = true
}

// Session returns the properties of the room session.
func (p *Picture) Session() *video.Room { return &p.room }

// Canvas returns the layout as last sent by the room.
func (p *Picture) Canvas() *video.Layout { return &p.layout }

// Member returns the member as it is now, or nil. The next event may write to it; see [Picture.Keep].
func (p *Picture) Member(id video.MemberID) *video.Member {
	if e := p.seats[id]; e != nil {
		return e.m
	}
	return nil
}

// Recording returns the recording with the id, or nil.
func (p *Picture) Recording(id string) *video.Recording {
	return find(p.recordings, func(r *video.Recording) bool { return r.ID == id })
}

// Playback returns the playback with the id, or nil.
func (p *Picture) Playback(id string) *video.Playback {
	return find(p.playbacks, func(b *video.Playback) bool { return b.ID == id })
}

// Stream returns the stream with the id, or nil.
func (p *Picture) Stream(id string) *video.Stream {
	return find(p.streams, func(t *video.Stream) bool { return t.ID == id })
}

func find[T any](list []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}

// Recordings returns all known recordings.
func (p *Picture) Recordings() []*video.Recording { return p.recordings }

// Playbacks returns all known playbacks.
func (p *Picture) Playbacks() []*video.Playback { return p.playbacks }

// Streams returns all known streams.
func (p *Picture) Streams() []*video.Stream { return p.streams }

// Counts returns how many members there are.
func (p *Picture) Counts() video.Counts { return p.counts }

// ReadAt returns when the newest read of the part was requested. It is zero when there was none on this connection.
func (p *Picture) ReadAt(part video.Part) time.Time { return p.readAt[part] }

// FreshAt returns when the members were last read.
func (p *Picture) FreshAt() time.Time { return p.freshAt }

// Stale reports whether the connection was lost since the room was read.
func (p *Picture) Stale() bool { return p.stale }

// Listed returns the properties that the last whole list of members had of the member, and that no newer event
// contradicted.
func (p *Picture) Listed(id video.MemberID) video.Fields {
	if e := p.seats[id]; e != nil {
		return e.listed
	}
	return 0
}

// Keep returns the member as it is now. The result never changes: the next event makes a copy. Keep returns nil for a
// member that is not here.
func (p *Picture) Keep(id video.MemberID) *video.Member {
	if e := p.seats[id]; e != nil {
		return p.share(e)
	}
	return nil
}

// Gone returns a member that left a few seconds ago, or nil.
func (p *Picture) Gone(id video.MemberID) *video.Member {
	for _, m := range slices.Backward(p.gone) {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// SetDeafMuted sets whether a deafened member was muted before, or has been muted on purpose since.
func (p *Picture) SetDeafMuted(id video.MemberID, muted bool) {
	if e := p.seats[id]; e != nil && e.m.Deaf && e.m.DeafMuted != muted {
		p.own(e).DeafMuted = muted
	}
}

// SetHandAt corrects the time at which a raised hand went up.
func (p *Picture) SetHandAt(id video.MemberID, at time.Time) {
	if e := p.seats[id]; e != nil && e.m.HandRaised {
		p.own(e).HandAt = at
	}
}

// own returns the member for writing. It copies a member that a snapshot has.
func (p *Picture) own(e *seat) *video.Member {
	if e.seq > p.seq {
		return e.m
	}
	c := *e.m
	e.m = &c
	e.seq = p.seq + 1
	p.order[e.idx] = e.m
	p.noteRecent(e.m)
	return e.m
}

// share returns the member as it is now. The result never changes: the next write makes a copy.
func (p *Picture) share(e *seat) *video.Member {
	e.seq = 0
	return e.m
}

// count adds n, 1 or -1, to the counts that the member is part of.
func (p *Picture) count(m *video.Member, n int) {
	switch m.Type {
	case video.TypeScreen, video.TypeDevice:
		p.counts.Screens += n
	case video.TypeAudience:
	default:
		p.counts.People += n
		if !m.AudioMuted {
			p.counts.OpenMic += n
		}
	}
	if m.Talking {
		p.counts.Talking += n
	}
	if m.HandRaised {
		p.counts.Hands += n
	}
}

// allocate makes space for the first n members. Growing step by step would leave as much garbage, just when memory use
// peaks.
func (p *Picture) allocate(n int) {
	p.seats = make(map[video.MemberID]*seat, n)
	p.order, p.sitting = make([]*video.Member, 0, n), make([]*seat, 0, n)
	p.changes = slices.Grow(p.changes, n)
}

// add seats a new member at the end of the order.
func (p *Picture) add(m *video.Member) *seat {
	p.nextOrder++
	m.Order = p.nextOrder
	e := &seat{m: m, idx: int32(len(p.order)), seq: p.seq + 1}
	p.seats[m.ID] = e
	p.order, p.sitting = append(p.order, m), append(p.sitting, e)
	p.noteRecent(m)
	p.count(m, 1)
	if _, left := p.tombs[m.ID]; left {
		e.back = m.JoinedAt
		delete(p.tombs, m.ID)
		p.gone = slices.DeleteFunc(slices.Clone(p.gone), func(g *video.Member) bool { return g.ID == m.ID })
	}
	return e
}

// evict removes a member and returns a copy with LeftAt set.
func (p *Picture) evict(e *seat, at time.Time) *video.Member {
	p.count(e.m, -1)
	left := *e.m
	left.LeftAt = at
	endTalk(&left, at)
	delete(p.seats, left.ID)
	p.order[e.idx], p.sitting[e.idx] = nil, nil
	p.noteRecent(&left)
	if idx := int(e.idx); p.holes == 0 || idx < p.hole {
		p.hole = idx
	}
	p.holes++
	p.tombstone(left.ID, at)
	if len(p.gone) >= maxGone {
		p.gone = p.gone[1:]
	}
	p.gone = append(p.gone, &left)
	return &left
}

// tombstone remembers for tombFor that a member has left, so that late events do not restore it.
func (p *Picture) tombstone(id video.MemberID, at time.Time) {
	if len(p.tombs) < maxTombs {
		p.tombs[id] = at
	}
}

// compact closes the holes in the order. It does not look up seats by id: that took 4 ms for 100,000 members in each
// snapshot after a member left.
func (p *Picture) compact() {
	if p.holes == 0 {
		return
	}
	kept := p.hole
	for i, e := range p.sitting[p.hole:] {
		if e == nil {
			continue
		}
		p.order[kept], p.sitting[kept] = p.order[p.hole+i], e
		e.idx = int32(kept)
		kept++
	}
	clear(p.order[kept:])
	clear(p.sitting[kept:])
	p.order, p.sitting, p.holes = p.order[:kept], p.sitting[:kept], 0
}

// Fill copies the current state into a snapshot.
func (p *Picture) Fill(s *video.Snapshot) {
	p.compact()
	if cap(p.changes) > maxKeptChanges { // left from a read
		p.changes = nil
	}
	p.seq++
	p.dirty = false
	s.Seq, s.Stale, s.Room, s.Successor = p.seq, p.stale, p.room, p.successor
	s.Members, s.Recent, s.Counts = slices.Clone(p.order), p.recent, p.counts
	s.Gone, s.Unshown = p.gone, p.unshown
	s.Layout, s.Layouts = p.layout, p.layouts
	s.Recordings, s.Playbacks, s.Streams, s.RecordingsKnown = p.recordings, p.playbacks, p.streams, p.recsKnown
	s.Stats = p.stats
}

// Tick forgets members that left long enough ago. It reports whether more will have to be forgotten later.
func (p *Picture) Tick(now time.Time) (more bool) {
	keep := func(m *video.Member) bool { return now.Sub(m.LeftAt) < goneFor }
	if i := slices.IndexFunc(p.gone, keep); i != 0 && len(p.gone) > 0 {
		if i < 0 {
			i = len(p.gone)
		}
		p.gone = slices.Clone(p.gone[i:])
		p.dirty = true
	}
	maps.DeleteFunc(p.tombs, func(_ video.MemberID, at time.Time) bool { return now.Sub(at) > tombFor })
	return len(p.gone)+len(p.tombs) > 0
}

func endTalk(m *video.Member, at time.Time) {
	if !m.Talking {
		return
	}
	m.Talking = false
	m.TalkEnd = at
	if at.After(m.TalkStart) {
		m.TalkTotal += at.Sub(m.TalkStart)
	}
}

// about is the subject of the last event.
type about struct {
	event   string // the reference's name; empty: nothing to report
	seat    *seat
	left    *video.Member
	fields  video.Fields
	node    wire.Node // the member
	updated []string  // properties of the room, by their names on the wire
	object  string
	talking bool
}

// resync is one read of a whole list. A new member has joined, and a missing member has left.
type resync struct {
	no     uint64 // number of this read; seats remember it
	length int    // of the list
	beyond int    // members in the list beyond maxMembers

	joined, left, updated int

	asked   time.Time // when the list was requested
	inDoubt bool

	unlikely bool // the list lacks so many members that it is believed only when the next one agrees
}

// recentShare is the fraction (one in 16) of the members that may change before a new list of changes starts. At that
// point, checking every member is as cheap for the reader, and the members that the list keeps alive are few compared
// with the room.
const recentShare = 16

// minRecent is the smallest capacity of the list: eight snapshots of a busy room.
const minRecent = 256

// noteRecent records a changed member for Since. A published list is never written again: a full one is left to its
// readers.
func (p *Picture) noteRecent(m *video.Member) {
	if len(p.recent) == cap(p.recent) {
		p.recent = make([]*video.Member, 0, max(minRecent, len(p.seats)/recentShare))
	}
	p.recent = append(p.recent, m)
}

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
	// maxMembers bounds what one room may make this process hold. The largest room on sale has 300 members.
	maxMembers = 10_000
	// maxGone bounds Snapshot.Gone: when a whole room leaves, nobody reads more names than these.
	maxGone = 200
	// maxTombs bounds how many who left are remembered; beyond it their late events cost a reading of the members.
	maxTombs = 20_000
	// maxKeptChanges bounds the array of changes that is used again.
	maxKeptChanges = 1024
)

// seat is where a member is kept. A member that is in a snapshot is never written again: own makes a copy first.
type seat struct {
	m    *video.Member
	idx  int32        // in picture.order
	told video.Fields // the properties that the last whole list had of m; 0 when newer events contradicted it
	seq  uint64       // m is in no snapshot up to this one
	at   time.Time    // of the last event that changed it
	put  uint64       // number of the last layout that has a slot for m
	roll uint64       // number of the last whole list that m was in
	back time.Time    // when m joined again under the same id; zero: it did not
}

// Picture is the room as events and readings describe it. One goroutine owns it. It has no clock, no goroutine and no
// I/O of its own, and knows nothing of commands.
type Picture struct {
	room  video.Room
	stale bool

	seats     map[video.MemberID]*seat
	order     []*video.Member // in order of joining, with holes where members left
	sitting   []*seat         // theirs, at the same places
	holes     int
	hole      int             // the first of them
	recent    []*video.Member // see Since
	nextOrder uint64
	counts    video.Counts
	gone      []*video.Member
	tombs     map[video.MemberID]time.Time

	layout     video.Layout
	layoutNo   uint64 // counts layouts
	layouts    []string
	recordings []*video.Recording
	playbacks  []*video.Playback
	streams    []*video.Stream
	recsKnown  bool
	unshown    int // members beyond maxMembers
	successor  *video.Room
	said       bool      // the end of the session was an event; a reading may err
	endedAt    time.Time // when the session ended
	stirred    bool      // the room was heard from after its end
	stats      video.Stats

	freshAt time.Time                  // when the members were last read
	readAt  [video.PartCount]time.Time // see ReadAt
	asked   time.Time                  // when the full state that a subscription brings was asked for
	resync  resync                     // reading of the members that is under way, or was the last
	scratch video.Member               // for news
	drifted int                        // what the last reading of the members changed
	doubts  int                        // readings in a row that contradicted events

	unlikely bool // the last list was not believed: see resync

	changes []video.Change // of the event or reading that is being applied; the next one uses the array again
	source  video.Source   // of them
	about   about          // what the last event is about, for Report

	seq   uint64
	dirty bool
	full  bool // the whole room was read at least once
	// subscribed: the full state came on this connection.
	subscribed bool
	// reread is set when an event was about an unknown member: the members must be read again.
	reread bool
}

// New returns the picture of a room of which nothing but its properties is known.
func New(room video.Room, now time.Time) *Picture {
	room.SeenAt = now
	return &Picture{room: room, seats: map[video.MemberID]*seat{}, tombs: map[video.MemberID]time.Time{}}
}

// begin starts the list of changes of one event or reading.
func (p *Picture) begin(source video.Source) {
	clear(p.changes)
	p.changes, p.source, p.about = p.changes[:0], source, about{}
}

// change adds to the list.
func (p *Picture) change(c video.Change) {
	c.Source, c.First = p.source, !p.full
	p.changes = append(p.changes, c)
	p.dirty = true
}

// Session returns the properties of the room session.
func (p *Picture) Session() *video.Room { return &p.room }

// Canvas returns the layout as last sent by the room.
func (p *Picture) Canvas() *video.Layout { return &p.layout }

// Member returns the member as it is now, or nil. The next change may write to it; see [Picture.Keep].
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

// Recordings returns all recordings that are known.
func (p *Picture) Recordings() []*video.Recording { return p.recordings }

// Playbacks returns all playbacks that are known.
func (p *Picture) Playbacks() []*video.Playback { return p.playbacks }

// Streams returns all streams that are known.
func (p *Picture) Streams() []*video.Stream { return p.streams }

// ReadAt returns when the newest reading of the part was asked for; zero when there is none on this connection.
func (p *Picture) ReadAt(part video.Part) time.Time { return p.readAt[part] }

// FreshAt returns when the members were last read.
func (p *Picture) FreshAt() time.Time { return p.freshAt }

// Stale reports whether the connection was lost since the room was read.
func (p *Picture) Stale() bool { return p.stale }

// Told returns the properties that the last whole list of members named for the member, and that no newer event
// contradicted.
func (p *Picture) Told(id video.MemberID) video.Fields {
	if e := p.seats[id]; e != nil {
		return e.told
	}
	return 0
}

// Keep returns the member as it is now, for good: the next change makes a copy. It returns nil for a member that is not
// here.
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

// SetDeafMuted corrects whether a member who is deaf was muted before, or is muted on purpose.
func (p *Picture) SetDeafMuted(id video.MemberID, muted bool) {
	if e := p.seats[id]; e != nil && e.m.Deaf && e.m.DeafMuted != muted {
		p.own(e).DeafMuted = muted
	}
}

// SetHandAt corrects when a raised hand went up.
func (p *Picture) SetHandAt(id video.MemberID, at time.Time) {
	if e := p.seats[id]; e != nil && e.m.HandRaised {
		p.own(e).HandAt = at
	}
}

// own returns the member for writing.
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

// share returns the member as it is now, for good: the next write makes a copy.
func (p *Picture) share(e *seat) *video.Member {
	e.seq = 0
	return e.m
}

// count adds the member to the counts, or takes it away with n -1.
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
	p.gone = append(p.gone, &left) // behind the end of what snapshots see
	return &left
}

// tombstone remembers for a while that a member has left, so that late events do not restore it.
func (p *Picture) tombstone(id video.MemberID, at time.Time) {
	if len(p.tombs) < maxTombs {
		p.tombs[id] = at
	}
}

// compact closes the holes of the order. Seats are not looked up by name for it: that took 4 ms for 100,000 members, in
// each snapshot since whose last somebody left.
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

// Fill puts the picture of now into a snapshot.
func (p *Picture) Fill(s *video.Snapshot) {
	p.compact()
	if cap(p.changes) > maxKeptChanges { // of a reading
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

// Tick forgets what is over. It reports whether there is more to forget later.
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

// about is what the event that was applied last is about.
type about struct {
	event   string // the reference's name; empty when there is nothing to report
	seat    *seat
	left    *video.Member
	fields  video.Fields
	node    wire.Node // of the member
	updated []string  // of the room, by the names on the wire
	object  string
	talking bool
}

// resync is one reading of a whole list: a new member has joined, and a member that is missing has left.
type resync struct {
	no     uint64 // of this reading; seats remember it
	called int    // elements of the list
	beyond int    // of those, members that found no place

	joined, left, updated int

	asked   time.Time // when the list was asked for
	trust   bool      // believe the list whatever events said
	inDoubt bool

	unlikely bool // the list lacks so many that it is believed only when the next one agrees
}

// recentShare is which part of the members may have changed before a new list of changes starts. By then a look at
// each member is as cheap for the reader, and what the list keeps alive stays small beside the members themselves.
const recentShare = 16

// minRecent is the shortest list: eight snapshots of a lively room.
const minRecent = 256

// noteRecent keeps a member for Since. What is published is never written again: a list that is full is left to its
// readers.
func (p *Picture) noteRecent(m *video.Member) {
	if len(p.recent) == cap(p.recent) {
		p.recent = make([]*video.Member, 0, max(minRecent, len(p.seats)/recentShare))
	}
	p.recent = append(p.recent, m)
}

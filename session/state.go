package session

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

const (
	// goneFor is how long somebody who left stays in Snapshot.Gone.
	goneFor = 4 * time.Second
	// tombFor is how long late events about somebody who left are ignored.
	tombFor = 30 * time.Second
	// maxDemoted bounds the memory of people sent to the audience.
	maxDemoted = 500
	// maxMembers bounds what one room may make this process hold. The largest room on sale has 300 members.
	maxMembers = 10_000
	// maxGone bounds Snapshot.Gone: when a whole room leaves, nobody reads more names than these.
	maxGone = 200
	// maxTombs bounds how many who left are remembered; beyond it their late events cost a reading of the members.
	maxTombs = 20_000
)

// seat is where a member is kept. A member that is in a snapshot is never written again: own makes a copy first.
type seat struct {
	m    *Member
	idx  int       // in state.order
	seq  uint64    // m is in no snapshot up to this one
	at   time.Time // of the last event that changed it
	put  uint64    // number of the last layout that has a slot for m
	roll uint64    // number of the last whole list that m was in
}

// state is the mutable room. One goroutine owns it; it has no clock, no goroutine and no I/O of its own.
type state struct {
	room  Room
	link  Link
	stale bool

	seats     map[MemberID]*seat
	order     []*Member // in order of joining, with holes where somebody left
	sitting   []*seat   // theirs, at the same places
	holes     int
	hole      int       // the first of them
	recent    []*Member // see Since
	nextOrder uint64
	counts    Counts
	gone      []*Member
	tombs     map[MemberID]time.Time
	demoted   []*Member

	layout     Layout
	layoutNo   uint64 // counts layouts
	layouts    []string
	recordings []*Recording
	playbacks  []*Playback
	streams    []*Stream
	recsKnown  bool
	unshown    int // members beyond maxMembers

	denied  map[Action]string
	log     journal
	jobs    []*job
	toLog   []*job        // whose entries have changed
	undo    []*undoRecord // in the order of their commands
	undoing []*undoRecord // that are being taken back
	held    map[heldKey]struct{}
	stats   Stats

	auditErr  string // why the audit is off
	auditLost uint64 // entries missing in it, as last told

	awaited     map[string]awaited // requests whose answer may come late
	awaitedIDs  []string           // oldest first
	repetitions []repetition       // for the loop to send

	freshAt   time.Time            // when the members were last read
	readAt    [partCount]time.Time // when the newest reading of each part was asked for on this connection; zero: none yet
	asked     time.Time            // when the full state that a subscription brings was asked for
	roll      rollCall             // reading of the members that is under way, or was the last
	scratch   Member               // for news
	drifted   int                  // what the last reading of the members changed
	doubts    int                  // readings in a row that contradicted events
	ending    []*job               // whose outcome the end of the room left open
	successor *Room

	seq   uint64
	dirty bool
	full  bool // the whole room was read at least once
	// subscribed: the full state came on this connection.
	subscribed bool
	// reread is set when an event spoke of somebody unknown: the members must be read again.
	reread bool

	// emit takes events for listeners; nil while nobody listens, so that none are built.
	emit func(Event)
	// raw returns the params of the event being applied as JSON text of its own.
	raw func() json.RawMessage
}

func newState(room Room, now time.Time) *state {
	room.SeenAt = now
	return &state{room: room, seats: map[MemberID]*seat{}, tombs: map[MemberID]time.Time{}}
}

func (s *state) roomOf() *Room     { return &s.room }
func (s *state) layoutOf() *Layout { return &s.layout }

func (s *state) memberOf(id MemberID) *Member {
	if e := s.seats[id]; e != nil {
		return e.m
	}
	return nil
}

func (s *state) recordingOf(id string) *Recording { return findRecording(s.recordings, id) }
func (s *state) playbackOf(id string) *Playback   { return findPlayback(s.playbacks, id) }
func (s *state) streamOf(id string) *Stream       { return findStream(s.streams, id) }

// own returns the member for writing.
func (s *state) own(e *seat) *Member {
	if e.seq > s.seq {
		return e.m
	}
	c := *e.m
	e.m = &c
	e.seq = s.seq + 1
	s.order[e.idx] = e.m
	s.changed(e.m)
	return e.m
}

// share returns the member as it is now, for good: the next write makes a copy.
func (s *state) share(e *seat) *Member {
	e.seq = 0
	return e.m
}

// count adds the member to the counts, or takes it away with n -1.
func (s *state) count(m *Member, n int) {
	switch m.Type {
	case TypeScreen, TypeDevice:
		s.counts.Screens += n
	case TypeAudience:
	default:
		s.counts.People += n
		if !m.AudioMuted {
			s.counts.OpenMic += n
		}
	}
	if m.Talking {
		s.counts.Talking += n
	}
	if m.HandRaised {
		s.counts.Hands += n
	}
}

// sit adds a new member at the end of the order.
func (s *state) sit(m *Member) *seat {
	s.nextOrder++
	m.Order = s.nextOrder
	e := &seat{m: m, idx: len(s.order), seq: s.seq + 1}
	s.seats[m.ID] = e
	s.order, s.sitting = append(s.order, m), append(s.sitting, e)
	s.changed(m)
	s.count(m, 1)
	if _, left := s.tombs[m.ID]; left {
		delete(s.tombs, m.ID)
		s.gone = without(s.gone, m.ID)
	}
	return e
}

// stand takes a member out. The returned copy says when it left.
func (s *state) stand(e *seat, at time.Time) *Member {
	s.count(e.m, -1)
	left := *e.m
	left.LeftAt = at
	endTalk(&left, at)
	delete(s.seats, left.ID)
	s.order[e.idx], s.sitting[e.idx] = nil, nil
	s.changed(&left)
	if s.holes == 0 || e.idx < s.hole {
		s.hole = e.idx
	}
	s.holes++
	s.bury(left.ID, at)
	if len(s.gone) >= maxGone {
		s.gone = s.gone[1:]
	}
	s.gone = append(s.gone, &left) // behind the end of what snapshots see
	return &left
}

// bury remembers for a while that somebody has left.
func (s *state) bury(id MemberID, at time.Time) {
	if len(s.tombs) < maxTombs {
		s.tombs[id] = at
	}
}

// compact closes the holes of the order. Seats are not looked up by name for it: that took 4 ms for 100,000 members, in each
// snapshot since whose last somebody left.
func (s *state) compact() {
	if s.holes == 0 {
		return
	}
	kept := s.hole
	for i, e := range s.sitting[s.hole:] {
		if e == nil {
			continue
		}
		s.order[kept], s.sitting[kept] = s.order[s.hole+i], e
		e.idx = kept
		kept++
	}
	clear(s.order[kept:])
	clear(s.sitting[kept:])
	s.order, s.sitting, s.holes = s.order[:kept], s.sitting[:kept], 0
}

// snapshot makes the picture of now.
func (s *state) snapshot(now time.Time) *Snapshot {
	s.compact()
	s.logJobs()
	s.seq++
	s.dirty = false
	return &Snapshot{
		Seq: s.seq, At: now, Link: s.link, Stale: s.stale, Room: s.room,
		Members: slices.Clone(s.order), Recent: s.recent, Counts: s.counts, Gone: s.gone, Demoted: s.demoted,
		Layout: s.layout, Layouts: s.layouts,
		Recordings: s.recordings, Playbacks: s.playbacks, Streams: s.streams, RecordingsKnown: s.recsKnown,
		Pending: s.pending(), Log: s.log.view(), Undo: s.undoEntry(), Denied: s.denied, Stats: s.stats,
		Unshown: s.unshown, Successor: s.successor, AuditErr: s.auditErr,
	}
}

// tick forgets what is over. It reports whether there is more to forget later.
func (s *state) tick(now time.Time) (more bool) {
	keep := func(m *Member) bool { return now.Sub(m.LeftAt) < goneFor }
	if i := slices.IndexFunc(s.gone, keep); i != 0 && len(s.gone) > 0 {
		if i < 0 {
			i = len(s.gone)
		}
		s.gone = slices.Clone(s.gone[i:])
		s.dirty = true
	}
	maps.DeleteFunc(s.tombs, func(_ MemberID, at time.Time) bool { return now.Sub(at) > tombFor })
	s.expireJobs(now)
	return len(s.gone)+len(s.tombs)+len(s.jobs) > 0
}

// deny remembers that the token may not do something. The map of older snapshots stays as it was.
func (s *state) deny(a Action, reason string) {
	denied := maps.Clone(s.denied)
	if denied == nil {
		denied = map[Action]string{}
	}
	denied[a] = reason
	s.denied = denied
}

// person says how a member is called now; the name is empty for a stranger.
func (s *state) person(id MemberID) Person {
	p := Person{ID: id}
	if m := s.memberOf(id); m != nil {
		p.Name = m.Name
		return p
	}
	for _, list := range [][]*Member{s.gone, s.demoted} {
		for _, m := range list {
			if m.ID == id {
				p.Name = m.Name
			}
		}
	}
	return p
}

func endTalk(m *Member, at time.Time) {
	if !m.Talking {
		return
	}
	m.Talking = false
	m.TalkEnd = at
	if at.After(m.TalkStart) {
		m.TalkTotal += at.Sub(m.TalkStart)
	}
}

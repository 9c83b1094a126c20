package video

import (
	"slices"
	"time"
)

// Snapshot is an immutable view of one room. It may be kept, and read from any goroutine. Nothing in it may be changed.
type Snapshot struct {
	// Seq grows with every snapshot of a RoomSession.
	Seq uint64 `json:"seq"`
	// At is when the snapshot was made.
	At time.Time `json:"time"`
	// Link is the state of the connection.
	Link Link `json:"link"`
	// Stale is true from the loss of the connection until the room was read again.
	Stale bool `json:"stale"`
	// Room holds the properties of the room session.
	Room Room `json:"room"`
	// Members holds members of all types in the order in which they joined. Screens and devices are members with a
	// ParentID. A published Member is never modified: the same pointer always has the same content.
	Members []*Member `json:"members"`
	// Recent lists members that recently joined, changed or left; see Since.
	Recent []*Member `json:"-"`
	// Counts are kept up to date by events, so reading them costs nothing.
	Counts Counts `json:"counts"`
	// Gone holds members that left within the last few seconds, newest last.
	Gone []*Member `json:"gone"`
	// Demoted holds members that this session moved to the audience, so that they can be promoted again.
	Demoted []*Member `json:"demoted"`
	// Layout is the canvas as last sent by the room. Its Layers are nil until the room has sent them.
	Layout Layout `json:"layout"`
	// Layouts are the names that the room offers; nil until read.
	Layouts []string `json:"layouts"`
	// Recordings, Playbacks and Streams hold those known in this session, running or ended, oldest first.
	Recordings []*Recording `json:"recordings"`
	Playbacks  []*Playback  `json:"playbacks"`
	Streams    []*Stream    `json:"streams"`
	// RecordingsKnown is false until the recordings were read on this connection. Until then, Recordings may be
	// incomplete, and none in it does not mean that nothing is being recorded.
	RecordingsKnown bool `json:"recordings_known"`
	// Pending are commands without a final outcome, oldest first.
	Pending []Job `json:"pending"`
	// Log holds events and commands, newest last, at most LogSize entries.
	Log []*Entry `json:"log"`
	// Undo is the entry of the newest command that was done, or may have been, and was not undone; nil if there is none.
	// RoomSession.Undo undoes it, or returns why it cannot.
	Undo *Entry `json:"undo,omitempty"`
	// Denied holds the room's reason for each action that it refused for lack of permission.
	Denied map[Action]string `json:"denied,omitempty"`
	// Stats counts received frames and values.
	Stats Stats `json:"stats"`
	// Unshown is how many members are missing from Members because the room has more than this process keeps (10,000).
	Unshown int `json:"unshown"`
	// Successor is the next session of the same room, which started after this one ended. Join it by its ID. It is nil if
	// there is none.
	Successor *Room `json:"successor,omitempty"`
	// JournalErr is the reason why the [Recorder] of the session is not recording; "" while recording works, and without a
	// recorder.
	JournalErr string `json:"journal_error,omitempty"`
}

// Counts holds how many members are in each state.
type Counts struct {
	People  int `json:"people"`   // of type member
	Screens int `json:"screens"`  // screens and devices
	Talking int `json:"talking"`  // members talking now
	Hands   int `json:"hands"`    // raised hands
	OpenMic int `json:"open_mic"` // people whose microphone is on
}

// Member returns the member with the id, or nil.
func (s *Snapshot) Member(id MemberID) *Member {
	for _, m := range s.Members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Stats counts frames since the session began.
type Stats struct {
	Events  uint64 `json:"events"`  // events of this room that were applied
	Ignored uint64 `json:"ignored"` // events of unknown type, of unknown members, or late
	Bad     uint64 `json:"bad"`     // events rejected because of their form
	Odd     uint64 `json:"odd"`     // values ignored because of their type or range
	Resyncs uint64 `json:"resyncs"` // times the room was read as a whole
	Drift   uint64 `json:"drift"`   // differences found by a read that expected none
}

// LogSize is how many entries a snapshot keeps.
const LogSize = 1000

// Since returns the members that joined, changed or left after an earlier snapshot of the same RoomSession, oldest
// first. A member may come several times, and has LeftAt set once it left. The caller need not have seen the snapshots
// in between. If Since returns false, the differences are not known, and the caller must compare Members.
func (s *Snapshot) Since(before *Snapshot) ([]*Member, bool) {
	was, now := before.Recent, s.Recent
	// Lists only grow. The same array in both means that one is the beginning of the other.
	if cap(was) == 0 || cap(now) == 0 || &was[:1][0] != &now[:1][0] || len(was) > len(now) {
		return nil, false
	}
	return now[len(was):], true
}

// lookup is the snapshot as a View in which n members are looked up. If n is large it has an index, because a search
// for each of ten thousand members would block a console for a second.
func (s *Snapshot) lookup(n int) View {
	const few = 16
	if n <= few {
		return s
	}
	byID := make(map[MemberID]*Member, len(s.Members))
	for _, m := range s.Members {
		byID[m.ID] = m
	}
	return indexed{s, byID}
}

// indexed is a snapshot with an index of its members.
type indexed struct {
	*Snapshot
	byID map[MemberID]*Member
}

func (x indexed) Member(id MemberID) *Member { return x.byID[id] }

// Session returns the properties of the room session.
func (s *Snapshot) Session() *Room { return &s.Room }

// Canvas returns the layout as last sent by the room.
func (s *Snapshot) Canvas() *Layout { return &s.Layout }

// Recording returns the recording with the id, or nil.
func (s *Snapshot) Recording(id string) *Recording {
	return find(s.Recordings, func(r *Recording) bool { return r.ID == id })
}

// Playback returns the playback with the id, or nil.
func (s *Snapshot) Playback(id string) *Playback {
	return find(s.Playbacks, func(p *Playback) bool { return p.ID == id })
}

// Stream returns the stream with the id, or nil.
func (s *Snapshot) Stream(id string) *Stream {
	return find(s.Streams, func(t *Stream) bool { return t.ID == id })
}

func find[T any](list []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}

// View is the interface through which effects see the room: the mutable state inside the session's goroutine, or a
// snapshot outside.
type View interface {
	Session() *Room
	Canvas() *Layout
	Member(id MemberID) *Member
	Recording(id string) *Recording
	Playback(id string) *Playback
	Stream(id string) *Stream
}

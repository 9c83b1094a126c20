package dispatch

import (
	"maps"
	"slices"
	"time"

	"gavel/session/video"
)

// maxDemoted bounds the remembered members that were moved to the audience.
const maxDemoted = 500

// Room is the state of the room that the dispatcher reads.
type Room interface {
	video.View
	// Keep returns a permanent copy of the member's present state; nil if it is not in the room.
	Keep(id video.MemberID) *video.Member
	// Gone returns a member that left a few seconds ago, or nil.
	Gone(id video.MemberID) *video.Member
	// Listed returns the properties of the member that the last complete list of members contained.
	Listed(id video.MemberID) video.Fields
	Recordings() []*video.Recording
	Playbacks() []*video.Playback
	Streams() []*video.Stream
	// Counts returns the numbers of members.
	Counts() video.Counts
	// ReadAt returns when the newest read of the part was requested; zero if there was none on this connection.
	ReadAt(part video.Part) time.Time
	// FreshAt returns when the members were last read. Stale reports whether that was before the connection was lost.
	FreshAt() time.Time
	Stale() bool
}

// Dispatcher holds the commands in progress, their outcomes, the log, and the undo stack. It observes the changes of
// the room, and reads the room to decide the outcome of a command. One goroutine owns it. It has no clock, no goroutine
// and no I/O of its own.
type Dispatcher struct {
	room Room
	link video.Link
	full bool // the room was read as a whole, so changes are news from now on

	log     journal
	queue   []*Job             // with unsent targets, in the order in which they leave
	pace    [laneCount]spacing // of the lanes
	served  uint64             // counts requests
	jobs    []*Job
	toLog   []*Job        // jobs whose entries have changed
	undo    []*undoRecord // in the order of their commands
	undoing []*undoRecord // records that are being undone
	own     map[ownKey]struct{}
	mine    map[string]struct{} // objects that our commands have started
	demoted []*video.Member
	denied  map[video.Action]string
	emptied bool   // a command of this session removed the last people
	ending  []*Job // jobs whose outcome the end of the room left open

	journalErr  string // why the journal is off
	journalLost uint64 // records missing in it, as last reported

	awaited    map[string]awaited // requests that may be answered late
	awaitedIDs []string           // oldest first

	orders  Orders
	dirty   bool
	syncGen int // of the connection on which the room was last read

	protected func(*video.Member) bool // nil: nobody is
}

// Orders are requests of the dispatcher to its owner.
type Orders struct {
	Resend    []Request   // requests to resend
	Mine      []string    // objects that this session has started
	Guesses   []Guess     // objects that it seems to have started, or not to have started after all
	DeafMuted []DeafMuted // members whose earlier mute state this session knows better
	HandsBack []HandBack  // hands that an undo has raised again
	Reread    bool        // the members must be read again
}

// DeafMuted reports whether a deaf member was muted before, or is muted on purpose.
type DeafMuted struct {
	Member video.MemberID
	Muted  bool
}

// Guess reports whether an object is the one that a command of this session starts, before its answer has come.
type Guess struct {
	Object string
	Mine   bool
}

// HandBack is the original time of a hand that was lowered and raised again, so that it keeps its place in the queue.
type HandBack struct {
	Member video.MemberID
	At     time.Time
}

// New returns a dispatcher without commands.
func New(room Room) *Dispatcher { return &Dispatcher{room: room} }

// TakeOrders returns the orders since the last call.
func (d *Dispatcher) TakeOrders() Orders {
	o := d.orders
	d.orders = Orders{Reread: o.Reread}
	return o
}

func (d *Dispatcher) conditions() video.Conditions {
	return video.Conditions{Ended: d.room.Session().Ended, Link: d.link.State, Stale: d.room.Stale(), Denied: d.denied}
}

// Check returns the reason why the command cannot run now, regardless of its targets; nil if it can.
func (d *Dispatcher) Check(c video.Command) error { return c.CheckRoom(d.conditions()) }

// Reconnected resets the state of the connection. The token was checked again and may have more permissions.
func (d *Dispatcher) Reconnected() { d.denied = nil }

// deny records that the token may not use a method. It copies the map, because older snapshots use it.
func (d *Dispatcher) deny(a video.Action, reason string) {
	denied := maps.Clone(d.denied)
	if denied == nil {
		denied = map[video.Action]string{}
	}
	denied[a] = reason
	d.denied = denied
}

// person returns the present name of a member; the name is empty for an unknown member.
func (d *Dispatcher) person(id video.MemberID) video.Person {
	p := video.Person{ID: id}
	if m := d.room.Member(id); m != nil {
		p.Name = m.Name
		return p
	}
	if m := d.room.Gone(id); m != nil {
		p.Name = m.Name
	}
	if i := slices.IndexFunc(d.demoted, func(m *video.Member) bool { return m.ID == id }); i >= 0 {
		p.Name = d.demoted[i].Name
	}
	return p
}

func (d *Dispatcher) keepDemoted(m *video.Member) {
	list := append([]*video.Member{}, without(d.demoted, m.ID)...)
	if len(list) >= maxDemoted {
		list = list[1:]
	}
	d.demoted = append(list, m)
}

// without returns a copy of the list without the member, because older snapshots use the list.
func without(list []*video.Member, id video.MemberID) []*video.Member {
	for i, m := range list {
		if m.ID == id {
			out := append([]*video.Member{}, list[:i]...)
			return append(out, list[i+1:]...)
		}
	}
	return list
}

package dispatch

import (
	"maps"
	"slices"
	"time"

	"gavel/session/video"
)

// maxDemoted bounds the memory of members sent to the audience.
const maxDemoted = 500

// Room is what the dispatcher reads of the room.
type Room interface {
	video.View
	// Keep returns the member as it is now, for good; nil for a member that is not here.
	Keep(id video.MemberID) *video.Member
	// Gone returns a member that left a few seconds ago, or nil.
	Gone(id video.MemberID) *video.Member
	// Told returns the properties that the last whole list of members named for the member.
	Told(id video.MemberID) video.Fields
	Recordings() []*video.Recording
	Playbacks() []*video.Playback
	Streams() []*video.Stream
	// Counts returns how many members there are.
	Counts() video.Counts
	// ReadAt returns when the newest reading of the part was asked for; zero when there is none on this connection.
	ReadAt(part video.Part) time.Time
	// FreshAt returns when the members were last read, Stale whether that was before the connection was lost.
	FreshAt() time.Time
	Stale() bool
}

// Dispatcher keeps the commands in progress: their outcomes, the log, what can be undone. It observes the changes of
// the room, and reads the room where it judges a command. One goroutine owns it. It has no clock, no goroutine and no
// I/O of its own.
type Dispatcher struct {
	room Room
	link video.Link
	full bool // the room was read as a whole: from now on changes are news

	log     journal
	queue   []*Job                // with unsent targets, in the order in which they leave
	pace    [bulkLane + 1]spacing // of the lanes
	served  uint64                // counts requests
	jobs    []*Job
	toLog   []*Job        // whose entries have changed
	undo    []*undoRecord // in the order of their commands
	undoing []*undoRecord // that are being taken back
	own     map[ownKey]struct{}
	mine    map[string]struct{} // objects that commands of ours have started
	demoted []*video.Member
	denied  map[video.Action]string
	emptied bool   // a command of this session took out the last people
	ending  []*Job // whose outcome the end of the room left open

	journalErr  string // why the journal is off
	journalLost uint64 // records missing in it, as last reported

	awaited    map[string]awaited // requests whose answer may come late
	awaitedIDs []string           // oldest first

	orders Orders
	dirty  bool
}

// Orders are what the dispatcher wants others to do.
type Orders struct {
	Resend    []Request   // requests to send a second time
	Mine      []string    // objects that this session has started
	Guesses   []Guess     // objects that it seems to have started, or not after all
	DeafMuted []DeafMuted // members whose earlier mute state this session knows better
	HandsBack []HandBack  // hands that an undo has raised again
	Reread    bool        // the members must be read again
}

// DeafMuted says whether a deaf member was muted before, or is muted on purpose.
type DeafMuted struct {
	Member video.MemberID
	Muted  bool
}

// Guess says whether an object is the one that a command of this session starts, whose answer has not come.
type Guess struct {
	Object string
	Mine   bool
}

// HandBack says when a hand went up that was lowered and raised again: it keeps its place in the queue.
type HandBack struct {
	Member video.MemberID
	At     time.Time
}

// New returns a dispatcher without commands.
func New(room Room) *Dispatcher { return &Dispatcher{room: room} }

// TakeOrders returns what is to be done, once.
func (d *Dispatcher) TakeOrders() Orders {
	o := d.orders
	d.orders = Orders{Reread: o.Reread}
	return o
}

func (d *Dispatcher) conditions() video.Conditions {
	return video.Conditions{Ended: d.room.Session().Ended, Link: d.link.State, Stale: d.room.Stale(), Denied: d.denied}
}

// Check reports why the command cannot run now, whatever its targets; nil when it can.
func (d *Dispatcher) Check(c video.Command) error { return c.CheckRoom(d.conditions()) }

// Reconnected forgets what depends on the connection: the token was checked again, and may have more permissions.
func (d *Dispatcher) Reconnected() { d.denied = nil }

// deny remembers that the token may not do something. The map of older snapshots stays as it was.
func (d *Dispatcher) deny(a video.Action, reason string) {
	denied := maps.Clone(d.denied)
	if denied == nil {
		denied = map[video.Action]string{}
	}
	denied[a] = reason
	d.denied = denied
}

// person returns how a member is called now; the name is empty for an unknown member.
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

// without returns the list without the member; the list of older snapshots stays as it was.
func without(list []*video.Member, id video.MemberID) []*video.Member {
	for i, m := range list {
		if m.ID == id {
			out := append([]*video.Member{}, list[:i]...)
			return append(out, list[i+1:]...)
		}
	}
	return list
}

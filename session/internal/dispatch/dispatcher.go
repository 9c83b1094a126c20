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
	// ReadAt returns when the newest reading of the part was asked for; zero when there is none on this connection.
	ReadAt(part video.Part) time.Time
	// FreshAt returns when the members were last read, Stale whether that was before the connection was lost.
	FreshAt() time.Time
	Stale() bool
}

// Dispatcher keeps the commands in progress: their outcomes, the log, what can be undone. It observes the changes of the room,
// and reads the room where it judges a command. One goroutine owns it. It has no clock, no goroutine and no I/O of its own.
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
	ending  []*Job // whose outcome the end of the room left open

	auditErr  string // why the audit is off
	auditLost uint64 // entries missing in it, as last reported

	awaited    map[string]awaited // requests whose answer may come late
	awaitedIDs []string           // oldest first

	orders Orders
	dirty  bool
}

// Orders are what the dispatcher wants others to do.
type Orders struct {
	Resend    []Request   // requests to send a second time
	Mine      []string    // objects that this session has started
	DeafMuted []DeafMuted // members of whom we know better whether they were muted before
	Reread    bool        // the members must be read again
}

// DeafMuted says whether a deaf member was muted before, or is muted on purpose.
type DeafMuted struct {
	Member video.MemberID
	Muted  bool
}

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

// Observe reacts to changes of the room, in their order.
func (d *Dispatcher) Observe(changes []video.Change) {
	for i := range changes {
		c := &changes[i]
		switch c.Kind {
		case video.ChangeMember:
			if c.Fields&video.FieldTalking != 0 && c.Member.Talking && len(d.queue) > 0 {
				d.startsTalking(c.Member.ID)
			}
			if c.Fields != video.FieldTalking && c.Fields != 0 {
				d.memberChanged(c)
			}
			d.memberSeen(c)
		case video.ChangeJoined:
			d.memberJoined(c)
			d.memberSeen(c)
		case video.ChangeLeft:
			d.memberLeft(c)
			d.memberSeen(c)
		case video.ChangeRoom:
			d.roomChanged(c)
		case video.ChangeLayout:
			d.reconcileRoom(c.At)
			d.reconcileLayout(c.At)
		case video.ChangeRecording, video.ChangePlayback, video.ChangeStream:
			d.objectChanged(c)
		case video.ChangeRead:
			d.reconcileAll(c.At)
		case video.ChangeResync:
			d.resynced(c)
		case video.ChangeEnded:
			d.roomEnded(c.At)
		case video.ChangeSuccessor:
			d.succeeded(c.At)
		}
	}
}

// memberSeen looks whether an event shows the effect of a command on the member. After a reading all commands are looked at.
func (d *Dispatcher) memberSeen(c *video.Change) {
	if c.Source == video.ByEvent && len(d.jobs) > 0 && c.Fields != video.FieldTalking {
		d.reconcileMember(c.Member.ID, c.At)
	}
}

// Fill puts commands and log into a snapshot.
func (d *Dispatcher) Fill(s *video.Snapshot) {
	d.logJobs()
	d.dirty = false
	s.Link, s.Demoted, s.Denied, s.AuditErr = d.link, d.demoted, d.denied, d.auditErr
	s.Pending, s.Log, s.Undo = d.pending(), d.log.view(), d.undoEntry()
}

// Tick ends what has waited long enough. It reports whether there is more to end later.
func (d *Dispatcher) Tick(now time.Time) (more bool) {
	d.expireJobs(now)
	return len(d.jobs) > 0
}

// Reconnected forgets what depends on the connection: the token was looked at anew, and may have been given more.
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

func (d *Dispatcher) memberJoined(c *video.Change) {
	d.demoted = without(d.demoted, c.Member.ID)
	if c.Source == video.ByEvent {
		d.Note(video.Entry{At: c.At, Kind: video.EntryJoined, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
	}
}

// memberLeft logs who left. A member that left by our own demote is kept, so that it can be promoted again.
func (d *Dispatcher) memberLeft(c *video.Change) {
	if d.underWayOn(video.FieldOnStage, video.No, c.Member.ID) {
		d.keepDemoted(c.Member)
	}
	if c.Source == video.ByEvent {
		d.Note(video.Entry{At: c.At, Kind: video.EntryLeft, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
	}
}

func (d *Dispatcher) keepDemoted(m *video.Member) {
	list := append([]*video.Member{}, without(d.demoted, m.ID)...)
	if len(list) >= maxDemoted {
		list = list[1:]
	}
	d.demoted = append(list, m)
}

// memberChanged reacts to properties of a member that changed, by our doing or not.
func (d *Dispatcher) memberChanged(c *video.Change) {
	d.changedSinceSent(c.Member.ID, c.Fields)
	if c.Fields&video.FieldDeaf != 0 && c.Member.Deaf {
		d.lookedBeforeDeaf(c.Member)
	}
	if c.Fields&video.FieldHand != 0 && c.Source == video.ByEvent {
		d.noteHand(c)
	}
	d.noteOpposite(c)
}

// roomChanged reacts to properties of the room that changed, by our doing or not.
func (d *Dispatcher) roomChanged(c *video.Change) {
	now := d.room.Session()
	d.roomChangedSinceSent(c.Before, now)
	d.noteRoom(c, now)
	if c.Source == video.ByEvent {
		d.reconcileRoom(c.At)
	}
}

// objectChanged reacts to a change of a recording, playback or stream.
func (d *Dispatcher) objectChanged(c *video.Change) {
	if c.WasState != "" && c.WasState != c.State && !d.underWayOnObject(c.Object) {
		d.conflictOn(c.Object, video.FieldPaused)
	}
	d.noteObject(c)
	if c.Source == video.ByEvent {
		d.reconcileObject(c.Object, c.At)
	}
}

// resynced reacts to a whole list of members.
func (d *Dispatcher) resynced(c *video.Change) {
	d.full = true
	d.orders.Reread = false
	d.noteResync(c)
	d.toldByList()
	d.reconcileAll(c.At)
	d.dirty = true
}

// roomEnded judges what is open for the last time.
func (d *Dispatcher) roomEnded(at time.Time) {
	d.Note(video.Entry{At: at, Kind: video.EntryWarning, Text: "the room has ended"})
	d.reconcileAll(at)
	for _, j := range slices.Clone(d.jobs) {
		if j.counts[video.OutcomePending] == 0 && j.counts[video.OutcomeUnknown] > 0 {
			d.giveUp(j, video.ReasonEnded)
			d.ending = append(d.ending, j)
		}
	}
	d.dirty = true
}

// succeeded notes that the room has a new session, so that what the old one left open will never be known.
func (d *Dispatcher) succeeded(at time.Time) {
	d.Note(video.Entry{At: at, Kind: video.EntryWarning, Text: "a new session of this room has begun"})
	for _, j := range d.ending {
		j.entry.Unsettled = "room has a new session"
		d.toLog = appendOnce(d.toLog, j)
	}
	d.ending = nil
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

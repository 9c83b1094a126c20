package floor

import (
	"time"

	"gavel/session/video"
)

// TurnKind is the way in which a person got to speak.
type TurnKind string

// The kinds of turns.
const (
	Guest  TurnKind = "guest"  // from the queue, or chosen; takes one of the places
	Answer TurnKind = "answer" // speaks beside the guest, whose clock pauses
	Manual TurnKind = "manual" // a moderator opened the microphone by hand; lasts until the microphone is closed
)

// turn is the floor of one person, from the grant to its end. See the state machine in doc.go.
type turn struct {
	ID      video.MemberID `json:"id"`
	Name    string         `json:"name,omitempty"`
	Kind    TurnKind       `json:"kind"`
	Group   string         `json:"group,omitempty"`
	Item    string         `json:"item,omitempty"`
	Granted time.Time      `json:"granted"`
	Offset  time.Duration  `json:"offset,omitempty"` // of Granted in the recording
	Clock   clock          `json:"clock"`
	// Opened reports that gavel asked the room to open the microphone, at Asked. Failed reports that the room did not open
	// it within 3 s.
	Opened bool      `json:"opened,omitempty"`
	Asked  time.Time `json:"-"`
	Failed bool      `json:"failed,omitempty"`
	// Confirmed is when the room showed the microphone open. Started is when the turn started; see start.
	Confirmed time.Time `json:"confirmed,omitzero"`
	Started   time.Time `json:"started,omitzero"`
	// Paused reports a pause by hand. Away is when the person left.
	Paused bool      `json:"held,omitempty"`
	Away   time.Time `json:"away,omitzero"`
	// Place is the position to which a person in the spotlight returns; "" outside the spotlight.
	Place video.Position `json:"place,omitempty"`

	order  uint64           // the command that opened it; 0: none
	closed []video.MemberID // the people that the grant muted
	rev    uint64           // revision of the shared document when it was granted here; 0: another console granted it
}

const (
	// openWithin is how long the room has to confirm a microphone that gavel opened.
	openWithin = 3 * time.Second
	// silentStart is how long after that the clock starts if the person stays silent.
	silentStart = 5 * time.Second
	// AwayFor is how long a person who left keeps the floor, or a place in the queue.
	AwayFor = 90 * time.Second
)

// heard processes the state of the person's microphone; m is nil if the person is not in the room.
func (t *turn) heard(m *video.Member, now time.Time) {
	if isText(t.ID) {
		if t.Confirmed.IsZero() {
			t.Confirmed, t.Opened = t.Granted, true // a line of text has no visible microphone, so the clock starts after 5 s
		}
		return
	}
	if m == nil || m.AudioMuted {
		return
	}
	if t.Confirmed.IsZero() {
		t.Confirmed, t.Failed = now, false
	}
	if t.Started.IsZero() && m.Talking {
		t.Started = now
	}
}

// start starts the turn 5 s after gavel opened the microphone, if the person has stayed silent. If the person opened
// it, only the first word starts the turn.
func (t *turn) start(now time.Time) {
	if t.Started.IsZero() && t.Opened && past(t.Confirmed, silentStart, now) {
		t.Started = t.Confirmed.Add(silentStart)
	}
}

// audible reports whether the person can be heard. The clock runs only then.
func (t *turn) audible(m *video.Member) bool {
	return isText(t.ID) || m != nil && !m.AudioMuted
}

// overdue reports, once, that the room did not open the microphone in time.
func (t *turn) overdue(now time.Time) bool {
	if t.Failed || !t.Confirmed.IsZero() || !past(t.Asked, openWithin, now) {
		return false
	}
	t.Failed = true
	return true
}

// due returns when the turn changes without an event; zero if it does not.
func (t *turn) due() time.Time {
	next := after(t.Away, AwayFor)
	if t.Confirmed.IsZero() && !t.Failed {
		next = earlier(next, after(t.Asked, openWithin))
	}
	if t.Started.IsZero() && t.Opened {
		next = earlier(next, after(t.Confirmed, silentStart))
	}
	return earlier(next, t.Clock.bell())
}

// clone returns a copy with a stopped clock.
func (t *turn) clone(now time.Time) *turn {
	c := *t
	c.Clock.run(now, false)
	return &c
}

// record returns the turn for the journal.
func (t *turn) record(ended, now time.Time) *TurnRecord {
	return &TurnRecord{
		Kind: t.Kind, Group: t.Group, Item: t.Item, Granted: t.Granted, Ended: ended, Used: t.Clock.at(now), Offset: t.Offset,
	}
}

// TurnRecord is a turn for the journal.
type TurnRecord struct {
	Kind    TurnKind      `json:"kind"`
	Group   string        `json:"group,omitempty"`
	Item    string        `json:"item,omitempty"`
	Granted time.Time     `json:"granted"`
	Ended   time.Time     `json:"ended,omitzero"`
	Used    time.Duration `json:"used"`             // in nanoseconds
	Offset  time.Duration `json:"offset,omitempty"` // position of Granted in the recording, in nanoseconds
}

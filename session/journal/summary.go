package journal

import (
	"encoding/json"
	"time"

	"gavel/session/video"
)

// Summary is an account of a whole journal.
type Summary struct {
	From     time.Time  `json:"from,omitzero"`
	To       time.Time  `json:"to,omitzero"`
	Lost     uint64     `json:"lost"` // records that the journal itself reports as lost
	Sessions []*Session `json:"sessions"`
}

// Session is the account of one room session.
type Session struct {
	ID         string      `json:"id"`
	Name       string      `json:"name,omitempty"`         // untrusted text
	Title      string      `json:"display_name,omitempty"` // untrusted text
	From       time.Time   `json:"from"`                   // first record
	To         time.Time   `json:"to"`                     // last record
	Ended      bool        `json:"ended"`                  // the room session has ended
	Watched    Seconds     `json:"watched_seconds"`        // recorded time
	Most       int         `json:"most_people"`            // at the same time
	MostAt     time.Time   `json:"most_people_at,omitzero"`
	People     []*Attendee `json:"people"` // by talk time, longest first
	Groups     []Group     `json:"groups,omitempty"`
	Items      []Item      `json:"items,omitempty"` // in the order in which they began
	Actions    []Action    `json:"actions"`
	Recordings []Recorded  `json:"recordings"`
	Alarms     []Alarmed   `json:"alarms"`
	Remarks    []Remark    `json:"remarks"`

	over time.Time // when it ended; zero if it has not
}

// until returns a time, or the end of the session if that is earlier.
func (s *Session) until(at time.Time) time.Time {
	if !s.over.IsZero() && s.over.Before(at) {
		return s.over
	}
	return at
}

// Attendee is the account of one person. A person who left and came back with another id and the same name is one
// attendee, unless both were present at the same time.
type Attendee struct {
	Name    string           `json:"name"` // untrusted text
	IDs     []video.MemberID `json:"ids"`
	Type    string           `json:"type"`
	Group   string           `json:"group,omitempty"` // untrusted text
	Present Seconds          `json:"present_seconds"`
	Visits  []Span           `json:"visits"`
	Talked  Seconds          `json:"talked_seconds"`
	Turns   int              `json:"turns"` // pauses below three seconds do not end a turn
	Floor   Seconds          `json:"floor_seconds"`
	Granted int              `json:"floor_turns"` // how often the person was given the floor
	Hands   int              `json:"hands"`       // raised
	Waited  Seconds          `json:"waited_seconds"`
}

// Group is the account of the attendees that share a value in their metadata.
type Group struct {
	Name   string  `json:"name"` // untrusted text
	People int     `json:"people"`
	Talked Seconds `json:"talked_seconds"`
	Turns  int     `json:"turns"`
	Floor  Seconds `json:"floor_seconds"`
}

// Item is the account of an agenda item. Items of the same name are one.
type Item struct {
	Name    string    `json:"name"` // untrusted text
	From    time.Time `json:"from"`
	Length  Seconds   `json:"seconds"`
	Talked  Seconds   `json:"talked_seconds"` // of all people
	Floor   Seconds   `json:"floor_seconds"`
	Granted int       `json:"floor_turns"`
}

// Alarmed is an alarm that a console has raised.
type Alarmed struct {
	At     time.Time      `json:"time"`
	Kind   string         `json:"kind"`
	Object string         `json:"object,omitempty"` // id of a recording or stream, or name of a quorum
	State  string         `json:"state,omitempty"`
	Who    []video.Person `json:"who,omitempty"`
	Loud   bool           `json:"loud,omitempty"`
	Places []Place        `json:"recorded_at,omitempty"`
}

// KindAlarm is the kind of the decision that records an alarm. Its data is an [Alarmed].
const KindAlarm = "alarm"

// Action is a command with its last recorded outcome.
type Action struct {
	video.Entry
	By     string  `json:"by,omitempty"` // user that ran gavel
	Places []Place `json:"recorded_at,omitempty"`
}

// Recorded is the account of one recording.
type Recorded struct {
	ID    string    `json:"id"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to,omitzero"` // zero: it ran at the last record
	State string    `json:"state"`
	Mine  bool      `json:"mine"` // started by gavel
}

// Place is a moment in a recording. Pauses count as part of the recording.
type Place struct {
	Recording string  `json:"recording"`
	Offset    Seconds `json:"offset_seconds"`
}

// Remark is a notable entry that is not an action of gavel: an event about a recording or a stream, a lost connection,
// a warning, a decision of a program.
type Remark struct {
	At     time.Time       `json:"time"`
	Entry  *video.Entry    `json:"entry,omitempty"`
	Kind   string          `json:"decision,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
	Places []Place         `json:"recorded_at,omitempty"`
}

// places returns the moment at in each recording that was running.
func (s *Session) places(at time.Time) (list []Place) {
	for _, r := range s.Recordings {
		if !r.From.IsZero() && !at.Before(r.From) && (r.To.IsZero() || !at.After(r.To)) {
			list = append(list, Place{r.ID, Seconds(at.Sub(r.From))})
		}
	}
	return list
}

package video

import (
	"encoding/json"
	"errors"
	"time"
)

// Outcome is the certain state of a command for one target.
type Outcome uint8

// The outcomes. A command is Pending until it has one of the others; Unknown and Accepted may still become Confirmed,
// NotDone or Refused when the room is read again or speaks late.
const (
	OutcomePending   Outcome = iota // sent or about to be; no verdict yet
	OutcomeNotSent                  // nothing left this process
	OutcomeRefused                  // the room answered no
	OutcomeUnknown                  // bytes may have left, no verdict came
	OutcomeAccepted                 // the room answered 2xx
	OutcomeConfirmed                // an event or a read shows the effect
	OutcomeNotDone                  // was unknown; a read shows that it did not happen
)

// String returns the words shown to a person.
func (o Outcome) String() string {
	words := [...]string{"pending", "not sent", "refused", "unknown", "accepted", "confirmed", "not done"}
	return words[min(o, OutcomeNotDone)]
}

// MarshalText makes outcomes readable in JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// TargetResult is the outcome of a command for one member, or for the room when Member is empty.
type TargetResult struct {
	Member  MemberID      `json:"member,omitempty"`
	Outcome Outcome       `json:"outcome"`
	Took    time.Duration `json:"took"`
	Err     error         `json:"-"`
}

// Result is the outcome of a command when Do returned.
type Result struct {
	Command Command         `json:"command"`
	Targets []TargetResult  `json:"targets"`
	Value   json.RawMessage `json:"value,omitempty"` // what a reading or creating method returned
	Took    time.Duration   `json:"took"`
	Entry   uint64          `json:"-"` // number of its Entry in the log; 0 for reads
}

// Err returns nil when every target accepted, else the errors joined.
func (r Result) Err() error {
	var all []error
	for _, t := range r.Targets {
		if t.Err != nil {
			all = append(all, t.Err)
		}
	}
	return errors.Join(all...)
}

// Job is a command that has no final outcome yet.
type Job struct {
	Entry   uint64 // number of its log entry
	Action  Action
	Targets []MemberID // those without an answer yet
	Object  string
	Since   time.Time
	State   Outcome // Pending, Accepted (waiting for the effect) or Unknown (waiting for a read)
}

// EntryKind is what a log entry is about.
type EntryKind uint8

// The kinds of entries.
const (
	EntryCommand   EntryKind = iota // something this session did; Outcome is meant
	EntryJoined                     // Who[0] joined
	EntryLeft                       // Who[0] left
	EntryHandUp                     // Who[0] raised a hand
	EntryHandDown                   // Who[0] lowered a hand
	EntryChanged                    // Who[0] was changed by somebody else: Text says how, "microphone off"
	EntryRoom                       // the room changed: Text says how
	EntryRecording                  // a recording changed without our doing: Text says how
	EntryMedia                      // a playback or stream changed: Text says how
	EntryLink                       // the connection changed: Text says how
	EntryWarning                    // something a moderator must see: Text
)

// String returns a lower-case word for the kind.
func (k EntryKind) String() string {
	return [...]string{
		"command", "joined", "left", "hand up", "hand down", "changed", "room", "recording", "media", "link", "warning",
	}[min(k, EntryWarning)]
}

// MarshalText makes kinds readable in JSON.
func (k EntryKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Person is how a member was called when an entry was written. Name is foreign text.
type Person struct {
	ID   MemberID `json:"id"`
	Name string   `json:"name"`
}

// Entry is one line of the log. Entries are numbered; one that is still Pending is replaced, under the same number,
// when its outcome is known.
type Entry struct {
	N       uint64    `json:"n"`
	At      time.Time `json:"time"`
	Kind    EntryKind `json:"kind"`
	Command *Command  `json:"command,omitempty"` // for EntryCommand
	Undo    bool      `json:"undo,omitempty"`    // the command took back an earlier one
	Created string    `json:"created,omitempty"` // id of the recording, playback or stream that the command started
	Who     []Person  `json:"who,omitempty"`
	// Text holds no names. Of a command it is a remark. It is foreign text where the words of the room are quoted.
	Text    string         `json:"text,omitempty"`
	Outcome Outcome        `json:"outcome,omitempty"`
	Targets []TargetResult `json:"targets,omitempty"`
	Took    time.Duration  `json:"took,omitempty"`
	Err     string         `json:"error,omitempty"` // foreign text

	// Doubt says that the outcome was unknown at first; Lost is when the connection was lost, where that was the reason.
	Doubt bool      `json:"doubt,omitempty"`
	Lost  time.Time `json:"lost,omitzero"`
	// Again says that the command was sent a second time by itself, Late that its answer came after it was called unknown.
	Again bool `json:"again,omitempty"`
	Late  bool `json:"late,omitempty"`
	// Unsettled is why an unknown outcome will never be known: "room has a new session". Empty while it may still be.
	Unsettled string `json:"unsettled,omitempty"`
}

// Irreversible reports whether the entry is about a command that cannot be undone.
func (e Entry) Irreversible() bool { return e.Command != nil && e.Command.Irreversible() }

// passedOver reports whether the target was left out for a reason of its own.
func (t TargetResult) passedOver() bool {
	return t.Outcome == OutcomeNotSent && passedOver(t.Err)
}

// passedOver reports whether the reason is a newer command, or that someone else has changed what an undo would
// restore.
func passedOver(why error) bool { return errors.Is(why, ErrSuperseded) || errors.Is(why, ErrConflict) }

func (e Entry) count(o Outcome) int {
	n := 0
	for _, t := range e.Targets {
		if t.Outcome == o {
			n++
		}
	}
	return n
}

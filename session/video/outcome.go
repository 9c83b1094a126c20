package video

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Outcome is the certain result of a command for one target.
type Outcome uint8

// The outcomes. A command is Pending until it has one of the others; Unknown and Accepted may still become Confirmed,
// NotDone or Refused when the room is read again or answers late.
const (
	OutcomePending   Outcome = iota // sent, or about to be sent; no answer yet
	OutcomeNotSent                  // nothing left this process
	OutcomeRefused                  // the room refused it
	OutcomeUnknown                  // it may have been sent, but no answer came
	OutcomeAccepted                 // the room answered 2xx
	OutcomeConfirmed                // an event or a read shows the effect
	OutcomeNotDone                  // was unknown; a read shows that it did not happen
)

var outcomeWords = [...]string{"pending", "not sent", "refused", "unknown", "accepted", "confirmed", "not done"}

// String returns the code of the outcome, as JSON has it.
func (o Outcome) String() string { return outcomeWords[min(o, OutcomeNotDone)] }

// MarshalText makes outcomes readable in JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (o *Outcome) UnmarshalText(text []byte) error {
	i := slices.Index(outcomeWords[:], string(text))
	if i < 0 {
		return fmt.Errorf("%q is not an outcome", text)
	}
	*o = Outcome(i)
	return nil
}

// TargetResult is the outcome of a command for one member, or for the room if Member is empty.
type TargetResult struct {
	Member  MemberID      `json:"member,omitempty"`
	Outcome Outcome       `json:"outcome"`
	Took    time.Duration `json:"took_ns"` // from sending the request to its outcome; 0 if it was not sent
	Err     error         `json:"-"`       // nil if the room accepted the command; see Do for the others
}

// Result is the outcome of a command at the time Do returned.
type Result struct {
	Command Command         `json:"command"`
	Targets []TargetResult  `json:"targets"`
	Value   json.RawMessage `json:"value,omitempty"`   // result of a method that reads or creates something
	Created string          `json:"created,omitempty"` // id of the recording, playback or stream that the command started
	Took    time.Duration   `json:"took_ns"`           // from the start of the command to the last outcome
	Entry   uint64          `json:"-"`                 // number of its Entry in the log; 0 for reads
}

// Err returns nil if the room accepted the command for every target, and otherwise the joined errors.
func (r Result) Err() error {
	var all []error
	for _, t := range r.Targets {
		if t.Err != nil {
			all = append(all, t.Err)
		}
	}
	return errors.Join(all...)
}

// Worst returns the outcome of the target that matters most to a person: first an unknown one, then a failure. If there
// are no targets, the error that came with the result decides.
func (r Result) Worst(err error) Outcome {
	order := [...]Outcome{OutcomeUnknown, OutcomeRefused, OutcomeNotSent, OutcomeNotDone, OutcomeAccepted}
	for _, o := range order {
		if slices.ContainsFunc(r.Targets, func(t TargetResult) bool { return t.Outcome == o }) {
			return o
		}
	}
	switch {
	case len(r.Targets) > 0 || err == nil:
		return OutcomeConfirmed
	case errors.Is(err, ErrUnknown):
		return OutcomeUnknown
	case errors.Is(err, ErrNotSent), errors.Is(err, ErrOffline):
		return OutcomeNotSent
	}
	return OutcomeRefused
}

// Job is a command that has no final outcome yet.
type Job struct {
	Entry uint64 `json:"entry,omitempty"` // number of its log entry; 0 until the room's goroutine has started it
	// Command is redacted. Its targets are those without a final outcome. A composite has a Job for each step.
	Command Command   `json:"command"`
	Undo    bool      `json:"undo,omitempty"` // it undoes an earlier command
	Since   time.Time `json:"since"`
	State   Outcome   `json:"state"` // Pending, Accepted (waiting for the effect) or Unknown (waiting for a read)
}

// EntryKind is the subject of a log entry.
type EntryKind uint8

// The kinds of entries.
const (
	EntryCommand   EntryKind = iota // a command of this session; Outcome is set
	EntryJoined                     // Who[0] joined
	EntryLeft                       // Who[0] left
	EntryHandUp                     // Who[0] raised a hand
	EntryHandDown                   // Who[0] lowered a hand
	EntryChanged                    // someone else changed Who[0]; see Note
	EntryRoom                       // the room changed; see Note
	EntryRecording                  // a recording changed without a command of this session; see Note
	EntryMedia                      // a playback or stream changed; see Note
	EntryLink                       // the connection changed; see Note
	EntryWarning                    // something that a moderator must see; see Note
)

var entryKinds = [...]string{
	"command", "joined", "left", "hand up", "hand down", "changed", "room", "recording", "media", "link", "warning",
}

// String returns a lower-case word for the kind.
func (k EntryKind) String() string { return entryKinds[min(k, EntryWarning)] }

// MarshalText makes kinds readable in JSON.
func (k EntryKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (k *EntryKind) UnmarshalText(text []byte) error {
	i := slices.Index(entryKinds[:], string(text))
	if i < 0 {
		return fmt.Errorf("%q is not a kind of log entry", text)
	}
	*k = EntryKind(i)
	return nil
}

// Person is the name that a member had when an entry was written. Name is untrusted text.
type Person struct {
	ID   MemberID `json:"id"`
	Name string   `json:"name"`
}

// Decision is a decision of a program, such as a grant of the floor or an alarm. A replay shows it and does not decide
// again.
type Decision struct {
	Kind string          `json:"kind"` // "floor.granted"; see ValidID
	Data json.RawMessage `json:"data,omitempty"`
	// Entry is the number of the log entry that shows the decision; 0 for none.
	Entry uint64 `json:"entry,omitempty"`
}

// Entry is one line of the log. Entries are numbered. A Pending entry is replaced under the same number when its
// outcome is known.
type Entry struct {
	N       uint64         `json:"n"`
	At      time.Time      `json:"time"`
	Kind    EntryKind      `json:"kind"`
	Command *Command       `json:"command,omitempty"` // for EntryCommand
	Undo    bool           `json:"undo,omitempty"`    // the command undid an earlier one
	Created string         `json:"created,omitempty"` // id of the recording, playback or stream that the command started
	Who     []Person       `json:"who,omitempty"`
	Note    Note           `json:"text,omitempty"`
	Outcome Outcome        `json:"outcome,omitempty"`
	Targets []TargetResult `json:"targets,omitempty"`
	Took    time.Duration  `json:"took_ns,omitempty"` // as in [Result]
	Err     string         `json:"error,omitempty"`   // untrusted text

	// Doubt reports that the outcome was unknown at first. Lost is when the connection was lost, if that was the reason.
	Doubt bool      `json:"doubt,omitempty"`
	Lost  time.Time `json:"lost,omitzero"`
	// Again reports that the command was resent automatically, Late that its answer came after the outcome was unknown.
	Again bool `json:"again,omitempty"`
	Late  bool `json:"late,omitempty"`
	// Unsettled is why an unknown outcome will never be known; 0 while it may still be.
	Unsettled Unsettled `json:"unsettled,omitempty"`

	// The following fields belong to notes.

	Detail  string    `json:"detail,omitempty"` // untrusted text
	Action  Action    `json:"action,omitempty"`
	Joined  int       `json:"joined,omitempty"`
	Left    int       `json:"left,omitempty"`
	Updated int       `json:"updated,omitempty"`
	Missing uint64    `json:"missing,omitempty"` // records that the journal lacks
	Until   time.Time `json:"until,omitzero"`

	Decision *Decision `json:"decision,omitempty"`
}

// Count returns how many targets have the outcome.
func (e Entry) Count(o Outcome) int {
	n := 0
	for _, t := range e.Targets {
		if t.Outcome == o {
			n++
		}
	}
	return n
}

// Skipped reports whether the target was skipped for a reason of its own: a newer command, a change by someone else
// of the property that an undo would restore, or protection.
func (t TargetResult) Skipped() bool {
	return t.Outcome == OutcomeNotSent && IsSkip(t.Err)
}

// IsSkip reports whether the error is a reason to skip one target and continue with the others.
func IsSkip(err error) bool {
	return errors.Is(err, ErrSuperseded) || errors.Is(err, ErrConflict) || errors.Is(err, ErrProtected)
}

// About returns the members that the entry is about. For a composite, these are not all of its targets.
func (e Entry) About() []Person {
	if e.Command == nil || len(e.Command.Steps) == 0 {
		return e.Who
	}
	var who []Person
	for _, id := range e.Command.Targets {
		if i := slices.IndexFunc(e.Who, func(p Person) bool { return p.ID == id }); i >= 0 {
			who = append(who, e.Who[i])
		}
	}
	return who
}

// Remainder returns the command for the targets for which it was not sent, or for which a read showed that it was not
// done. Targets with a newer command are skipped. ok is false if no target remains.
func (e Entry) Remainder() (c Command, ok bool) {
	if e.Command == nil || len(e.Targets) == 0 {
		return Command{}, false
	}
	if c = *e.Command; len(c.Steps) > 0 {
		return e.remainingSteps()
	}
	if len(c.Targets) == 0 {
		return c, e.Outcome == OutcomeNotSent || e.Outcome == OutcomeNotDone
	}
	c.Targets = nil
	for _, t := range e.Targets {
		if t.remains() {
			c.Targets = append(c.Targets, t.Member)
		}
	}
	return c, len(c.Targets) > 0
}

// remains reports whether the command was not carried out for the target, and no newer one took its place.
func (t TargetResult) remains() bool {
	return t.Outcome == OutcomeNotSent && !t.Skipped() || t.Outcome == OutcomeNotDone
}

// remainingSteps is Remainder for a composite.
func (e Entry) remainingSteps() (c Command, ok bool) {
	c = *e.Command
	c.Steps = nil
	for i, of := range e.StepTargets() {
		step := e.Command.Steps[i]
		onRoom := len(step.Targets) == 0
		step.Targets = nil
		for _, t := range of {
			if t.remains() && t.Member != "" {
				step.Targets = append(step.Targets, t.Member)
			}
		}
		if len(step.Targets) > 0 || onRoom && len(of) > 0 && of[0].remains() {
			c.Steps = append(c.Steps, step)
		}
	}
	return c, len(c.Steps) > 0
}

// StepTargets returns Targets grouped by the steps of the command; one list if it is not a composite.
func (e Entry) StepTargets() [][]TargetResult {
	if e.Command == nil || len(e.Command.Steps) == 0 {
		return [][]TargetResult{e.Targets}
	}
	rest := e.Targets
	var out [][]TargetResult
	for _, step := range e.Command.Steps {
		n := min(max(1, len(step.Targets)), len(rest))
		out, rest = append(out, rest[:n]), rest[n:]
	}
	return out
}

package floor

import (
	"strings"
	"time"

	"gavel/session/video"
)

// Lane is a part of the queue. Lanes with higher numbers are called first.
type Lane uint8

// The lanes.
const (
	Speakers Lane = iota // in the chosen order
	Replies              // by time
	Points               // points of order, by time
)

// String returns the name of the lane, "" for the speakers.
func (l Lane) String() string { return [...]string{"", "reply", "point of order"}[min(l, Points)] }

// Entry is one place in the queue.
type Entry struct {
	// ID is the member. A line of text without a person has an id that no member can have.
	ID   video.MemberID `json:"id"`
	Name string         `json:"name"` // last known name of the member, or the line of text: untrusted
	Lane Lane           `json:"lane,omitempty"`
	// Since orders the entries. Unsure reports that the hand was already up when it was first seen, so that it may have
	// gone up earlier.
	Since  time.Time `json:"since"`
	Unsure bool      `json:"unsure,omitempty"`
	// ByHand reports that a raised hand made the entry. Such an entry ends after the hand has been down for 10 s. DownAt
	// is when it went down.
	ByHand bool      `json:"by_hand,omitempty"`
	DownAt time.Time `json:"down_at,omitzero"`
	// Away is when the person left. The place is kept for 90 s.
	Away time.Time `json:"away,omitzero"`
	// Group is the person's group, by which speakers alternate. Spoken reports that the person has had a turn. Callable
	// reports that [Engine.Next] may call the entry: it is a line of text, or a person in the room. If a hand made the
	// entry, it must be up. All three are set when the queue is read.
	Group    string `json:"group,omitempty"`
	Spoken   bool   `json:"spoken,omitempty"`
	Callable bool   `json:"callable,omitempty"`

	tie  uint64 // orders entries of the same moment
	rank int    // orders entries by hand
}

// seated is an entry with its place, in the form that is saved.
type seated struct {
	Entry
	Tie  uint64 `json:"tie"`
	Rank int    `json:"rank"`
}

// entry returns the entry with its place.
func (s seated) entry() Entry {
	s.Entry.tie, s.Entry.rank = s.Tie, s.Rank
	return s.Entry
}

// textPrefix starts the ids of lines of text. No id of a member contains this character.
const textPrefix = "~"

// IsText reports whether the entry is a line of text without a person.
func (en *Entry) IsText() bool { return isText(en.ID) }

func isText(id video.MemberID) bool { return strings.HasPrefix(string(id), textPrefix) }

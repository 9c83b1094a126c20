package floor

import (
	"strings"
	"time"

	"gavel/session/video"
)

// Lane is a part of the queue. A lane with a higher number is called first.
type Lane uint8

// The lanes.
const (
	Speakers Lane = iota // in the order that was chosen
	Replies              // by time
	Points               // points of order, by time
)

// Entry is one place in the queue.
type Entry struct {
	// ID is the member; a line of text without a person has an id of its own, which no member can have.
	ID   video.MemberID `json:"id"`
	Name string         `json:"name"` // as the member was called last, or the line of text: untrusted
	Lane Lane           `json:"lane,omitempty"`
	// Since orders the entries. Unsure says that the hand was up already when it was first seen, so that it may have
	// gone up earlier.
	Since  time.Time `json:"since"`
	Unsure bool      `json:"unsure,omitempty"`
	// ByHand says that a raised hand made the entry. Such an entry ends when the hand stays down for 10 s; DownAt is
	// when it went down.
	ByHand bool      `json:"by_hand,omitempty"`
	DownAt time.Time `json:"down_at,omitzero"`
	// Text is a line that belongs to the entry, such as "chamber microphone".
	Text string `json:"text,omitempty"`
	// Away is when the person left; the place is kept for 90 s.
	Away time.Time `json:"away,omitzero"`
	// Group is the person's group, by which speakers alternate, and Spoken says that the person had a turn already.
	// Both are set when the queue is read.
	Group  string `json:"group,omitempty"`
	Spoken bool   `json:"-"`

	tie  uint64 // orders entries of the same moment
	rank int    // orders entries by hand
}

// seated is an entry with its place, to be kept.
type seated struct {
	Entry
	Tie  uint64 `json:"tie"`
	Rank int    `json:"rank"`
}

// entry returns the entry, for its place.
func (s seated) entry() Entry {
	s.Entry.tie, s.Entry.rank = s.Tie, s.Rank
	return s.Entry
}

// textPrefix begins the ids of lines of text. No id of a member has this letter.
const textPrefix = "~"

// IsText reports whether the entry is a line of text without a person.
func (en *Entry) IsText() bool { return isText(en.ID) }

func isText(id video.MemberID) bool { return strings.HasPrefix(string(id), textPrefix) }

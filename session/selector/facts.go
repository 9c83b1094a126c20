package selector

import (
	"time"

	"gavel/session/video"
)

// Facts are what a process knows beyond the list of members. A word whose facts are missing has no answer, so it
// matches nobody, not even under "!". Facts are read only: any number of goroutines may match with the same.
type Facts struct {
	// Now is the time for which to match.
	Now time.Time
	// Since is when the process began to hear the room, or to hear it again after a gap. The zero time means that it
	// has heard nothing, as a process that has just read the list of members.
	Since time.Time
	// TalkAll is how long all members together have talked until Now. See video.Member.Talked.
	TalkAll time.Duration
	// NewFor is how long a member counts as new; 0 means 5 minutes.
	NewFor time.Duration
	// Protected and Panel report whether a member is on the list; nil means that the process has no list.
	Protected, Panel func(*video.Member) bool
	// NameKey returns fold.Key of the member's name, for a caller that keeps it. It may be nil. Then Match folds
	// names by itself, and allocates for names with other characters than those of ASCII.
	NameKey func(*video.Member) string
}

var noFacts Facts

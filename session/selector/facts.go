package selector

import (
	"time"

	"gavel/session/video"
)

// Facts are the data of a process beyond the list of members. A word without its facts has no answer, so it matches no
// member, not even under "!". Facts are read-only: any number of goroutines may use the same Facts.
type Facts struct {
	// Now is the time of the match.
	Now time.Time
	// Since is when the process started to receive events, or received them again after a gap. The zero time means that
	// it has received none, as after only a read of the list of members.
	Since time.Time
	// TalkAll is the talking time of all members together until Now. See video.Member.Talked.
	TalkAll time.Duration
	// NewFor is how long a member counts as new; 0 means 5 minutes.
	NewFor time.Duration
	// Protected and Panel report whether a member is on the list; nil means that the process has no list.
	Protected, Panel func(*video.Member) bool
	// NameKey returns fold.Key of the member's name, for a caller that caches it. If it is nil, Match folds the names
	// itself, and allocates for names that are not ASCII.
	NameKey func(*video.Member) string
}

// WithLists returns a copy of the facts for a process that has both lists, such as one that has read a configuration. A
// list that is nil becomes an empty one. f may be nil, and is not changed.
func (f *Facts) WithLists() *Facts {
	all := noFacts
	if f != nil {
		all = *f
	}
	if all.Protected == nil {
		all.Protected = nobody
	}
	if all.Panel == nil {
		all.Panel = nobody
	}
	return &all
}

func nobody(*video.Member) bool { return false }

var noFacts Facts

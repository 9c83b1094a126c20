package people

import (
	"time"

	"gavel/session/video"
	"gavel/ui/talk"
	"gavel/ui/text"
)

// Person is the console's data about one member, kept from snapshot to snapshot.
type Person struct {
	Member *video.Member
	Name   text.Name
	folded string         // name as the filter searches it
	key    string         // equal for look-alike names
	gone   time.Time      // when it left; zero while here
	Row    int            // index in the visible rows, or -1
	Turn   int            // place among the raised hands, from 1
	Depth  int            // 1 for a screen or device under its owner
	parent video.MemberID // the owner, here or not, when the rows were arranged
	order  uint64         // the place in the join order at that time: it changes if the member leaves and rejoins
	Group  Group          // when the rows were arranged by group
	Hit    bool           // matches the filter itself, not only through its owner or the cursor

	Protected, Panel bool // the person, or its owner, is on the list
	Interprets       bool // speaks for others: is left out of totals, and comes last among talkers

	talks bool          // as of the last call of Hear
	voice bool          // in the roster's voices
	turn  time.Time     // start of the turn; a short pause does not end it
	heard *talk.History // nil: never
}

// Here reports whether the member is in the room.
func (p *Person) Here() bool { return p.gone.IsZero() }

// Talks reports whether the person talked when Hear was last called.
func (p *Person) Talks() bool { return p.talks && p.Here() }

// TalksFor returns how long the person's turn has lasted.
func (p *Person) TalksFor(now time.Time) time.Duration { return max(0, now.Sub(p.turn)) }

// Heard returns when the person talked, nil for never, and the start of the run that has not ended, zero for none.
func (p *Person) Heard() (h *talk.History, running time.Time) {
	if p.Member.Talking && p.Here() {
		running = p.Member.TalkStart
	}
	return p.heard, running
}

// interpretersLast orders interpreters after all other people.
func interpretersLast(a, b *Person) int {
	switch {
	case a.Interprets == b.Interprets:
		return 0
	case a.Interprets:
		return 1
	}
	return -1
}

// Group is a part of a long list of people. Each person is in the first group that fits.
type Group uint8

// The groups, in their order.
const (
	GroupFloor Group = iota // has the floor
	GroupPanel
	GroupHands
	GroupOpen
	GroupNew // joined within the last minutes
	GroupRest
)

// String returns the heading of the group.
func (g Group) String() string {
	return [...]string{"floor", "panel", "hands", "open", "new", "rest"}[min(g, GroupRest)]
}

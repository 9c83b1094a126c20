package people

import (
	"time"

	"gavel/session/video"
)

// Group is a part of a long list of people. Everybody is in the first group that fits.
type Group uint8

// The groups, in their order.
const (
	GroupFloor Group = iota // has the floor
	GroupPanel
	GroupHands
	GroupOpen
	GroupNew // joined within the last minutes
	GroupRest
	GroupCount
)

// String returns the heading of the group.
func (g Group) String() string {
	return [...]string{"floor", "panel", "hands", "open", "new", "rest"}[min(g, GroupRest)]
}

// groupOf returns the group of a person. holds reports who has the floor.
func groupOf(p *Person, holds func(video.MemberID) bool, now time.Time) Group {
	switch {
	case holds != nil && holds(p.Member.ID):
		return GroupFloor
	case p.Panel:
		return GroupPanel
	case p.Member.HandRaised:
		return GroupHands
	case QuickOpen.match(p, now):
		return GroupOpen
	case QuickNew.match(p, now):
		return GroupNew
	}
	return GroupRest
}

// regroup puts everybody into their group.
func (r *Roster) regroup(now time.Time) {
	for _, list := range [][]*Person{r.List, r.ghosts} {
		for _, p := range list {
			p.Group = groupOf(p, r.Holds, now)
		}
	}
}

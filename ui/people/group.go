package people

import (
	"time"

	"gavel/session/video"
)

// groupOf returns the group of a person. holds reports whether a member has the floor.
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

// regroup puts every person into a group.
func (r *Roster) regroup(now time.Time) {
	for _, list := range [][]*Person{r.List, r.ghosts} {
		for _, p := range list {
			p.Group = groupOf(p, r.Holds, now)
		}
	}
}

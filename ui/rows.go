package ui

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
)

// order is how people are sorted.
type order uint8

// The orders that the sort menu offers.
const (
	byJoin order = iota
	byName
	byShare
	byHand
	byTime
	orderCount
)

// String returns the words in the pane's title.
func (o order) String() string {
	return [...]string{"join order", "by name", "by talk share", "by hand", "by time in room"}[min(o, byTime)]
}

// moves reports whether people change places in the order while nobody joins or leaves.
func (o order) moves() bool { return o == byShare || o == byHand || o == byName }

// sorting is the order together with its direction.
type sorting struct {
	by      order
	reverse bool
}

// less compares two people. Equal ones stand in the order of joining.
func (s sorting) less(now time.Time) func(a, b *person) int {
	return func(a, b *person) int {
		c := 0
		switch s.by {
		case byName:
			c = cmp.Compare(a.folded, b.folded)
		case byShare:
			c = cmp.Compare(b.m.Talked(now), a.m.Talked(now))
		case byHand:
			c = compareHands(a.m, b.m)
		case byTime:
			c = a.m.JoinedAt.Compare(b.m.JoinedAt)
		}
		if c == 0 {
			c = cmp.Compare(a.m.Order, b.m.Order)
		}
		if s.reverse {
			return -c
		}
		return c
	}
}

// compareHands puts raised hands first, in the order in which they went up. Those that were up before we came have no
// time; they were up longer than all others.
func compareHands(a, b *video.Member) int {
	switch {
	case a.HandRaised != b.HandRaised:
		if a.HandRaised {
			return -1
		}
		return 1
	case !a.HandRaised:
		return 0
	}
	return a.HandAt.Compare(b.HandAt)
}

// arrange sets which people are visible, and where: filter, order, screens under their owners. keep stays visible although
// it may not fit the filter.
func (r *roster) arrange(f filter, s sorting, keep *person, now time.Time) []*person {
	all := r.sorted(s, now)
	var children map[video.MemberID][]*person
	if len(r.kin) > 0 || r.screensGone() {
		all, children = r.nest(all)
	}
	for _, list := range [][]*person{r.list, r.ghosts} {
		for _, p := range list {
			p.row, p.parent, p.order = -1, p.m.ParentID, p.m.Order
		}
	}
	rows := make([]*person, 0, len(all))
	for _, p := range all {
		kids := children[p.m.ID]
		show := !f.active() || p == keep
		p.depth, p.hit = 0, f.match(p, now)
		show = show || p.hit
		for _, kid := range kids {
			kid.depth, kid.hit = 1, f.match(kid, now)
			show = show || kid.hit || kid == keep
		}
		if show {
			rows = append(append(rows, p), kids...)
		}
	}
	for i, p := range rows {
		p.row = i
	}
	return rows
}

// sorted returns everybody who is or was here, in order. The list is in the order of joining already; sorting it again
// would be most of the cost of a join in a large room.
func (r *roster) sorted(s sorting, now time.Time) []*person {
	if s.by == byJoin && !s.reverse {
		if len(r.ghosts) == 0 {
			return r.list
		}
		all := make([]*person, 0, len(r.list)+len(r.ghosts))
		ghosts := slices.SortedStableFunc(slices.Values(r.ghosts), s.less(now))
		for _, p := range r.list {
			for len(ghosts) > 0 && ghosts[0].m.Order < p.m.Order {
				all, ghosts = append(all, ghosts[0]), ghosts[1:]
			}
			all = append(all, p)
		}
		return append(all, ghosts...)
	}
	all := slices.Concat(r.list, r.ghosts)
	slices.SortStableFunc(all, s.less(now))
	return all
}

// nest takes screens and devices with a known owner out of the list and returns them by owner.
func (r *roster) nest(all []*person) (owners []*person, children map[video.MemberID][]*person) {
	children = map[video.MemberID][]*person{}
	owners = make([]*person, 0, len(all))
	for _, p := range all {
		if p.m.ParentID != "" { // nearly nobody: looking up the others would take most of the time
			if owner := r.byID[p.m.ParentID]; owner != nil && owner != p && owner.m.ParentID == "" {
				children[owner.m.ID] = append(children[owner.m.ID], p)
				continue
			}
		}
		owners = append(owners, p)
	}
	return owners, children
}

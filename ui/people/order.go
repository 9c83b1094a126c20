package people

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"gavel/session/video"
)

// Order is the property by which people are sorted.
type Order uint8

// The orders that the sort menu offers.
const (
	ByJoin Order = iota
	ByName
	ByShare
	ByHand
	ByTime
	ByGroup
	OrderCount
)

// String returns the order as shown in the title of the pane.
func (o Order) String() string {
	return [...]string{"join order", "by name", "by talk share", "by hand", "by time in room", "grouped"}[min(o, ByGroup)]
}

// Moves reports whether people can change places while no one joins or leaves.
func (o Order) Moves() bool { return o == ByShare || o == ByHand || o == ByName || o == ByGroup }

// Sorting is an order with its direction.
type Sorting struct {
	By      Order
	Reverse bool
}

// less compares two people. Ties are in the order of joining.
func (s Sorting) less(now time.Time) func(a, b *Person) int {
	return func(a, b *Person) int {
		c := 0
		switch s.By {
		case ByName:
			c = cmp.Compare(a.folded, b.folded)
		case ByShare:
			c = cmp.Or(interpretersLast(a, b), cmp.Compare(b.Member.Talked(now), a.Member.Talked(now)))
		case ByHand:
			c = compareHands(a.Member, b.Member)
		case ByGroup:
			c = cmp.Compare(a.Group, b.Group)
		case ByTime:
			c = a.Member.JoinedAt.Compare(b.Member.JoinedAt)
		}
		if c == 0 {
			c = cmp.Compare(a.Member.Order, b.Member.Order)
		}
		if s.Reverse {
			return -c
		}
		return c
	}
}

// compareHands puts raised hands first, in the order in which they went up. Hands that were up before the console
// connected have no time and count as the oldest.
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

// Arrange sets the visible people and their rows, by filter and order, with screens under their owners. keep stays
// visible even if it does not match the filter.
func (r *Roster) Arrange(f Filter, s Sorting, keep *Person, now time.Time) []*Person {
	if s.By == ByGroup {
		r.regroup(now)
	}
	all := r.sorted(s, now)
	var children map[video.MemberID][]*Person
	if len(r.kin) > 0 || r.ScreensGone() {
		all, children = r.nest(all)
	}
	for _, list := range [][]*Person{r.List, r.ghosts} {
		for _, p := range list {
			p.Row = -1
			p.Settle()
		}
	}
	rows := make([]*Person, 0, len(all))
	for _, p := range all {
		kids := children[p.Member.ID]
		show := !f.Active() || p == keep
		p.Depth, p.Hit = 0, f.Match(p, now)
		show = show || p.Hit
		for _, kid := range kids {
			kid.Depth, kid.Hit = 1, f.Match(kid, now)
			show = show || kid.Hit || kid == keep
		}
		if show {
			rows = append(append(rows, p), kids...)
		}
	}
	for i, p := range rows {
		p.Row = i
	}
	return rows
}

// sorted returns all present and recently departed members, in order. The list is already sorted by joining; sorting it
// again would be most of the cost of a join in a large room.
func (r *Roster) sorted(s Sorting, now time.Time) []*Person {
	if s.By == ByJoin && !s.Reverse {
		if len(r.ghosts) == 0 {
			return r.List
		}
		all := make([]*Person, 0, len(r.List)+len(r.ghosts))
		ghosts := slices.SortedStableFunc(slices.Values(r.ghosts), s.less(now))
		for _, p := range r.List {
			for len(ghosts) > 0 && ghosts[0].Member.Order < p.Member.Order {
				all, ghosts = append(all, ghosts[0]), ghosts[1:]
			}
			all = append(all, p)
		}
		return append(all, ghosts...)
	}
	all := slices.Concat(r.List, r.ghosts)
	slices.SortStableFunc(all, s.less(now))
	return all
}

// nest removes screens and devices with a known owner from the list and returns them by owner.
func (r *Roster) nest(all []*Person) (owners []*Person, children map[video.MemberID][]*Person) {
	children = map[video.MemberID][]*Person{}
	owners = make([]*Person, 0, len(all))
	for _, p := range all {
		if p.Member.ParentID != "" { // nearly always empty, so most look-ups are avoided
			if owner := r.byID[p.Member.ParentID]; owner != nil && owner != p && owner.Member.ParentID == "" {
				children[owner.Member.ID] = append(children[owner.Member.ID], p)
				continue
			}
		}
		owners = append(owners, p)
	}
	return owners, children
}

// Alone reports whether a person has no owner, and no screen or device, now or before.
func (r *Roster) Alone(p *Person) bool {
	return p.Member.ParentID == "" && p.Depth == 0 && r.kin[p.Member.ID] == 0
}

// ScreensGone reports whether a screen or device left a moment ago. Its row stays with its owner's.
func (r *Roster) ScreensGone() bool {
	for _, p := range r.ghosts {
		if p.Member.ParentID != "" {
			return true
		}
	}
	return false
}

// Settle records the person's place when the rows are arranged.
func (p *Person) Settle() { p.parent, p.order = p.Member.ParentID, p.Member.Order }

// Moved reports whether the person's place has changed since the rows were arranged.
func (p *Person) Moved() bool { return p.Member.ParentID != p.parent || p.Member.Order != p.order }

// Hands returns the people with a raised hand in the order in which they went up, and numbers them.
func (r *Roster) Hands() []*Person {
	if r.queue == nil && len(r.raised) > 0 {
		r.queue = slices.SortedFunc(maps.Keys(r.raised), Sorting{By: ByHand}.less(time.Time{}))
		for i, p := range r.queue {
			p.Turn = i + 1
		}
	}
	return r.queue
}

// HandsUp returns the members with a raised hand: first the hands that were up before the console connected, then the
// others by time.
func (r *Roster) HandsUp() []*video.Member {
	var hands []*video.Member
	for _, p := range r.Hands() {
		hands = append(hands, p.Member)
	}
	return hands
}

package people

import (
	"slices"

	"gavel/session/video"
)

// Marks are the members that commands act on instead of the member under the cursor, in the order of marking.
type Marks struct {
	set    map[video.MemberID]struct{}
	IDs    []video.MemberID
	Anchor video.MemberID   // start of the range; "" while there is none
	base   []video.MemberID // marks from before the range
}

// Has reports whether the member is marked.
func (k *Marks) Has(id video.MemberID) bool {
	_, ok := k.set[id]
	return ok
}

// Len returns how many members are marked.
func (k *Marks) Len() int { return len(k.IDs) }

// Add marks a member, once.
func (k *Marks) Add(id video.MemberID) {
	if k.Has(id) {
		return
	}
	if k.set == nil {
		k.set = map[video.MemberID]struct{}{}
	}
	k.set[id] = struct{}{}
	k.IDs = append(k.IDs, id)
}

// Toggle marks a member, or removes its mark.
func (k *Marks) Toggle(id video.MemberID) {
	if !k.Has(id) {
		k.Add(id)
		return
	}
	delete(k.set, id)
	k.tidy()
}

// tidy drops the ids that are no longer in the set.
func (k *Marks) tidy() {
	k.IDs = slices.DeleteFunc(slices.Clone(k.IDs), func(id video.MemberID) bool { return !k.Has(id) })
}

// Clear removes all marks and ends a range.
func (k *Marks) Clear() { *k = Marks{} }

// Begin starts a range at a member.
func (k *Marks) Begin(id video.MemberID) {
	k.Anchor = id
	k.base = append([]video.MemberID(nil), k.IDs...)
	k.Add(id)
}

// End ends the range. It keeps the marks of the range, or removes them.
func (k *Marks) End(keep bool) {
	if !keep {
		base := k.base
		k.Clear()
		for _, id := range base {
			k.Add(id)
		}
	}
	k.Anchor, k.base = "", nil
}

// Span sets the marks to the marks from before the range, plus all rows between its start and the row at to.
func (k *Marks) Span(rows []*Person, from, to int) {
	anchor, base := k.Anchor, k.base
	k.Clear()
	k.Anchor, k.base = anchor, base
	for _, id := range base {
		k.Add(id)
	}
	for i := min(from, to); i <= max(from, to) && i < len(rows); i++ {
		if rows[i].Here() {
			k.Add(rows[i].Member.ID)
		}
	}
}

// Drop removes the marks of members that left and returns how many there were.
func (k *Marks) Drop(left []*Person) int {
	n := 0
	for _, p := range left {
		if k.Has(p.Member.ID) {
			delete(k.set, p.Member.ID)
			n++
		}
		if k.Anchor == p.Member.ID {
			k.End(true)
		}
	}
	if n > 0 {
		k.tidy()
	}
	return n
}

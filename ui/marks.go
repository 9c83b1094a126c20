package ui

import "gavel/session/video"

// marks are the members that verbs act on instead of the one under the cursor, in the order of marking.
type marks struct {
	set    map[video.MemberID]struct{}
	list   []video.MemberID
	anchor video.MemberID   // where a range began; "" when none is being made
	base   []video.MemberID // the marks before the range
}

func (k *marks) has(id video.MemberID) bool {
	_, ok := k.set[id]
	return ok
}

func (k *marks) len() int { return len(k.list) }

func (k *marks) add(id video.MemberID) {
	if k.has(id) {
		return
	}
	if k.set == nil {
		k.set = map[video.MemberID]struct{}{}
	}
	k.set[id] = struct{}{}
	k.list = append(k.list, id)
}

func (k *marks) remove(id video.MemberID) bool {
	if !k.has(id) {
		return false
	}
	delete(k.set, id)
	for i, have := range k.list {
		if have == id {
			k.list = append(k.list[:i:i], k.list[i+1:]...)
			break
		}
	}
	return true
}

func (k *marks) toggle(id video.MemberID) {
	if !k.remove(id) {
		k.add(id)
	}
}

func (k *marks) clear() { *k = marks{} }

// begin starts a range at the member.
func (k *marks) begin(id video.MemberID) {
	k.anchor = id
	k.base = append([]video.MemberID(nil), k.list...)
	k.add(id)
}

// end keeps what the range has marked, or takes it back.
func (k *marks) end(keep bool) {
	if !keep {
		base := k.base
		k.clear()
		for _, id := range base {
			k.add(id)
		}
	}
	k.anchor, k.base = "", nil
}

// span makes the marks those from before the range and all rows between its beginning and the row at to.
func (k *marks) span(rows []*person, from, to int) {
	anchor, base := k.anchor, k.base
	k.clear()
	k.anchor, k.base = anchor, base
	for _, id := range base {
		k.add(id)
	}
	for i := min(from, to); i <= max(from, to) && i < len(rows); i++ {
		if rows[i].here() {
			k.add(rows[i].m.ID)
		}
	}
}

// drop takes away those who left and returns how many of them were marked.
func (k *marks) drop(left []*person) int {
	n := 0
	for _, p := range left {
		if k.remove(p.m.ID) {
			n++
		}
		if k.anchor == p.m.ID {
			k.end(true)
		}
	}
	return n
}

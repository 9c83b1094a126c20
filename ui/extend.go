package ui

// Arranging looks at everybody: 50 ms in a room of 100,000. What follows brings rows up to date by those who came and went.

// plain reports whether the rows are all people in the order of joining.
func (p *membersPane) plain() bool {
	return !p.filter.active() && p.sort == (sorting{}) && !p.arranges
}

// renew brings the rows up to date with who came, and whose row is to go. With moved, somebody's place is another one.
func (p *membersPane) renew(change *delta, expired []*person, moved bool) {
	line := p.curRow - p.top
	switch {
	case moved, change.structural() && !p.extend(change), len(expired) > 0 && !p.shrink(expired):
		p.arrange(p.under())
	case change.structural(), len(expired) > 0:
		p.settle(line)
	}
}

// alone reports whether somebody stands under nobody, and nobody under them, now or before.
func (r *roster) alone(p *person) bool {
	return p.m.ParentID == "" && p.depth == 0 && r.kin[p.m.ID] == 0
}

// extend puts who has joined below the last row, where they belong while the rows are plain; who has left keeps the row
// until tick takes it away. It reports false when the rows must be arranged.
func (p *membersPane) extend(change *delta) bool {
	if !p.plain() || p.r.screensGone() {
		return false
	}
	p.vacate(change.joined) // who has come back leaves the row on which they were seen to go
	newest := uint64(0)
	for i := len(p.rows) - 1; i >= 0 && newest == 0; i-- {
		if p.rows[i].depth == 0 {
			newest = p.rows[i].m.Order
		}
	}
	for _, who := range change.joined {
		if !p.r.alone(who) || who.m.Order <= newest {
			return false
		}
		newest = who.m.Order
	}
	for _, who := range change.joined {
		who.row, who.hit = len(p.rows), true
		who.parent, who.order = "", who.m.Order
		p.rows = append(p.rows, who)
	}
	p.hits = len(p.rows)
	return true
}

// shrink takes the rows of those away who left long enough ago. It reports false when the rows must be arranged.
func (p *membersPane) shrink(expired []*person) bool {
	if !p.plain() || p.r.screensGone() {
		return false
	}
	for _, who := range expired {
		if !p.r.alone(who) {
			return false
		}
	}
	p.vacate(expired)
	p.hits = len(p.rows)
	return true
}

// screensGone reports whether a screen or device left a moment ago: its row stays with its owner's.
func (r *roster) screensGone() bool {
	for _, p := range r.ghosts {
		if p.m.ParentID != "" {
			return true
		}
	}
	return false
}

// vacate takes people off their rows, if they have any, and closes the gaps.
func (p *membersPane) vacate(people []*person) {
	from := len(p.rows)
	for _, who := range people {
		if who.row >= 0 {
			from = min(from, who.row)
			who.row = -1
		}
	}
	kept := p.rows[:from]
	for _, who := range p.rows[from:] {
		if who.row >= 0 {
			who.row = len(kept)
			kept = append(kept, who)
		}
	}
	clear(p.rows[len(kept):])
	p.rows = kept
}

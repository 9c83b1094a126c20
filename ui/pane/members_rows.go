package pane

import "gavel/ui/people"

// Arranging looks at everybody: 50 ms in a room of 100,000. What follows brings rows up to date by those who came and went.

// plain reports whether the rows are all people in the order of joining.
func (p *Members) plain() bool {
	return !p.filter.Active() && p.sort == (people.Sorting{}) && !p.Arranges
}

// renew brings the rows up to date with who came, and whose row is to go. With moved, somebody's place is another one.
func (p *Members) renew(change *people.Delta, expired []*people.Person, moved bool) {
	line := p.curRow - p.top
	switch {
	case moved, change.Structural() && !p.extend(change), len(expired) > 0 && !p.shrink(expired):
		p.arrange(p.Under())
	case change.Structural(), len(expired) > 0:
		p.settle(line)
	}
}

// extend puts who has joined below the last row, where they belong while the rows are plain; who has left keeps the row
// until tick takes it away. It reports false when the rows must be arranged.
func (p *Members) extend(change *people.Delta) bool {
	if !p.plain() || p.Roster.ScreensGone() {
		return false
	}
	p.vacate(change.Joined) // who has come back leaves the row on which they were seen to go
	newest := uint64(0)
	for i := len(p.Rows) - 1; i >= 0 && newest == 0; i-- {
		if p.Rows[i].Depth == 0 {
			newest = p.Rows[i].Member.Order
		}
	}
	for _, who := range change.Joined {
		if !p.Roster.Alone(who) || who.Member.Order <= newest {
			return false
		}
		newest = who.Member.Order
	}
	for _, who := range change.Joined {
		who.Row, who.Hit = len(p.Rows), true
		who.Settle()
		p.Rows = append(p.Rows, who)
	}
	p.Hits = len(p.Rows)
	return true
}

// shrink takes the rows of those away who left long enough ago. It reports false when the rows must be arranged.
func (p *Members) shrink(expired []*people.Person) bool {
	if !p.plain() || p.Roster.ScreensGone() {
		return false
	}
	for _, who := range expired {
		if !p.Roster.Alone(who) {
			return false
		}
	}
	p.vacate(expired)
	p.Hits = len(p.Rows)
	return true
}

// vacate takes people off their rows, if they have any, and closes the gaps.
func (p *Members) vacate(people []*people.Person) {
	from := len(p.Rows)
	for _, who := range people {
		if who.Row >= 0 {
			from = min(from, who.Row)
			who.Row = -1
		}
	}
	kept := p.Rows[:from]
	for _, who := range p.Rows[from:] {
		if who.Row >= 0 {
			who.Row = len(kept)
			kept = append(kept, who)
		}
	}
	clear(p.Rows[len(kept):])
	p.Rows = kept
}

package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
)

// key handles moving, marking, filtering and sorting. Verbs are not the pane's.
func (p *membersPane) key(k tea.KeyMsg) (tea.Cmd, bool) {
	p.touched = p.d.now()
	if p.editing {
		return p.edit(k), true
	}
	keys := p.d.Keys()
	return nil, p.move(k) || p.mark(k) || p.show(k, keys.Back)
}

func (p *membersPane) move(k tea.KeyMsg) bool {
	keys := p.d.Keys()
	page := max(1, p.rowLines()-1)
	switch {
	case key.Matches(k, keys.Down):
		p.step(1)
	case key.Matches(k, keys.Up):
		p.step(-1)
	case key.Matches(k, keys.HalfDown):
		p.step(max(1, page/2))
	case key.Matches(k, keys.HalfUp):
		p.step(-max(1, page/2))
	case key.Matches(k, keys.PageDown):
		p.step(page)
	case key.Matches(k, keys.PageUp):
		p.step(-page)
	case key.Matches(k, keys.Top):
		p.step(-len(p.rows))
	case key.Matches(k, keys.Bottom):
		p.step(len(p.rows))
	default:
		return false
	}
	return true
}

// step moves the cursor. From a place where nobody is any more, one step goes to whoever is next to it.
func (p *membersPane) step(by int) {
	row := p.curRow + by
	if p.cur == "" && by > 0 {
		row--
	}
	p.place(row)
	if p.marks.anchor == "" {
		return
	}
	if from := p.r.byID[p.marks.anchor]; from != nil && from.row >= 0 {
		p.marks.span(p.rows, from.row, p.curRow)
	}
}

func (p *membersPane) mark(k tea.KeyMsg) bool {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Mark):
		p.marks.end(true)
		if who := p.under(); who != nil && who.here() && who.row >= 0 {
			p.marks.toggle(who.m.ID)
			p.step(1)
		}
	case key.Matches(k, keys.MarkRange):
		p.markRange()
	case key.Matches(k, keys.MarkAll):
		p.markAll()
	case key.Matches(k, keys.MarkNone):
		p.marks.clear()
	default:
		return false
	}
	return true
}

func (p *membersPane) markAll() {
	for _, who := range p.rows {
		if who.hit && who.here() {
			p.marks.add(who.m.ID)
		}
	}
	p.d.Say("marked "+p.r.countOf(p.marks.list), draw.Info)
}

func (p *membersPane) markRange() {
	if p.marks.anchor != "" {
		p.marks.end(true)
		return
	}
	if who := p.under(); who != nil && who.here() && who.row >= 0 {
		p.marks.begin(who.m.ID)
		p.d.Say("range: move to its end; v keeps it, esc takes it back", draw.Info)
	}
}

// show handles what decides who is shown, and in which order.
func (p *membersPane) show(k tea.KeyMsg, back key.Binding) bool {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Filter):
		p.editing = true
		p.input.Set(p.filter.query)
	case key.Matches(k, keys.QuickFilter):
		p.refilter((p.filter.quick+1)%quickCount, p.filter.query)
		p.d.Say("showing: "+p.filter.quick.String(), draw.Info)
	case key.Matches(k, keys.Sort):
		p.d.open(newSortMenu(p))
	case key.Matches(k, keys.SortReverse):
		p.sortBy(sorting{by: p.sort.by, reverse: !p.sort.reverse})
	case key.Matches(k, keys.Freeze):
		p.freeze()
	case key.Matches(k, back):
		return p.back()
	default:
		return false
	}
	return true
}

// back undoes the innermost thing: a range, the filter, then the marks.
func (p *membersPane) back() bool {
	switch {
	case p.marks.anchor != "":
		p.marks.end(false)
	case p.filter.active():
		p.input.Set("")
		p.refilter(quickAll, "")
	case p.marks.len() > 0:
		p.marks.clear()
	default:
		return false
	}
	return true
}

func (p *membersPane) sortBy(s sorting) {
	p.sort = s
	p.unfreeze()
	p.arrange(p.under())
}

func (p *membersPane) freeze() {
	if p.frozen {
		p.unfreeze()
		p.arrange(p.under())
		return
	}
	p.frozen = true
	p.d.Say("order frozen: nobody comes, goes or moves in the list until Z", draw.Info)
}

func (p *membersPane) unfreeze() { p.frozen, p.waiting = false, 0 }

// refilter applies a filter that somebody asked for: then the cursor may go to the first who fits.
func (p *membersPane) refilter(q quick, query string) {
	p.filter = parseFilter(q, query)
	p.unfreeze()
	who := p.under()
	p.arrange(nil)
	if who == nil || who.row < 0 || p.filter.active() && !who.hit {
		p.place(p.firstHit())
	}
}

func (p *membersPane) firstHit() int {
	for i, who := range p.rows {
		if who.hit {
			return i
		}
	}
	return 0
}

// edit handles a key while the filter is typed.
func (p *membersPane) edit(k tea.KeyMsg) tea.Cmd {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Submit):
		p.editing = false
	case key.Matches(k, keys.Cancel):
		p.input.Set("")
		p.editing = false
		p.refilter(p.filter.quick, "")
	case k.Type == tea.KeyDown || k.Type == tea.KeyUp:
		p.editing = false
		p.move(k)
	default:
		if p.input.Key(k) && p.input.Text() != p.filter.query {
			p.refilter(p.filter.quick, p.input.Text())
		}
	}
	return nil
}

package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
	"gavel/ui/people"
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
	if p.marks.Anchor == "" {
		return
	}
	if from := p.r.Find(p.marks.Anchor); from != nil && from.Row >= 0 {
		p.marks.Span(p.rows, from.Row, p.curRow)
	}
}

func (p *membersPane) mark(k tea.KeyMsg) bool {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Mark):
		p.marks.End(true)
		if who := p.under(); who != nil && who.Here() && who.Row >= 0 {
			p.marks.Toggle(who.Member.ID)
			p.step(1)
		}
	case key.Matches(k, keys.MarkRange):
		p.markRange()
	case key.Matches(k, keys.MarkAll):
		p.markAll()
	case key.Matches(k, keys.MarkNone):
		p.marks.Clear()
	default:
		return false
	}
	return true
}

func (p *membersPane) markAll() {
	for _, who := range p.rows {
		if who.Hit && who.Here() {
			p.marks.Add(who.Member.ID)
		}
	}
	p.d.Say("marked "+p.r.CountOf(p.marks.IDs), draw.Info)
}

func (p *membersPane) markRange() {
	if p.marks.Anchor != "" {
		p.marks.End(true)
		return
	}
	if who := p.under(); who != nil && who.Here() && who.Row >= 0 {
		p.marks.Begin(who.Member.ID)
		p.d.Say("range: move to its end; v keeps it, esc takes it back", draw.Info)
	}
}

// show handles what decides who is shown, and in which order.
func (p *membersPane) show(k tea.KeyMsg, back key.Binding) bool {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Filter):
		p.editing = true
		p.input.Set(p.filter.Query)
	case key.Matches(k, keys.QuickFilter):
		p.refilter((p.filter.Quick+1)%people.QuickCount, p.filter.Query)
		p.d.Say("showing: "+p.filter.Quick.String(), draw.Info)
	case key.Matches(k, keys.Sort):
		p.d.open(newSortMenu(p))
	case key.Matches(k, keys.SortReverse):
		p.sortBy(people.Sorting{By: p.sort.By, Reverse: !p.sort.Reverse})
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
	case p.marks.Anchor != "":
		p.marks.End(false)
	case p.filter.Active():
		p.input.Set("")
		p.refilter(people.QuickAll, "")
	case p.marks.Len() > 0:
		p.marks.Clear()
	default:
		return false
	}
	return true
}

func (p *membersPane) sortBy(s people.Sorting) {
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
func (p *membersPane) refilter(q people.Quick, query string) {
	p.filter = people.ParseFilter(q, query)
	p.unfreeze()
	who := p.under()
	p.arrange(nil)
	if who == nil || who.Row < 0 || p.filter.Active() && !who.Hit {
		p.place(p.firstHit())
	}
}

func (p *membersPane) firstHit() int {
	for i, who := range p.rows {
		if who.Hit {
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
		p.refilter(p.filter.Quick, "")
	case k.Type == tea.KeyDown || k.Type == tea.KeyUp:
		p.editing = false
		p.move(k)
	default:
		if p.input.Key(k) && p.input.Text() != p.filter.Query {
			p.refilter(p.filter.Quick, p.input.Text())
		}
	}
	return nil
}

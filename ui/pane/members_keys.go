package pane

import (
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/selector"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Key handles moving, marking, filtering and sorting. Commands are handled outside the pane.
func (p *Members) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	p.Touched = p.d.Now()
	if p.Editing {
		p.edit(k)
		return nil, true
	}
	keys := p.d.Keys()
	return nil, p.move(k) || p.mark(k) || p.show(k, keys.Back)
}

func (p *Members) move(k tea.KeyMsg) bool {
	by, is := widget.Moved(k, p.d.Keys(), p.rowLines())
	if is {
		p.Step(by)
	}
	return is
}

// Step moves the cursor. If its member has gone, one step selects the neighbour of its row.
func (p *Members) Step(by int) {
	row := p.curRow + by
	if p.cur == "" && by > 0 {
		row--
	}
	p.place(row)
	if p.Marks.Anchor == "" {
		return
	}
	if from := p.Roster.Find(p.Marks.Anchor); from != nil && from.Row >= 0 {
		p.Marks.Span(p.Rows, from.Row, p.curRow)
	}
}

func (p *Members) mark(k tea.KeyMsg) bool {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Mark):
		p.Marks.End(true)
		if who := p.Under(); who != nil && who.Here() && who.Row >= 0 {
			p.Marks.Toggle(who.Member.ID)
			p.Step(1)
		}
	case key.Matches(k, keys.MarkRange):
		p.markRange()
	case key.Matches(k, keys.MarkAll):
		p.markAll()
	case key.Matches(k, keys.MarkNone):
		p.Marks.Clear()
	default:
		return false
	}
	return true
}

func (p *Members) markAll() {
	for _, who := range p.Rows {
		if who.Hit && who.Here() {
			p.Marks.Add(who.Member.ID)
		}
	}
	p.d.Say("Marked "+p.Roster.CountOf(p.Marks.IDs)+".", draw.Info)
}

func (p *Members) markRange() {
	if p.Marks.Anchor != "" {
		p.Marks.End(true)
		return
	}
	if who := p.Under(); who != nil && who.Here() && who.Row >= 0 {
		p.Marks.Begin(who.Member.ID)
		p.d.Say("Range: move to its end. "+p.d.Keys().MarkRange.Help().Key+" keeps it, Esc takes it back.", draw.Info)
	}
}

// show handles the keys that decide which people are shown, and in which order.
func (p *Members) show(k tea.KeyMsg, back key.Binding) bool {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Filter):
		p.Editing = true
		p.Input.Set(p.filter.Query)
	case key.Matches(k, keys.QuickFilter):
		p.Refilter((p.filter.Quick+1)%people.QuickCount, p.filter.Query)
		p.d.Say("Showing: "+p.filter.Quick.String()+".", draw.Info)
	case key.Matches(k, keys.Sort):
		p.d.Open(newSortMenu(p))
	case key.Matches(k, keys.SortReverse):
		p.SortBy(people.Sorting{By: p.sort.By, Reverse: !p.sort.Reverse})
	case key.Matches(k, keys.Freeze):
		p.freeze()
	case key.Matches(k, back):
		return p.Back()
	default:
		return false
	}
	return true
}

// Back ends the innermost of these: a range, the filter, the marks.
func (p *Members) Back() bool {
	switch {
	case p.Marks.Anchor != "":
		p.Marks.End(false)
	case p.filter.Active():
		p.Input.Set("")
		p.Refilter(people.QuickAll, "")
	case p.Marks.Len() > 0:
		p.Marks.Clear()
	default:
		return false
	}
	return true
}

// SortBy sorts the people, and unfreezes the order.
func (p *Members) SortBy(s people.Sorting) {
	p.unfreeze()
	p.sort = s
	p.arrange(p.Under())
}

// Resort sorts the people, at once or when the order is no longer frozen.
func (p *Members) Resort(s people.Sorting) {
	if p.frozen {
		p.next = &s
		return
	}
	p.SortBy(s)
}

func (p *Members) freeze() {
	if p.frozen {
		p.unfreeze()
		p.arrange(p.Under())
		return
	}
	p.frozen = true
	p.d.Say("The list is frozen. "+p.d.Keys().Freeze.Help().Key+" lets it move again.", draw.Info)
}

func (p *Members) unfreeze() {
	p.frozen, p.Waiting = false, 0
	if p.next != nil {
		p.sort, p.next = *p.next, nil
	}
}

// Refilter applies a filter that the user asked for. The cursor may move to the first match.
func (p *Members) Refilter(q people.Quick, query string) {
	p.filter = people.ParseFilter(q, query)
	p.filter.Facts = p.factsAt
	p.unfreeze()
	who := p.Under()
	p.arrange(nil)
	if who == nil || who.Row < 0 || p.filter.Active() && !who.Hit {
		p.place(p.firstHit())
	}
}

// factsAt returns the facts for a selector in the filter.
func (p *Members) factsAt(now time.Time) *selector.Facts {
	if r := p.Roster; !p.facts.Now.Equal(now) {
		facts := selector.Facts{
			Now: now, Since: p.d.Snapshot().Link.Since, TalkAll: r.Sum(now), Protected: r.Lists.Protected, Panel: r.Lists.Panel,
		}
		p.facts = *facts.WithLists()
	}
	return &p.facts
}

// Relist looks up everyone again after a list of people has changed.
func (p *Members) Relist() {
	p.Roster.Reread()
	p.facts = selector.Facts{}
	if p.filter.Active() && !p.frozen {
		p.arrange(p.Under())
	}
}

func (p *Members) firstHit() int {
	for i, who := range p.Rows {
		if who.Hit {
			return i
		}
	}
	return 0
}

// edit handles a key while the filter is typed.
func (p *Members) edit(k tea.KeyMsg) {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Submit):
		p.Editing = false
	case key.Matches(k, keys.Cancel):
		p.Input.Set("")
		p.Editing = false
		p.Refilter(p.filter.Quick, "")
	case k.Type == tea.KeyDown || k.Type == tea.KeyUp:
		p.Editing = false
		p.move(k)
	default:
		if p.Input.Key(k) && p.Input.Text() != p.filter.Query {
			p.Refilter(p.filter.Quick, p.Input.Text())
		}
	}
}

// newSortMenu offers the orders. Its key moves through them, and Enter chooses the one under the cursor.
func newSortMenu(p *Members) widget.Dialog {
	items := make([]widget.Choice, 0, people.OrderCount)
	for o := range people.OrderCount {
		note := ""
		if o == p.sort.By {
			note = "now"
		}
		items = append(items, widget.Choice{ID: strconv.Itoa(int(o)), Key: sortKeys[o], Text: o.String(), Note: note})
	}
	menu := widget.NewMenu(p.d, "Order of people", items, func(ids []string) tea.Cmd {
		n, _ := strconv.Atoi(ids[0])
		p.SortBy(people.Sorting{By: people.Order(n), Reverse: p.sort.Reverse && people.Order(n) == p.sort.By})
		return nil
	})
	menu.List.Put(strconv.Itoa(int((p.sort.By + 1) % people.OrderCount)))
	return menu
}

// sortKeys choose an order at once.
var sortKeys = [people.OrderCount]string{"o", "n", "t", "h", "a", "p"}

package pane

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/people"
	"gavel/ui/widget"
)

// newSortMenu offers the orders. Its key goes through them, and Enter takes the one under the cursor.
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
var sortKeys = [people.OrderCount]string{"o", "n", "t", "h", "a"}

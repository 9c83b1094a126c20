package ui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/widget"
)

// newSortMenu offers the orders. Its key goes through them, and Enter takes the one under the cursor.
func newSortMenu(p *membersPane) widget.Dialog {
	items := make([]widget.Choice, 0, orderCount)
	for o := range orderCount {
		note := ""
		if o == p.sort.by {
			note = "now"
		}
		items = append(items, widget.Choice{ID: strconv.Itoa(int(o)), Key: sortKeys[o], Text: o.String(), Note: note})
	}
	menu := widget.NewMenu(p.d, "Order of people", items, func(ids []string) tea.Cmd {
		n, _ := strconv.Atoi(ids[0])
		p.sortBy(sorting{by: order(n), reverse: p.sort.reverse && order(n) == p.sort.by})
		return nil
	})
	menu.List.Put(strconv.Itoa(int((p.sort.by + 1) % orderCount)))
	return menu
}

// sortKeys choose an order at once.
var sortKeys = [orderCount]string{"o", "n", "t", "h", "a"}

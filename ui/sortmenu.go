package ui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"
)

// newSortMenu offers the orders. Its key goes through them, and Enter takes the one under the cursor.
func newSortMenu(p *membersPane) dialog {
	items := make([]choice, 0, orderCount)
	for o := range orderCount {
		note := ""
		if o == p.sort.by {
			note = "now"
		}
		items = append(items, choice{id: strconv.Itoa(int(o)), key: sortKeys[o], text: o.String(), note: note})
	}
	menu := newMenu(p.d, "Order of people", items, func(ids []string) tea.Cmd {
		n, _ := strconv.Atoi(ids[0])
		p.sortBy(sorting{by: order(n), reverse: p.sort.reverse && order(n) == p.sort.by})
		return nil
	})
	menu.list.put(strconv.Itoa(int((p.sort.by + 1) % orderCount)))
	return menu
}

// sortKeys choose an order at once.
var sortKeys = [orderCount]string{"o", "n", "t", "h", "a"}

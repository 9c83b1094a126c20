package pane

import (
	"slices"
	"strconv"
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
)

// heads are the rows at which a group of a grouped list begins. A heading stands before each. It is no row: the cursor
// passes over it.
type heads []int

// headsOf finds where each group begins. It reuses the array of h.
func headsOf(h heads, rows []*people.Person) heads {
	h = h[:0]
	for i, who := range rows {
		if who.Depth == 0 && (len(h) == 0 || who.Group != rows[h[len(h)-1]].Group) {
			h = append(h, i)
		}
	}
	return h
}

// in returns how many headings stand before the rows from one to another, both included.
func (h heads) in(from, to int) (n int) {
	for _, at := range h {
		if at >= from && at <= to {
			n++
		}
	}
	return n
}

// size returns how many rows the group has that begins at a row of so many; 0 if none does.
func (h heads) size(row, rows int) int {
	i, begins := slices.BinarySearch(h, row)
	switch {
	case !begins:
		return 0
	case i+1 < len(h):
		return h[i+1] - row
	}
	return rows - row
}

// headingLine draws the heading of a group in w cells.
func headingLine(th *theme.Theme, g people.Group, n, w int) string {
	said := " " + draw.Capital(g.String()) + " " + strconv.Itoa(n) + " "
	rule := max(0, w-text.Width(said)-1)
	return th.Title.Apply(said) + th.Dim.Apply(draw.Fit(strings.Repeat(th.Glyphs.Square.Horizontal, rule), rule+1))
}

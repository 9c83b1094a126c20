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

// heads are the first rows of the groups in a grouped list. Each has a heading above it. The heading is not a row: the
// cursor skips it.
type heads []int

// headsOf finds the first row of each group. It reuses the array of h.
func headsOf(h heads, rows []*people.Person) heads {
	h = h[:0]
	for i, who := range rows {
		if who.Depth == 0 && (len(h) == 0 || who.Group != rows[h[len(h)-1]].Group) {
			h = append(h, i)
		}
	}
	return h
}

// in returns the number of headings above the rows from one row to another, both included.
func (h heads) in(from, to int) (n int) {
	for _, at := range h {
		if at >= from && at <= to {
			n++
		}
	}
	return n
}

// size returns the number of rows of the group that starts at a row, or 0 if none starts there. rows is the number of
// all rows.
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

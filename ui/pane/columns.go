package pane

import (
	"slices"
	"strings"

	"gavel/ui/draw"
)

// columnRows holds the columns in their usual order.
var columnRows = [...]columnRow{
	{
		name: "name", head: "name", always: true, draw: (*rowPen).nameCell,
		widths: []width{{turn: 0, to: 16}, {turn: 3, to: 21}}, // most names are shorter
	},
	{
		name: "state", head: "state", draw: (*rowPen).stateCell,
		widths: []width{
			{turn: 0, to: 14}, // "muted, no cam"
			{turn: 4, to: 17}, // "muted, no camera"
			{turn: 8, to: 26}, // "mic volume +5, hears -10"
		},
	},
	{
		name: "hand", head: "hand", draw: (*rowPen).handCell,
		widths: []width{{turn: 0, to: 9}}, // "12 ≥3:05"
	},
	{ // when the member talked in the last minutes
		name: "line", head: "last 5 min", turnsHead: "       turns", draw: (*rowPen).lineCell,
		widths: []width{
			{turn: 2, to: 13, needed: true}, {turn: 5, to: 16}, {turn: 5, to: 21}, {turn: 5, to: 31}, {turn: 5, to: 61},
		},
	},
	{ // share of the talking time
		name: "talk", head: " talk", draw: (*rowPen).shareCell,
		widths: []width{{turn: 1, to: 6}}, // "100%"
	},
	{ // on the canvas
		name: "place", head: "place", draw: (*rowPen).placeCell,
		widths: []width{{turn: 6, to: 7}}, // "std-12"
	},
	{ // in the room
		name: "time", head: "  time", draw: (*rowPen).ageCell,
		widths: []width{{turn: 7, to: 7}}, // "~12h04"
	},
}

// lastTurn is the last turn of any width.
const lastTurn = 8

// nameMax is the width of the name on a wide screen.
const nameMax = 33

// Columns returns the columns that can be chosen, in their usual order.
func Columns() []Column {
	var all []Column
	for _, row := range columnRows {
		if !row.always {
			all = append(all, row.name)
		}
	}
	return all
}

// columnsFor gives each of the chosen columns its width, the important ones first. The name gets the rest.
func columnsFor(w int, chosen []Column) columns {
	c := columns{w: w}
	for i, row := range columnRows {
		if row.always {
			c.cells = append(c.cells, cell{of: &columnRows[i]})
		}
	}
	for _, name := range chosen {
		if i := slices.IndexFunc(columnRows[:], func(row columnRow) bool { return row.name == name }); i >= 0 {
			c.cells = append(c.cells, cell{of: &columnRows[i]})
		}
	}
	free := w - RowPrefix
	for turn := range lastTurn + 1 {
		if !c.grow(turn, &free) {
			break
		}
	}
	name := &c.cells[0]
	if name.w += min(free, nameMax-name.w); name.w < 1 { // only on screens that are too small in any case
		name.w = 1
	}
	return c
}

// grow gives columns the widths of a turn, as far as free cells last, and reports whether later turns may come.
func (c columns) grow(turn int, free *int) bool {
	for i := range c.cells {
		cell := &c.cells[i]
		for _, wider := range cell.of.widths {
			switch by := wider.to - cell.w; {
			case wider.turn != turn:
			case turn == 0 || by <= *free:
				cell.w, *free = wider.to, *free-by
			case wider.needed:
				return false
			}
		}
	}
	return true
}

// head returns the line of column heads.
func (c columns) head() string {
	var b strings.Builder
	b.WriteString(draw.Pad(RowPrefix))
	for _, cell := range c.cells {
		head := cell.of.head
		if c.turns && cell.of.turnsHead != "" {
			head = cell.of.turnsHead
		}
		b.WriteString(draw.Fit(head, cell.w))
	}
	return draw.Fit(b.String(), c.w)
}

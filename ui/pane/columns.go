package pane

import (
	"slices"
	"strings"
	"time"

	"gavel/ui/draw"
	"gavel/ui/talk"
)

// Column is a column of the list of people, beside the name, which always comes first.
type Column string

// The columns, in their usual order.
const (
	ColumnState Column = "state"
	ColumnHand  Column = "hand"
	ColumnLine  Column = "line"  // when the member talked in the last minutes
	ColumnShare Column = "talk"  // share of the talking time
	ColumnPlace Column = "place" // on the canvas
	ColumnTime  Column = "time"  // in the room
)

// maxColumns is the number of columns.
const maxColumns = 6

// Columns returns the columns in their usual order.
func Columns() []Column {
	return []Column{ColumnState, ColumnHand, ColumnLine, ColumnShare, ColumnPlace, ColumnTime}
}

// columns holds the widths of the columns of a row of people. A width of 0 leaves a column out.
type columns struct {
	order                                [maxColumns]Column // "" at the end
	w                                    int                // the whole row
	name, state, hand, place, share, age int
	line                                 int // the talk line, with the blank after it
	per                                  int // buckets in a cell of the talk line
	rest                                 int
	turns                                bool // the turns of the floor are in the place of the talk line
}

// Widths of columns, each with one blank after it.
const (
	RowPrefix  = 4 // cursor bar, mark, talk sign, blank
	nameMin    = 16
	nameGood   = 20 // most names are shorter
	nameMax    = 32
	stateMin   = 14 // "muted, no cam"
	stateGood  = 17 // "muted, no camera"
	stateWide  = 26 // "mic volume +5, hears -10"
	handWidth  = 9  // "12 ≥3:05"
	placeWidth = 7  // "std-12"
	shareWidth = 6  // "100%"
	ageWidth   = 7  // "~12h04"
)

// lineSpan is the time that the talk line shows. lineCells are its possible widths in cells; the widest that fits is
// used.
const lineSpan = 5 * time.Minute

var lineCells = [...]int{12, 15, 20, 30, 60}

// columnsFor gives each of the chosen columns its width, the important ones first. The name gets the rest.
func columnsFor(w int, chosen []Column) columns {
	c := columns{w: w, name: nameMin}
	copy(c.order[:], chosen)
	has := map[*int]bool{&c.name: true}
	for column, width := range map[Column]*int{
		ColumnState: &c.state, ColumnHand: &c.hand, ColumnLine: &c.line, ColumnShare: &c.share, ColumnPlace: &c.place,
		ColumnTime: &c.age,
	} {
		has[width] = slices.Contains(chosen, column)
	}
	for width, least := range map[*int]int{&c.state: stateMin, &c.hand: handWidth} {
		if has[width] {
			*width = least
		}
	}
	free := w - RowPrefix - c.name - c.state - c.hand
	grow := func(width *int, to int) {
		if by := to - *width; by <= free && has[width] {
			*width, free = to, free-by
		}
	}
	grow(&c.share, shareWidth)
	grow(&c.line, lineCells[0]+1)
	grow(&c.name, nameGood+1)
	if c.line > 0 || !has[&c.line] {
		grow(&c.state, stateGood)
	}
	if c.line > 0 {
		for _, cells := range lineCells[1:] {
			grow(&c.line, cells+1)
		}
		c.per = int(lineSpan/talk.Bucket) / (c.line - 1)
	}
	if c.line > 0 || !has[&c.line] {
		grow(&c.place, placeWidth)
		grow(&c.age, ageWidth)
	}
	grow(&c.state, stateWide)
	if free < 0 { // only on screens that are too small in any case
		c.name = max(1, c.name+free)
	}
	wider := min(max(free, 0), nameMax+1-c.name)
	c.name += max(wider, 0)
	c.rest = max(0, free-max(wider, 0))
	return c
}

// head returns the line of column heads.
func (c columns) head() string {
	var b strings.Builder
	b.WriteString(draw.Pad(RowPrefix) + draw.Fit("name", c.name))
	for _, column := range c.order {
		said, w := string(column), 0
		switch column {
		case ColumnState:
			w = c.state
		case ColumnHand:
			w = c.hand
		case ColumnLine:
			if said, w = "last 5 min", c.line; c.turns {
				said = "       turns"
			}
		case ColumnShare:
			said, w = " talk", c.share
		case ColumnPlace:
			w = c.place
		case ColumnTime:
			said, w = "  time", c.age
		}
		b.WriteString(draw.Fit(said, w))
	}
	return draw.Fit(b.String(), c.w)
}

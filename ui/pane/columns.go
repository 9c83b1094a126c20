package pane

import (
	"strings"

	"gavel/ui/draw"
)

// columns holds the widths of the columns of a row of people. A width of 0 leaves a column out.
type columns struct {
	w                                        int // the whole row
	name, mic, cam, ear, hand, place         int
	volume, bar, share, age, rest, nameStart int
}

// Widths of columns, each with one blank after it.
const (
	RowPrefix   = 5 // cursor bar, mark, blank, talk sign, blank
	stateWidth  = 5 // "off…"
	handWidth   = 8 // "12 3:05"
	placeWidth  = 7 // "std-12"
	volumeWidth = 12
	barCells    = 6
	barWidth    = barCells + 1
	shareWidth  = 6 // "100 %"
	ageWidth    = 7 // "~12h04"
	nameMin     = 16
	nameMax     = 32
)

// columnsFor gives each column its width, the important ones first. The name gets the rest.
func columnsFor(w int) columns {
	c := columns{w: w, mic: stateWidth, cam: stateWidth, ear: stateWidth, hand: handWidth, nameStart: RowPrefix}
	free := w - RowPrefix - 3*stateWidth - handWidth - nameMin - 1
	for _, col := range []struct {
		width *int
		cells int
	}{{&c.share, shareWidth}, {&c.place, placeWidth}, {&c.age, ageWidth}, {&c.bar, barWidth}, {&c.volume, volumeWidth}} {
		if free < col.cells {
			break
		}
		*col.width, free = col.cells, free-col.cells
	}
	c.name = min(nameMin+1+max(free, 0), nameMax+1)
	used := RowPrefix + c.name + c.mic + c.cam + c.ear + c.hand + c.place + c.volume + c.bar + c.share + c.age
	if used > w { // only on screens that are too small in any case
		c.name = max(1, c.name-(used-w))
		used = w
	}
	c.rest = max(0, w-used)
	return c
}

// head returns the line of column heads.
func (c columns) head() string {
	var b strings.Builder
	b.WriteString(draw.Pad(c.nameStart))
	for _, col := range []struct {
		text string
		w    int
	}{
		{"name", c.name},
		{"mic", c.mic},
		{"cam", c.cam},
		{"ear", c.ear},
		{"hand", c.hand},
		{"place", c.place},
		{"volume", c.volume},
		{"talk", c.bar + c.share},
		{"  time", c.age},
	} {
		b.WriteString(draw.Fit(col.text, col.w))
	}
	return draw.Fit(b.String(), c.w)
}

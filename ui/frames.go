package ui

import (
	"strconv"
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// edges are the pieces around a pane, rebuilt only if something in them changed.
type edges struct {
	of edging

	top, left, right, bottom string
	lines                    []string // of the pane, as last drawn
}

// edging holds everything that the pieces around a pane depend on.
type edging struct {
	slot    slot
	edge    edge
	title   string
	others  string // the names of panes that are not on the screen
	w       int
	focused bool
}

func (e *edges) draw(th *theme.Theme) {
	border := th.Border
	if e.of.focused {
		border = th.BorderFocused
	}
	b := th.Glyphs.Round
	switch e.of.edge {
	case edgeTabs:
		e.top = e.tabs(th)
		return
	case edgeRule:
		e.top = e.rule(th, border, b.Horizontal, b.Horizontal)
		return
	case edgeBar:
		e.top = e.rule(th, border, b.TeeTop, b.Horizontal)
		e.left = th.Border.Apply(b.Vertical)
		return
	}
	e.top = e.rule(th, border, b.TopLeft, b.TopRight)
	e.left = border.Apply(b.Vertical)
	e.right = e.left
	e.bottom = border.Apply(b.BottomLeft + strings.Repeat(b.Horizontal, max(0, e.of.w-2)) + b.BottomRight)
}

// rule draws the upper edge: the title, and at the right end the names of other panes.
func (e *edges) rule(th *theme.Theme, border theme.Paint, first, last string) string {
	line := th.Glyphs.Round.Horizontal
	title, others, w := e.of.title, e.of.others, e.of.w
	if e.of.slot < numbered {
		title = strconv.Itoa(int(e.of.slot)+1) + " " + title
	}
	const around, beside = 6, 3 // corners, dashes and blanks
	if w < around+1 {
		return border.Apply(first + strings.Repeat(line, max(0, w-2)) + last)
	}
	paint := th.Title
	if !e.of.focused {
		paint = th.Text
	}
	title = text.Cut(title, w-around+1)
	free := w - draw.Width(title) - around
	if others == "" || free < draw.Width(others)+beside {
		return border.Apply(first+line) + " " + paint.Apply(title) + " " +
			border.Apply(strings.Repeat(line, max(0, free+1))+last)
	}
	return border.Apply(first+line) + " " + paint.Apply(title) + " " +
		border.Apply(strings.Repeat(line, free-draw.Width(others)-1)) + " " + th.Dim.Apply(others) + " " + border.Apply(last)
}

// tabs draws the names of all panes. The one in view has its full title.
func (e *edges) tabs(th *theme.Theme) string {
	line, used, tight := "", 0, false
	for s := range numbered {
		number := strconv.Itoa(int(s) + 1)
		name, paint := number+" "+slotNames[s], th.Tab
		if s == e.of.slot {
			name, paint = number+" "+e.of.title, th.TabActive
		}
		const bare = 3 // cells of a tab that has only its number
		room := e.of.w - used - bare*int(numbered-1-s)
		switch {
		case s == e.of.slot:
			name = text.Cut(name, max(0, room-2))
		case tight || draw.Width(name)+2 > room: // from here on, all others have only their numbers
			name, tight = number, true
		}
		name = " " + name + " "
		used += draw.Width(name)
		line += paint.Apply(name)
	}
	return draw.Fit(line, e.of.w)
}

// slotNamedAt returns the pane that an upper edge names at a column of it.
func (e *edges) slotNamedAt(x int) (slot, bool) {
	top := draw.Strip(e.top)
	for s := range numbered {
		name := strconv.Itoa(int(s)+1) + " " + slotNames[s]
		at := strings.LastIndex(top, name)
		if e.of.edge == edgeTabs {
			name = " " + strconv.Itoa(int(s)+1) + " "
			if at = strings.Index(top, name); at >= 0 {
				if from := draw.Width(top[:at]); x >= from && x < e.endOfTab(s, top) {
					return s, true
				}
			}
			continue
		}
		if s == e.of.slot || at < 0 {
			continue
		}
		if from := draw.Width(top[:at]); x >= from && x < from+draw.Width(name) {
			return s, true
		}
	}
	return 0, false
}

// endOfTab returns the column at which the tab of a pane ends.
func (e *edges) endOfTab(s slot, top string) int {
	if next := strings.Index(top, " "+strconv.Itoa(int(s)+2)+" "); s+1 < numbered && next >= 0 {
		return draw.Width(top[:next])
	}
	return e.of.w
}

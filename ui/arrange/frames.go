package arrange

import (
	"strconv"
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Frame holds the pieces around a pane, rebuilt only if something in them changed.
type Frame struct {
	Of Framing

	Top, Left, Right, Bottom string
	names                    []edgeName
	Lines                    []string // of the pane, as last drawn
}

// edgeName is where an upper edge names a pane.
type edgeName struct {
	from, to int // columns
	slot     Slot
}

// Framing holds everything that the pieces around a pane depend on.
type Framing struct {
	Slot    Slot
	Edge    Edge
	Title   string
	Others  Slots // panes that are not on the screen, named at the right end
	W       int
	Focused bool
}

// Draw makes the pieces anew.
func (e *Frame) Draw(th *theme.Theme) {
	border := th.Border
	if e.Of.Focused {
		border = th.BorderFocused
	}
	b := th.Glyphs.Round
	switch e.Of.Edge {
	case EdgeTabs:
		e.Top = e.tabs(th)
		return
	case edgeRule:
		e.Top = e.rule(th, border, b.Horizontal, b.Horizontal)
		return
	case edgeBar:
		e.Top = e.rule(th, border, b.TeeTop, b.Horizontal)
		e.Left = th.Border.Apply(b.Vertical)
		return
	}
	e.Top = e.rule(th, border, b.TopLeft, b.TopRight)
	e.Left = border.Apply(b.Vertical)
	e.Right = e.Left
	e.Bottom = border.Apply(b.BottomLeft + strings.Repeat(b.Horizontal, max(0, e.Of.W-2)) + b.BottomRight)
}

// rule draws the upper edge: the title, and at the right end the names of other panes.
func (e *Frame) rule(th *theme.Theme, border theme.Paint, first, last string) string {
	line, title, w := th.Glyphs.Round.Horizontal, e.Of.Title, e.Of.W
	if e.Of.Slot < Numbered {
		title = strconv.Itoa(int(e.Of.Slot)+1) + " " + title
	}
	const around, beside = 6, 3 // corners, dashes and blanks
	if w < around+1 {
		return border.Apply(first + strings.Repeat(line, max(0, w-2)) + last)
	}
	paint := th.Title
	if !e.Of.Focused {
		paint = th.Text
	}
	title = text.Cut(title, w-around+1)
	free := w - draw.Width(title) - around
	left := border.Apply(first+line) + " " + paint.Apply(title) + " "
	for _, bare := range []bool{false, true} {
		if names, n := e.name(w-2, bare); n > 0 && free >= n+beside {
			return left + border.Apply(strings.Repeat(line, free-n-1)) + " " + th.Dim.Apply(names) + " " + border.Apply(last)
		}
	}
	e.names = nil
	return left + border.Apply(strings.Repeat(line, max(0, free+1))+last)
}

// name returns the names of the other panes, which end before a column, and their width.
func (e *Frame) name(end int, bare bool) (string, int) {
	e.names = e.names[:0]
	all := ""
	for s := range Numbered {
		if !e.Of.Others.Has(s) {
			continue
		}
		if all != "" {
			all += "  "
		}
		from := draw.Width(all)
		all += strconv.Itoa(int(s) + 1)
		if !bare {
			all += " " + SlotNames[s]
		}
		e.names = append(e.names, edgeName{from, draw.Width(all), s})
	}
	n := draw.Width(all)
	for i := range e.names {
		e.names[i].from += end - n
		e.names[i].to += end - n
	}
	return all, n
}

// tabs draws the names of all panes. The one in view has its full title.
func (e *Frame) tabs(th *theme.Theme) string {
	line, used, tight := "", 0, false
	for s := range Numbered {
		number := strconv.Itoa(int(s) + 1)
		name, paint := number+" "+SlotNames[s], th.Tab
		if s == e.Of.Slot {
			name, paint = number+" "+e.Of.Title, th.TabActive
		}
		const bare = 3 // cells of a tab that has only its number
		room := e.Of.W - used - bare*int(Numbered-1-s)
		switch {
		case s == e.Of.Slot:
			name = text.Cut(name, max(0, room-2))
		case tight || draw.Width(name)+2 > room: // from here on, all others have only their numbers
			name, tight = number, true
		}
		name = " " + name + " "
		e.names = append(e.names, edgeName{used, used + draw.Width(name), s})
		used += draw.Width(name)
		line += paint.Apply(name)
	}
	return draw.Fit(line, e.Of.W)
}

// SlotNamedAt returns the pane that the upper edge names at a column of it.
func (e *Frame) SlotNamedAt(x int) (Slot, bool) {
	for _, n := range e.names {
		if x >= n.from && x < n.to {
			return n.slot, true
		}
	}
	return 0, false
}

package ui

import (
	"strconv"
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
)

// edges are the pieces of a pane's frame, rebuilt only if something in them changed.
type edges struct {
	of edging

	top, side, bottom string
	lines             []string // as last drawn
}

// edging holds everything that the pieces of a frame depend on.
type edging struct {
	slot    slot
	title   string
	side    slot // the pane in the second column; its frame names the alternatives
	corner  slot // the pane under it; equal to side if there is none
	w       int
	focused bool
}

// strip returns the names of the panes that the second column could show instead.
func (e edging) strip() string {
	if e.slot != e.side {
		return ""
	}
	s := ""
	for _, other := range []slot{slotStage, slotHands, slotMedia, slotDetail} {
		if other != e.side && other != e.corner {
			s += "  " + strconv.Itoa(int(other)+1) + " " + slotNames[other]
		}
	}
	return strings.TrimSpace(s)
}

func (e *edges) draw(th *theme.Theme) {
	s := draw.Frame{Box: th.Glyphs.Round, Border: th.Border, Title: th.Title}
	if e.of.focused {
		s.Border = th.BorderFocused
	}
	w, title, strip := e.of.w, strconv.Itoa(int(e.of.slot)+1)+" "+e.of.title, e.of.strip()
	// Corner and dash at the left, blanks around title and strip, dash and corner at the right.
	const around, beside = 6, 3
	if free := w - draw.Width(title) - around; strip != "" && free >= draw.Width(strip)+beside {
		rest := strings.Repeat(s.Box.Horizontal, free-draw.Width(strip)-1)
		e.top = s.Border.Apply(s.Box.TopLeft+s.Box.Horizontal) + " " + s.Title.Apply(title) + " " + s.Border.Apply(rest) +
			" " + th.Dim.Apply(strip) + " " + s.Border.Apply(s.Box.TopRight)
	} else {
		e.top = draw.TopEdge(title, w, s)
	}
	e.side = s.Border.Apply(s.Box.Vertical)
	e.bottom = s.Border.Apply(s.Box.BottomLeft + strings.Repeat(s.Box.Horizontal, max(0, w-2)) + s.Box.BottomRight)
}

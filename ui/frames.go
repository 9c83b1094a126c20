package ui

import (
	"strconv"
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
)

// edges are the pieces of a pane's frame, made again only when something in them changed.
type edges struct {
	of edging

	top, side, bottom string
	lines             []string // as last drawn
}

// edging is what the pieces of a frame depend on.
type edging struct {
	slot    slot
	title   string
	side    slot // the pane in the second column, which names those that could stand there instead
	corner  slot // the pane under it; the side itself when there is none
	w       int
	focused bool
}

// framed is a pane in its frame.
type framed struct {
	edges *edges
	lines []string
}

func (f framed) append(b []byte, y int) []byte {
	switch {
	case f.edges == nil:
		return b
	case y == 0:
		return append(b, f.edges.top...)
	case y > len(f.lines):
		return append(b, f.edges.bottom...)
	}
	b = append(b, f.edges.side...)
	b = append(b, f.lines[y-1]...)
	return append(b, f.edges.side...)
}

func (m *screen) framed(s slot, a area) framed {
	focused := s == m.focus
	if m.kept.edges == nil {
		m.kept.edges = map[slot]*edges{}
	}
	have := m.kept.edges[s]
	if m.behind[s] && have != nil && have.of.w == a.w && have.of.focused == focused && len(have.lines) == a.h-2 {
		return framed{edges: have, lines: have.lines}
	}
	lines := m.panes[s].Lines(focused)
	want := edging{slot: s, title: m.panes[s].Title(), side: m.side, corner: m.side, w: a.w, focused: focused}
	if m.plan.corner.h > 0 {
		want.corner = m.cornerSlot()
	}
	if have == nil || have.of != want {
		have = &edges{of: want}
		have.draw(m.Theme())
		m.kept.edges[s] = have
	}
	have.lines = lines
	return framed{edges: have, lines: lines}
}

// strip names the panes that could stand in the second column instead.
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

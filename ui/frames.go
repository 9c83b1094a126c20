package ui

import (
	"strconv"
	"strings"

	"gavel/theme"
)

// edges are the pieces of a pane's frame, made again only when something in them changed.
type edges struct {
	title, strip string
	w            int
	focused      bool

	top, side, bottom string
	lines             []string // as last drawn
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

func (m *Model) framed(s slot, a area) framed {
	focused := s == m.focus
	if m.screen.edges == nil {
		m.screen.edges = map[slot]*edges{}
	}
	have := m.screen.edges[s]
	if m.behind[s] && have != nil && have.w == a.w && have.focused == focused && len(have.lines) == a.h-2 {
		return framed{edges: have, lines: have.lines}
	}
	lines := m.panes[s].lines(focused)
	want := edges{title: strconv.Itoa(int(s)+1) + " " + m.panes[s].title(), w: a.w, focused: focused}
	if s == m.side {
		want.strip = m.strip()
	}
	if have == nil || !have.same(want) {
		want.draw(m.theme())
		have = &want
		m.screen.edges[s] = have
	}
	have.lines = lines
	return framed{edges: have, lines: lines}
}

// strip names the panes that could stand in the second column instead.
func (m *Model) strip() string {
	s := ""
	for _, other := range []slot{slotStage, slotHands, slotMedia, slotDetail} {
		if other == m.side || m.plan.corner.h > 0 && other == m.cornerSlot() {
			continue
		}
		s += "  " + strconv.Itoa(int(other)+1) + " " + slotNames[other]
	}
	return strings.TrimSpace(s)
}

// same reports whether the pieces look the same.
func (e *edges) same(o edges) bool {
	return e.title == o.title && e.strip == o.strip && e.w == o.w && e.focused == o.focused
}

func (e *edges) draw(th *theme.Theme) {
	s := boxStyle{th.Glyphs.Round, th.Border, th.Title}
	if e.focused {
		s.border = th.BorderFocused
	}
	// Corner and dash at the left, blanks around title and strip, dash and corner at the right.
	const around, beside = 6, 3
	if free := e.w - width(e.title) - around; e.strip != "" && free >= width(e.strip)+beside {
		rest := strings.Repeat(s.box.Horizontal, free-width(e.strip)-1)
		e.top = s.border.Apply(s.box.TopLeft+s.box.Horizontal) + " " + s.title.Apply(e.title) + " " + s.border.Apply(rest) +
			" " + th.Dim.Apply(e.strip) + " " + s.border.Apply(s.box.TopRight)
	} else {
		e.top = topEdge(e.title, e.w, s)
	}
	e.side = s.border.Apply(s.box.Vertical)
	e.bottom = s.border.Apply(s.box.BottomLeft + strings.Repeat(s.box.Horizontal, max(0, e.w-2)) + s.box.BottomRight)
}

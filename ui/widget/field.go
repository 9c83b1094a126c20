package widget

import (
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// glyphsOf returns the visible form of each character. The field may hold untrusted text that is being edited.
func glyphsOf(parts []string, hide Secret) []string {
	var hidden []bool
	if hide != nil {
		hidden = hide(parts)
	}
	out := make([]string, len(parts))
	for i, part := range parts {
		switch {
		case hidden != nil && hidden[i]:
			out[i] = hiddenSign
		case len(part) == 1 && part[0] >= ' ' && part[0] <= '~':
			out[i] = part
		default:
			if out[i] = text.Clean(part); out[i] == "" {
				out[i] = " "
			}
		}
	}
	return out
}

// InputStyle sets how a field is drawn.
type InputStyle struct {
	Theme   *theme.Theme
	Width   int
	Focused bool
	Ghost   string // shown while nothing is typed
	Hide    Secret
}

// Line returns a field of one line in exactly s.w cells, the part around the cursor in view.
func (t *Editor) Line(s InputStyle) string {
	if t.Empty() {
		ghost := text.Cut(s.Ghost, s.Width-1)
		if !s.Focused {
			return draw.Fit(s.Theme.Placeholder.Apply(text.Cut(s.Ghost, s.Width)), s.Width)
		}
		return draw.Fit(draw.Caret+s.Theme.Selected.Apply(" ")+s.Theme.Placeholder.Apply(ghost), s.Width)
	}
	at := noCursor
	if s.Focused {
		at = t.at
	}
	return window(glyphsOf(t.parts, s.Hide), at, s)
}

// noCursor is the position of the cursor in a field without one.
const noCursor = -1

// window shows as many glyphs as fit, including the one at the cursor.
func window(glyphs []string, at int, s InputStyle) string {
	widths := make([]int, len(glyphs)+1)
	for i, g := range glyphs {
		widths[i] = max(1, draw.Width(g))
	}
	widths[len(glyphs)] = 1 // the cursor after the end
	cursor := max(at, 0)
	if at == noCursor {
		cursor = 0
	}
	from, used := cursor, widths[cursor]
	for from > 0 && used+widths[from-1] <= s.Width {
		from--
		used += widths[from]
	}
	var before, under, after strings.Builder
	room := s.Width
	for i := from; i <= len(glyphs); i++ {
		if room -= widths[i]; room < 0 {
			break
		}
		g := " "
		if i < len(glyphs) {
			g = glyphs[i]
		}
		switch {
		case i == at:
			under.WriteString(g)
		case i < at || at == noCursor:
			before.WriteString(g)
		case i < len(glyphs):
			after.WriteString(g)
		}
	}
	input := s.Theme.Input
	caret := ""
	if at != noCursor {
		caret = draw.Caret
	}
	line := input.Apply(before.String()) + caret + s.Theme.Selected.Apply(under.String()) + input.Apply(after.String())
	missing := s.Width - draw.Width(line)
	if missing > 0 {
		line += s.Theme.Input.Apply(draw.Pad(missing))
	}
	return draw.Fit(line, s.Width)
}

// Area returns text of several lines in exactly h lines of exactly s.w cells, scrolled so that the cursor is in view.
func (t *Editor) Area(s InputStyle, h int) []string {
	type row struct {
		from, to int
	}
	var rows []row
	current := 0
	for at := 0; ; {
		end := t.lineEnd(at)
		if t.at >= at && t.at <= end {
			current = len(rows)
		}
		rows = append(rows, row{at, end})
		if end >= len(t.parts) {
			break
		}
		at = end + 1
	}
	top := max(0, min(current-h/2, len(rows)-h))
	out := make([]string, 0, h)
	for i := top; i < len(rows) && len(out) < h; i++ {
		at := noCursor
		if i == current && s.Focused {
			at = t.at - rows[i].from
		}
		out = append(out, window(glyphsOf(t.parts[rows[i].from:rows[i].to], s.Hide), at, s))
	}
	for len(out) < h {
		out = append(out, s.Theme.Input.Apply(draw.Pad(s.Width)))
	}
	return out
}

package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gavel/theme"
)

// spaces is what padding is cut from; wider screens than that do not exist in practice.
var spaces = strings.Repeat(" ", 512)

// pad returns n spaces.
func pad(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(spaces):
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

// width returns the cells that a line takes; escapes count nothing.
func width(line string) int {
	if n, plain := plainWidth(line); plain {
		return n
	}
	return measure(line)
}

// plainWidth is width for lines of ASCII, paints and frames, which are most of a screen: it needs no look at Unicode's
// tables. plain is false when the line holds anything else.
func plainWidth(line string) (n int, plain bool) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c >= ' ' && c <= '~':
			n++
		case c == 0x1b && i+1 < len(line) && line[i+1] == '[':
			for i += 2; i < len(line) && (line[i] < '@' || line[i] > '~'); {
				i++
			}
		case c == 0xe2 && i+2 < len(line) && (line[i+1] == 0x94 || line[i+1] == 0x95 || line[i+1] == 0x96):
			n++ // U+2500 to U+25BF: lines, blocks and squares
			i += 2
		default:
			return 0, false
		}
	}
	return n, true
}

// fit cuts or pads a line, that may hold paints, to exactly w cells. Foreign text must have gone through package text.
func fit(line string, w int) string {
	if w <= 0 {
		return ""
	}
	have := width(line)
	if have > w {
		line = cut(line, w)
		have = width(line)
	}
	return line + pad(w-have)
}

// fitRight is fit with the padding on the left.
func fitRight(line string, w int) string {
	if w <= 0 {
		return ""
	}
	have := width(line)
	if have > w {
		line = cut(line, w)
		have = width(line)
	}
	return pad(w-have) + line
}

// spread puts left and right at the ends of w cells. When both do not fit, right goes first: it is cut away whole.
func spread(left, right string, w int) string {
	lw, rw := width(left), width(right)
	if lw+1+rw > w {
		return fit(left, w)
	}
	return left + pad(w-lw-rw) + right
}

// fitAll makes lines exactly h lines of exactly w cells.
func fitAll(lines []string, w, h int) []string {
	out := make([]string, 0, max(h, 0))
	for _, line := range lines[:min(len(lines), max(h, 0))] {
		out = append(out, fit(line, w))
	}
	for len(out) < h {
		out = append(out, pad(w))
	}
	return out
}

// hzip puts blocks of lines side by side. All blocks must have the same number of lines.
func hzip(blocks ...[]string) []string {
	if len(blocks) == 0 {
		return nil
	}
	out := make([]string, len(blocks[0]))
	for i := range out {
		n := 0
		for _, b := range blocks {
			n += len(b[i])
		}
		line := make([]byte, 0, n)
		for _, b := range blocks {
			line = append(line, b[i]...)
		}
		out[i] = string(line)
	}
	return out
}

// boxStyle is how a frame is drawn.
type boxStyle struct {
	box           theme.Box
	border, title theme.Paint
}

// frameBox puts a frame of w by h cells around lines, with the title in its upper edge.
func frameBox(title string, lines []string, w, h int, s boxStyle) []string {
	if w < 2 || h < 2 {
		return fitAll(nil, w, h)
	}
	inner := fitAll(lines, w-2, h-2)
	out := make([]string, 0, h)
	out = append(out, topEdge(title, w, s))
	side := s.border.Apply(s.box.Vertical)
	for _, line := range inner {
		out = append(out, side+line+side)
	}
	return append(out, s.border.Apply(s.box.BottomLeft+strings.Repeat(s.box.Horizontal, w-2)+s.box.BottomRight))
}

// topEdge is the upper edge of a frame with a title in it.
func topEdge(title string, w int, s boxStyle) string {
	// Corners, a dash and a space on each side of the title.
	const around = 5
	room := w - around
	if title == "" || room < 1 {
		return s.border.Apply(s.box.TopLeft + strings.Repeat(s.box.Horizontal, w-2) + s.box.TopRight)
	}
	if width(title) > room {
		title = cut(title, room)
	}
	rest := strings.Repeat(s.box.Horizontal, w-around-width(title))
	return s.border.Apply(s.box.TopLeft+s.box.Horizontal) + " " + s.title.Apply(title) + " " +
		s.border.Apply(rest+s.box.TopRight)
}

// overlay puts box on base with its upper left corner at x, y. What lies outside of base is cut away.
func overlay(base, box []string, x, y int) []string {
	out := append([]string(nil), base...)
	for i, line := range box {
		row := y + i
		if row < 0 || row >= len(out) {
			continue
		}
		out[row] = overlayLine(out[row], line, x)
	}
	return out
}

func overlayLine(under, over string, x int) string {
	total, w := width(under), width(over)
	if x < 0 || x+w > total {
		x = max(0, min(x, total-w))
	}
	left, right := crop(under, 0, x), crop(under, x+w, total)
	if width(right) > total-x-w {
		right = crop(under, x+w+1, total)
	}
	// A wide character on a seam is dropped whole; blanks take its place.
	left += pad(x - width(left))
	right = pad(total-x-w-width(right)) + right
	return left + over + right
}

// stripped returns the line without its paints, for what is drawn in one shade.
func stripped(line string) string { return ansi.Strip(line) }

package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gavel/theme"
	"gavel/ui/text"
)

// spaces is the source of padding. Wider screens do not exist in practice.
var spaces = strings.Repeat(" ", 512)

// Pad returns n spaces.
func Pad(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(spaces):
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

// Width returns how many cells a line takes. Escape sequences take none.
func Width(line string) int {
	if n, plain := plainWidth(line); plain {
		return n
	}
	return measure(line)
}

// plainWidth is Width for lines of ASCII, paints and frames, which are most of a screen. It avoids the Unicode tables.
// plain is false if the line has anything else.
func plainWidth(line string) (n int, plain bool) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c >= ' ' && c <= '~':
			n++
		case c == 0x1b && i+1 < len(line) && line[i+1] == '[':
			for i += 2; i < len(line) && (line[i] < '@' || line[i] > '~'); {
				i++
			}
		case c == 0xe2 && i+2 < len(line) && line[i+1] >= 0x94 && line[i+1] <= 0x96 && !text.AmbiguousWide():
			n++ // U+2500 to U+25BF: lines, blocks and squares
			i += 2
		default:
			return 0, false
		}
	}
	return n, true
}

// Fit cuts or pads a line to exactly w cells. The line may hold paints; untrusted text must have passed package text.
func Fit(line string, w int) string {
	if w <= 0 {
		return ""
	}
	have := Width(line)
	if have > w {
		line = cut(line, w)
		have = Width(line)
	}
	return line + Pad(w-have)
}

// FitRight is Fit with the padding on the left.
func FitRight(line string, w int) string {
	if w <= 0 {
		return ""
	}
	have := Width(line)
	if have > w {
		line = cut(line, w)
		have = Width(line)
	}
	return Pad(w-have) + line
}

// Spread puts left and right at the ends of w cells. If both do not fit, right is left out.
func Spread(left, right string, w int) string {
	lw, rw := Width(left), Width(right)
	if lw+1+rw > w {
		return Fit(left, w)
	}
	return left + Pad(w-lw-rw) + right
}

// FitAll cuts or pads lines to exactly h lines of exactly w cells.
func FitAll(lines []string, w, h int) []string {
	out := make([]string, 0, max(h, 0))
	for _, line := range lines[:min(len(lines), max(h, 0))] {
		out = append(out, Fit(line, w))
	}
	for len(out) < h {
		out = append(out, Pad(w))
	}
	return out
}

// Frame sets how a frame is drawn.
type Frame struct {
	Box           theme.Box
	Border, Title theme.Paint
}

// Box puts a frame of w by h cells around lines, with the title in its upper edge.
func Box(title string, lines []string, w, h int, s Frame) []string {
	if w < 2 || h < 2 {
		return FitAll(nil, w, h)
	}
	inner := FitAll(lines, w-2, h-2)
	out := make([]string, 0, h)
	out = append(out, topEdge(title, w, s))
	side := s.Border.Apply(s.Box.Vertical)
	for _, line := range inner {
		out = append(out, side+line+side)
	}
	return append(out, s.Border.Apply(s.Box.BottomLeft+strings.Repeat(s.Box.Horizontal, w-2)+s.Box.BottomRight))
}

// topEdge is the upper edge of a frame with a title in it.
func topEdge(title string, w int, s Frame) string {
	// Corners, a dash and a space on each side of the title.
	const around = 5
	room := w - around
	if title == "" || room < 1 {
		return s.Border.Apply(s.Box.TopLeft + strings.Repeat(s.Box.Horizontal, w-2) + s.Box.TopRight)
	}
	if Width(title) > room {
		title = cut(title, room)
	}
	rest := strings.Repeat(s.Box.Horizontal, w-around-Width(title))
	return s.Border.Apply(s.Box.TopLeft+s.Box.Horizontal) + " " + s.Title.Apply(title) + " " +
		s.Border.Apply(rest+s.Box.TopRight)
}

// Overlay draws box over base with its upper left corner at x, y. Cells outside base are cut off.
func Overlay(base, box []string, x, y int) []string {
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
	total, w := Width(under), Width(over)
	if x < 0 || x+w > total {
		x = max(0, min(x, total-w))
	}
	left, right := Crop(under, 0, x), Crop(under, x+w, total)
	if Width(right) > total-x-w {
		right = Crop(under, x+w+1, total)
	}
	// A wide character across the seam is replaced by blanks.
	left += Pad(x - Width(left))
	right = Pad(total-x-w-Width(right)) + right
	return left + over + right
}

// Strip returns the line without its paints.
func Strip(line string) string { return ansi.Strip(line) }

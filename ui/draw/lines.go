package draw

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gavel/theme"
	"gavel/ui/text"
)

// Shrink leaves lines out until the rest fits: the hints first, then blank lines, then the head.
func Shrink(top, bottom []string, room int) ([]string, []string) {
	for len(top)+len(bottom) > max(room, 0) {
		switch {
		case len(bottom) > 0:
			bottom = bottom[1:]
		default:
			top = top[:len(top)-1]
		}
	}
	return top, bottom
}

// Squeeze leaves out empty lines where there is no room for all.
func Squeeze(lines []string, room int) []string {
	out := make([]string, 0, len(lines))
	for i, line := range lines {
		if line != "" || len(out)+len(lines)-i <= room {
			out = append(out, line)
		}
	}
	return out
}

// Capital writes the first letter large.
func Capital(s string) string {
	if s == "" || s[0] >= utf8.RuneSelf { // the first word is no word of ours
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// EvenLines makes all lines as wide as the widest, but no wider than most.
func EvenLines(lines []string, most int) []string {
	w := 0
	for _, line := range lines {
		w = max(w, Width(line))
	}
	w = min(w, most)
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = Fit(line, w)
	}
	return out
}

// Wrap breaks clean text into lines of at most w cells, at blanks where there are some.
func Wrap(s string, w int) []string {
	var out []string
	line := ""
	for word := range strings.SplitSeq(s, " ") {
		switch {
		case line == "":
			line = word
		case text.Width(line)+1+text.Width(word) <= w:
			line += " " + word
		default:
			out = append(out, line)
			line = word
		}
		for text.Width(line) > w {
			head := text.CutWith(line, w, "")
			if head == "" { // not even one character fits
				break
			}
			out = append(out, head)
			line = line[len(head):]
		}
	}
	return append(out, line)
}

// ScrollMarks puts signs for "more above" and "more below" into the last column, which must be free.
func ScrollMarks(out []string, th *theme.Theme, top, total, w int) {
	if top > 0 {
		out[0] = Fit(strings.TrimRight(out[0], " "), w-1) + th.Accent.Apply(th.Glyphs.Up)
	}
	if last := len(out) - 1; top+len(out) < total {
		out[last] = Fit(strings.TrimRight(out[last], " "), w-1) + th.Accent.Apply(th.Glyphs.Down)
	}
}

// MoreWidth is the place of moreSign beside the hints of a dialog.
const MoreWidth = 14

// MoreSign says how many lines are out of sight.
func MoreSign(th *theme.Theme, top, h, total int) string {
	sign := ""
	if top > 0 {
		sign = fmt.Sprintf("%s %d", th.Glyphs.Up, top)
	}
	if below := total - top - h; below > 0 {
		sign = Join(sign, fmt.Sprintf("%s %d", th.Glyphs.Down, below))
	}
	return th.Dim.Apply(text.Cut(sign, MoreWidth))
}

// Join puts a blank between two texts, unless one of them is empty.
func Join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// Centre puts a line that may hold paints into the middle of w cells.
func Centre(line string, w int) string {
	return Fit(Pad((w-Width(line))/2)+line, w)
}

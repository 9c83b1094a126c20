package draw

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gavel/theme"
	"gavel/ui/text"
)

// Shrink removes lines until the rest fits: first the hints, then blank lines, then the head.
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

// Squeeze removes empty lines when there is no room for all.
func Squeeze(lines []string, room int) []string {
	out := make([]string, 0, len(lines))
	for i, line := range lines {
		if line != "" || len(out)+len(lines)-i <= room {
			out = append(out, line)
		}
	}
	return out
}

// And joins names for a sentence: "A", "A and B", "A, B and C".
func And(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Capital returns s with its first letter in upper case.
func Capital(s string) string {
	if s == "" || s[0] >= utf8.RuneSelf { // starts with a name
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// EvenLines pads all lines to the width of the widest, but at most to most cells.
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

// Wrap breaks clean text into lines of at most w cells, at blanks where possible.
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

// ScrollMarks draws the signs for "more above" and "more below" in the last column, which must be blank.
func ScrollMarks(out []string, th *theme.Theme, top, total, w int) {
	if top > 0 {
		out[0] = Fit(strings.TrimRight(out[0], " "), w-1) + th.Accent.Apply(th.Glyphs.Up)
	}
	if last := len(out) - 1; top+len(out) < total {
		out[last] = Fit(strings.TrimRight(out[last], " "), w-1) + th.Accent.Apply(th.Glyphs.Down)
	}
}

// MoreWidth is how many cells MoreSign needs beside a dialog's hints.
const MoreWidth = 14

// MoreSign returns how many lines are out of sight, as text.
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

// Join puts a blank between two strings, unless one of them is empty.
func Join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// Centre centres a line, which may hold paints, in w cells.
func Centre(line string, w int) string {
	return Fit(Pad((w-Width(line))/2)+line, w)
}

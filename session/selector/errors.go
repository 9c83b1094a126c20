package selector

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gavel/session/fold"
)

// Error reports why and where a text is not a selector.
type Error struct {
	// Text is the selector as typed, at most [MaxBytes] of it.
	Text string
	// Offset and Length bound the invalid part of Text, in bytes. If something is missing, Length is 0.
	Offset, Length int
	// Problem is the fault, without a full stop.
	Problem string
	// Nearest is the word that was probably meant, or "".
	Nearest string
	// Lacks is the data that a known word needs and the process lacks, or 0.
	Lacks Known
}

// Error returns the column, the problem and the nearest word on one line. The caller adds which selector it is.
func (e *Error) Error() string {
	text := fmt.Sprintf("column %d: %s", e.Column(), e.Problem)
	if e.Nearest != "" {
		text += fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	return text
}

// Column returns the place of the fault in characters, counted from 1.
func (e *Error) Column() int { return 1 + utf8.RuneCountInString(e.Text[:e.Offset]) }

// Number of characters that Caret shows before and after the start of the fault.
const caretBefore, caretAfter = 32, 40

// Caret returns two lines for a terminal: the part of the text around the fault, and carets under the fault. The
// second line is exact where terminals agree about the width of the characters before the fault.
func (e *Error) Caret() string {
	before := []rune(e.Text[:e.Offset])
	if len(before) > caretBefore {
		before = append([]rune("…"), before[len(before)-caretBefore:]...)
	}
	after := []rune(e.Text[e.Offset:])
	if len(after) > caretAfter {
		after = append(after[:caretAfter:caretAfter], '…')
	}
	fault := after[:min(len(after), utf8.RuneCountInString(e.Text[e.Offset:e.Offset+e.Length]))]
	line := oneLine(before) + oneLine(after)
	return line + "\n" + strings.Repeat(" ", cells(before)) + strings.Repeat("^", max(1, cells(fault)))
}

// oneLine returns the text with a space for each control character.
func oneLine(text []rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(text))
}

// cells returns the width of the text in terminal cells.
func cells(text []rune) int {
	n := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.Is(wide, r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// wide are the blocks of characters with a width of two cells.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1},
		{Lo: 0x2e80, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1f300, Hi: 0x1faff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1}},
}

// nearest returns the name of the word that was probably meant, among those whose data is known, or "".
func nearest(typed string, known Known) string {
	best, closest := "", max(2, 1+utf8.RuneCountInString(typed)/3) // up to a third of the letters may be wrong
	typed = strings.ToLower(typed)
	for i := range words {
		w := &words[i]
		if w.Needs&^known != 0 {
			continue
		}
		if slices.Contains(w.tried, typed) {
			return w.Name
		}
		d := fold.Distance(typed, w.Name)
		if len(typed) > 1 && strings.HasPrefix(w.Name, typed) {
			d = 1
		}
		// A name without "name~", such as "ann", must not become "all".
		if d < closest && w.Name != "all" {
			best, closest = w.Name, d
		}
	}
	return best
}

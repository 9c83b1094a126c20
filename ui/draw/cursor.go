package draw

import (
	"bytes"
	"slices"
	"strings"
)

// Marks in a line for the cursor of the terminal. They take no cell, and CutCursor removes them. Input methods and
// screen readers follow the cursor even when it is hidden.
const (
	Caret  = "\x01" // in a text field, where the next letter goes
	RowBar = "\x02" // in front of the row on which keys act
)

// CutCursor removes the marks from a frame, in place. It returns the cell of the caret, or else of the last bar, or 0,
// 0 if there is no mark.
func CutCursor(frame []byte) (plain []byte, x, y int) {
	for _, mark := range [...]byte{RowBar[0], Caret[0]} { // the caret takes precedence
		for at := bytes.IndexByte(frame, mark); at >= 0; at = bytes.IndexByte(frame, mark) {
			line := frame[bytes.LastIndexByte(frame[:at], '\n')+1 : at]
			x, y = Width(WithoutCursor(string(line))), bytes.Count(frame[:at], []byte{'\n'})
			frame = slices.Delete(frame, at, at+1)
		}
	}
	return frame, x, y
}

// WithoutCursor returns text without the marks.
func WithoutCursor(s string) string {
	for _, mark := range [...]byte{Caret[0], RowBar[0]} {
		for at := strings.IndexByte(s, mark); at >= 0; at = strings.IndexByte(s, mark) {
			s = s[:at] + s[at+1:]
		}
	}
	return s
}

package draw

import (
	"bytes"
	"slices"
	"strings"
)

// Marks that a line may hold where the cursor of the terminal belongs. They take no cell, and CutCursor takes them out.
// Input methods and screen readers follow the cursor, also when it is hidden.
const (
	Caret  = "\x01" // in a field of text, where the next letter goes
	RowBar = "\x02" // in front of the row that keys act on
)

// CutCursor takes the marks out of a frame, in place. It returns the cell at which the caret stood, or else the last
// bar, and 0, 0 if there was none.
func CutCursor(frame []byte) (plain []byte, x, y int) {
	for _, mark := range [...]byte{RowBar[0], Caret[0]} { // the caret, if there is one, counts
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

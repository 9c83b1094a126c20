package ui

import (
	"strings"
	"testing"

	"gavel/ui/draw"
)

// The cursor of the terminal is where keys act: on the row of a list, and in a field after the typed text.
func TestCursorIsWhereKeysAct(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		s := newScreen(t, size[0], size[1])
		for _, tc := range []struct{ keys, at string }{
			{"j j", "▎   Ana Silva"}, {"/ a n", " 2 of"}, {"esc l", "type to search"}, {"esc", "▎"}, {"esc 3", "▎  1 Priya"}, {"1 s", "▎"},
		} {
			s.press(tc.keys)
			s.m.View()
			c := s.m.screen.cursor
			line := draw.Strip(s.lines()[c.Y])
			if rest := draw.Crop(line, c.X, size[0]); !strings.Contains(rest, tc.at) {
				t.Errorf("%v, after %s the cursor is at %d, %d, before %q", size, tc.keys, c.X, c.Y, rest)
			}
		}
	}
}

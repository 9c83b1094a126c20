package draw

import "testing"

func TestCutCursor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		frame, plain string
		x, y         int
	}{
		"none":            {"a\nb", "a\nb", 0, 0},
		"a row":           {"head\n" + RowBar + "▎Ann\nfoot", "head\n▎Ann\nfoot", 0, 1},
		"beside a pane":   {"│\x1b[1m田\x1b[0m│" + RowBar + "▎Ann", "│\x1b[1m田\x1b[0m│▎Ann", 4, 0},
		"a field":         {"a\n› jo" + Caret + " \n" + RowBar + "▎Jo", "a\n› jo \n▎Jo", 4, 1},
		"a row above it":  {RowBar + "x\nabc" + Caret + "d", "x\nabcd", 3, 1},
		"two rows, lower": {RowBar + "x\n" + " " + RowBar + "y", "x\n y", 1, 1},
	} {
		frame, x, y := CutCursor([]byte(tc.frame))
		if plain := string(frame); plain != tc.plain || x != tc.x || y != tc.y {
			t.Errorf("%s: %q at %d, %d, want %q at %d, %d", name, plain, x, y, tc.plain, tc.x, tc.y)
		}
	}
}

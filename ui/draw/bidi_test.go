package draw

import "testing"

// mlterm draws lam and an alef after it in one cell, also where the alef, to the right of the lam, is read first. It gets
// an alef that is part of no ligature.
func TestLamAndAlefKeepTheirCells(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ row, want string }{
		{"محمد الأحمد  2", "دمحأل\ufe8d دمحم  2"},
		{"لا", "ال"},
		{"سالم", "مل\ufe8dس"},
		{"אבי", "יבא"},
	} {
		got := OrderedApart.Frame(test.row)
		if got != test.want {
			t.Errorf("%q became %q, want %q", test.row, got, test.want)
		}
		if Width(got) != Width(test.row) {
			t.Errorf("%q has %d cells, want %d", got, Width(got), Width(test.row))
		}
	}
}

// A terminal that turns the letters of each word gets them in reading order, and the words from left to right.
func TestWordsAreOrderedForATerminalThatTurnsTheirLetters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ row, want string }{
		{"│ אבי לוי  0:45 │", "│ לוי אבי  0:45 │"},
		{"דנה", "דנה"},
		{"אבי-לוי 42", "לוי-אבי 42"},
		{"٣٤ علي", "علي ٤٣"}, // it turns Arabic digits, too
		{"Ann (אבי)", "Ann (אבי)"},
		{"\x1b[1mאבי לוי\x1b[0m דנה", "\x1b[1mלוי אבי\x1b[0m דנה"},
	} {
		if got := OrderedWords.Frame(test.row); got != test.want {
			t.Errorf("%q became %q, want %q", test.row, got, test.want)
		}
	}
}

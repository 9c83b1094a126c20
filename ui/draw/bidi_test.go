package draw

import "testing"

// mlterm draws lam and a following alef in one cell, even if the alef is read first. So gavel sends it the isolated
// alef.
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

// A terminal that reverses the letters of each word gets them in reading order, and the words in visual order.
func TestOrderedWordsReversesTheLettersOfEachWord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ row, want string }{
		{"│ אבי לוי  0:45 │", "│ לוי אבי  0:45 │"},
		{"דנה", "דנה"},
		{"אבי-לוי 42", "לוי-אבי 42"},
		{"٣٤ علي", "علي ٤٣"}, // the terminal reverses Arabic digits, too
		{"Ann (אבי)", "Ann (אבי)"},
		{"\x1b[1mאבי לוי\x1b[0m דנה", "\x1b[1mלוי אבי\x1b[0m דנה"},
	} {
		if got := OrderedWords.Frame(test.row); got != test.want {
			t.Errorf("%q became %q, want %q", test.row, got, test.want)
		}
	}
}

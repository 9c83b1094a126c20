package fold

import (
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// TestFoldCaseAgreesWithTheLibrary compares all letters. The library swaps the two cases of Cherokee.
func TestFoldCaseAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	full := cases.Fold()
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if r > 0x1ffff && r%64 != 0 { // no letter there has a case
			continue
		}
		letter := norm.NFKD.String(string(r))
		got := foldCase(letter)
		if want := full.String(letter); got != want && !unicode.Is(unicode.Cherokee, r) {
			t.Errorf("%q becomes %+q, in the library %+q", r, got, want)
		}
		if again := foldCase(got); again != got {
			t.Errorf("%q becomes %+q, and that %+q", r, got, again)
		}
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if same := foldCase(norm.NFKD.String(string(other))); same != got {
				t.Errorf("%q becomes %+q, and %q %+q", r, got, other, same)
			}
		}
	}
}

package fold

import (
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// TestFoldCaseAgreesWithTheLibrary compares all letters: two are equal here if they are in the library, and what it
// expands is expanded here.
func TestFoldCaseAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	full := cases.Fold()
	for r := rune(1); r <= unicode.MaxRune; r++ {
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			a, b := norm.NFKD.String(string(r)), norm.NFKD.String(string(other))
			if full.String(a) == full.String(b) && foldCase(a) != foldCase(b) {
				t.Errorf("%q and %q become %q and %q", r, other, foldCase(a), foldCase(b))
			}
		}
		a := norm.NFKD.String(string(r))
		if foldCase(foldCase(a)) != foldCase(a) {
			t.Errorf("%q becomes %q, and that %q", r, foldCase(a), foldCase(foldCase(a)))
		}
		if longer := full.String(a); len([]rune(longer)) > len([]rune(a)) && foldCase(a) != longer {
			t.Errorf("%q becomes %q, in the library %q", r, foldCase(a), longer)
		}
	}
}

package draw

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestCropAndCutKeepWidth(t *testing.T) {
	t.Parallel()
	line := "\x1b[1mab प्रिया 李小龍\x1b[0m and more"
	total := Width(line)
	for from := range total + 1 {
		left, right := Crop(line, 0, from), Crop(line, from, total)
		if Width(left) > from || Width(right) > total-from {
			t.Errorf("crop at %d: %d and %d of %d", from, Width(left), Width(right), total)
		}
		if w := Width(Fit(line, from)); w != from {
			t.Errorf("fit to %d is %d wide", from, w)
		}
		if w := Width(cut(line, from)); w > from {
			t.Errorf("cut to %d is %d wide", from, w)
		}
	}
}

// The fast path for plain characters finds the same pieces as the decoder, whatever is beside them.
func TestPiecesAreThoseOfTheDecoder(t *testing.T) {
	t.Parallel()
	parts := []string{"a", " ", "~", "é", "e\u0301", "\u200d", "李", "👩‍🚀", "\x1b[1m", "\x1b[38;5;1", "\x1b]8;;x", "\x1b", "\a", "\x9b", "│"}
	rapid.Check(t, func(r *rapid.T) {
		line := strings.Join(rapid.SliceOf(rapid.SampledFrom(parts)).Draw(r, "line"), "")
		var state byte
		rest := line
		pieces(line, func(p piece) bool {
			want, _, n, next := ansi.DecodeSequence(rest, state, nil)
			if p.text != want {
				r.Fatalf("%q: %q, the decoder has %q", line, p.text, want)
			}
			rest, state = rest[n:], next
			return true
		})
		if rest != "" {
			r.Fatalf("%q: %q is left", line, rest)
		}
	})
}

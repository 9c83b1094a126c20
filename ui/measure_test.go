package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestPinSetsTheColumnBehindUnsureWords(t *testing.T) {
	t.Parallel()
	line := "\x1b[1m│ प्रिया शर्मा on\x1b[0m"
	got := pin(line)
	if !strings.Contains(got, "G") || stripWords(got) != stripWords(line) {
		t.Fatalf("got %q", got)
	}
	plain := "│ Renée 李小龍 on 👪"
	if pin(plain) != plain {
		t.Errorf("a line that all terminals draw alike was pinned: %q", pin(plain))
	}
}

// stripWords is the text of a line without any escape sequence.
func stripWords(line string) string { return ansi.Strip(line) }

func TestCropAndCutKeepTheirWidth(t *testing.T) {
	t.Parallel()
	line := "\x1b[1mab प्रिया 李小龍\x1b[0m and more"
	total := width(line)
	for from := range total + 1 {
		left, right := crop(line, 0, from), crop(line, from, total)
		if width(left) > from || width(right) > total-from {
			t.Errorf("crop at %d: %d and %d of %d", from, width(left), width(right), total)
		}
		if w := width(fit(line, from)); w != from {
			t.Errorf("fit to %d is %d wide", from, w)
		}
		if w := width(cut(line, from)); w > from {
			t.Errorf("cut to %d is %d wide", from, w)
		}
	}
}

package draw

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

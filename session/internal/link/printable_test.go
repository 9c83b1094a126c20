package link

import (
	"strings"
	"testing"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"  a \t\r\n b  ":               "a b",
		"a\x1b]0;x\a\x00\u0085\u009bb": "a]0;x b",
		"\u202ea\u200b\ufeffb":         "ab",
		"\xff\xfea":                    "a",
		strings.Repeat("ä", 300):       strings.Repeat("ä", maxUntrusted) + "…",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}

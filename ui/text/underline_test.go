package text

import (
	"strings"
	"testing"
)

func TestUnderline(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("muted | ", 20)
	for _, tc := range []struct{ name, before, part, after, want string }{
		{"a word", "talking & ", "mutd", "", "talking & mutd\n          ^^^^"},
		{"nothing", "talking &", "", "", "talking &\n         ^"},
		{"an empty text", "", "", "", "\n^"},
		{"line break and tab", "hand |\n\t", "mutd", "", "hand |  mutd\n        ^^^^"},
		{"wide characters", "name~日本 & ", "mutd", "", "name~日本 & mutd\n            ^^^^"},
		{"combining marks", "name~Jose\u0301 & ", "mutd", "", "name~Jose\u0301 & mutd\n            ^^^^"},
		{
			"long text", long, "mutd", " & " + long,
			"…" + long[len(long)-32:] + "mutd & " + long[:33] + "…\n" + strings.Repeat(" ", 33) + "^^^^",
		},
	} {
		if got := Underline(tc.before+tc.part+tc.after, len(tc.before), len(tc.part)); got != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
}

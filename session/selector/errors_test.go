package selector

import (
	"strings"
	"testing"
)

func TestCaretPointsAtFault(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("muted | ", 20)
	for _, tc := range []struct{ name, text, want string }{
		{"unknown word", "talking & mutd", "talking & mutd\n          ^^^^"},
		{"missing word", "talking &", "talking &\n         ^"},
		{"empty", "", "\n^"},
		{"line break and tab", "hand |\n\tmutd", "hand |  mutd\n        ^^^^"},
		{"wide characters", "name~日本 & mutd", "name~日本 & mutd\n            ^^^^"},
		{"combining marks", "name~Jose\u0301 & mutd", "name~Jose\u0301 & mutd\n            ^^^^"},
		{
			"long text", long + "mutd & " + long,
			"…" + long[len(long)-32:] + "mutd & " + long[:33] + "…\n" + strings.Repeat(" ", 33) + "^^^^",
		},
	} {
		if got := fault(t, tc.text, Everything).Caret(); got != tc.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
}

func TestColumnCountsCharacters(t *testing.T) {
	t.Parallel()
	e := fault(t, "name~日本 & mutd", Everything)
	if e.Offset != 14 || e.Column() != 11 || !strings.HasPrefix(e.Error(), "column 11: ") {
		t.Errorf("offset %d, column %d: %v", e.Offset, e.Column(), e)
	}
}

func TestErrorNamesNearestWord(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"mutd": "muted", "tlaking": "talking", //nolint:misspell // the errors are the point
		"hands": "hand", "camra": "camera", "prot": "protected", "scren": "screen",
		"speaking": "talking", "everybody": "all", "EVERYONE": "all", "unmuted": "open", "video": "camera", "meta": "meta.",
		"ann": "", "al": "", "zzz": "", "日本": "", "talking,muted": "",
	} {
		if got := fault(t, typed, Everything).Nearest; got != want {
			t.Errorf("%q: the nearest word is %q, want %q", typed, got, want)
		}
	}
	if got := fault(t, "protectd", Everything&^ProtectedList).Nearest; got != "" {
		t.Errorf("a word without its data is suggested: %q", got)
	}
}

func TestErrorIsShort(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", MaxBytes)
	if got := fault(t, text, Everything).Error(); len(got) > 200 {
		t.Errorf("the error has %d bytes: %s", len(got), got)
	}
	if got := fault(t, text+text, Everything); len(got.Text) != MaxBytes {
		t.Errorf("the error keeps %d bytes of the text", len(got.Text))
	}
}

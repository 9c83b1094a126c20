package selector

import (
	"strings"
	"testing"
)

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

package say_test

import (
	"testing"

	"gavel/ui/say"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"Zoe":         `"Zoe"`,
		`layout "4x"`: `"layout '4x'"`,
	} {
		if got := say.Quote(raw); got != want {
			t.Errorf("%q: %s, want %s", raw, got, want)
		}
	}
}

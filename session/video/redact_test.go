package video_test

import (
	"strings"
	"testing"

	"gavel/session/video"
)

func TestRedactFindsPieces(t *testing.T) {
	t.Parallel()
	var r video.Redactor
	r.Keep("secret-token-12345678")
	r.Keep("short7")
	for text, want := range map[string]string{
		"nothing here":                    "nothing here",
		"secret":                          "secret",
		"a secret-token-12345678 b":       "a [redacted] b",
		"secret-t":                        "[redacted]",
		"xsecret-token-1xtoken-12345678y": "x[redacted]x[redacted]y",
		"short7!":                         "[redacted]!",
		"secret-token-12345678secret-token-123456": "[redacted][redacted]",
	} {
		once := func(s string) string { return strings.ReplaceAll(s, "[redacted][redacted]", "[redacted]") }
		if got := r.Redact(text); once(got) != once(want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

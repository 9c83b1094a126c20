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

func TestRedactFindsEncodedPieces(t *testing.T) {
	t.Parallel()
	var r video.Redactor
	r.Keep("PT0ffff31415926535")
	for text, want := range map[string]string{
		`{"x":66.66666666666667}`: `{"x":66.66666666666667}`, // "ffff" in hexadecimal, four times
		"7468652066666666":        "7468652066666666",
		"ffff":                    "ffff",
		"505430666666663331":      "[redacted]", // "PT0ffff31"
		"UFQwZmZmZjMx":            "[redacted]", // the same in base64
		"MGZmZmYzMT":              "[redacted]", // "0ffff31"
		"x%50T0ffff3141592":       "x%50[redacted]",
	} {
		if got := r.Redact(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Another program may stream with a protocol that gavel itself does not offer.
func TestMaskURLKnowsNoKeyOfAnyProtocol(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"rtmp://h/live2/abcd-1234":        "rtmp://h/live2/****",
		"srt://h:9000/app/KEY":            "srt://h:9000/app/****",
		"whip://u:p@h/app/KEY?a=b#c":      "whip://****@h/app/****?****#****",
		"https://h/a/b.mp4?signature=KEY": "https://h/a/b.mp4?****",
		"KEY":                             "****",
		"":                                "",
	} {
		if got := video.MaskURL(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
	for text, want := range map[string]string{
		"pull srt://h/app/KEY now":                "pull srt://h/app/**** now",
		"rtmp://h/app/a'KEY":                      "rtmp://h/app/****",
		"RTMPS://h/app/a\"<KEY>":                  "rtmps://h/app/****",
		"https://h/a'rtmp://h/app/KEY":            "https://h/a'rtmp://h/app/****",
		"\"rtmp://h/app/KEY\",\"http://h/a?KEY\"": "\"rtmp://h/app/****\",\"http://h/a?****\"",
	} {
		if got := video.MaskAddresses(text); got != want {
			t.Errorf("in the text %q: %q, want %q", text, got, want)
		}
	}
}

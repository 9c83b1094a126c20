package video_test

import (
	"strings"
	"testing"

	"gavel/session/video"
)

func TestMaskJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"url" : "a://b", "n": 1.50}`:             `{"url" : "url=a://b", "n": 1.50}`,
		`[ "a:\/\/b", {"x": {"y": ["a://c"]}} ]`:   `[ "=a://b", {"x": {"y": ["x.y=a://c"]}} ]`,
		`{"x": {"a://k": "v"}, "z": "a://d"}`:      `{"x": {"x.=a://k": "v"}, "z": "z=a://d"}`,
		`{"a": "none", "b": ["\u00e9", null, {}]}`: `{"a": "none", "b": ["\u00e9", null, {}]}`,
		`["a://b", "a://c"`:                        `["=a://b", "=a://c"`,
	} {
		got := video.MaskJSON([]byte(text), func(keys []string, s string) string {
			if !strings.Contains(s, "://") {
				return s
			}
			return strings.Join(keys, ".") + "=" + s
		})
		if string(got) != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

package config

import (
	"strings"
	"testing"
)

// TestMaskedHidesSecrets prints addresses with keys. The values themselves keep them.
func TestMaskedHidesSecrets(t *testing.T) {
	f, err := Parse("c.toml", []byte(`token_cmd = ["pass", "SECRET"]
media.x = "https://u:SECRET@cdn.example/a.mp4?sig=SECRET"
macros.air = ["lock", "startStream url=\"rtmp://u:SECRET@live.example/app/SECRET\""]
macros.jingle = ["play url=https://cdn.example/a.mp4?sig=SECRET"]
`))
	if err != nil {
		t.Fatal(err)
	}
	masked := f.Values.Masked()
	for _, s := range Settings() {
		shown := s.Text(&masked) + strings.Join(s.Lines(&masked), "\n")
		if strings.Contains(shown, "SECRET") {
			t.Errorf("%s shows a secret: %s", s.Key, shown)
		}
	}
	if got := f.Values.Macros[0].Steps[1].Text; !strings.Contains(got, "SECRET") {
		t.Errorf("the value itself is %s", got)
	}
}

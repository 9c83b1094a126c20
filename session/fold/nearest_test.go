package fold

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	choices := []string{"theme", "mouse", "token_file", "keys"}
	for name, c := range map[string]struct{ word, want string }{
		"letter missing":  {"them", "theme"},
		"letters swapped": {"moues", "mouse"},
		"upper case":      {"KEYS", "keys"},
		"long word":       {"tokenfile", "token_file"},
		"nothing near":    {"volume", ""},
		"empty":           {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Nearest(c.word, choices); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

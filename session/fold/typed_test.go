package fold

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	choices := []string{"theme", "mouse", "token_file", "keys", "demo", "relay", "rooms", "members", "watch"}
	for name, c := range map[string]struct{ word, want string }{
		"letter missing":  {"them", "theme"},
		"letters swapped": {"moues", "mouse"},
		"upper case":      {"KEYS", "keys"},
		"long word":       {"tokenfile", "token_file"},
		"two swaps":       {"memebrs", "members"},
		"last missing":    {"room", "rooms"},
		"short word":      {"dmeo", "demo"},
		"swapped inside":  {"wacth", "watch"},
		"nothing near":    {"volume", ""},
		"another word":    {"weekly-standup", ""},
		"one letter":      {"x", ""},
		"empty":           {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Nearest(c.word, choices); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

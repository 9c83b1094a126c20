package cli

import (
	"testing"

	"gavel/ui/draw"
)

// A terminal that reorders text itself is recognised by its environment, unless --bidi is given.
func TestOrderFollowsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		flag string
		env  map[string]string
		want draw.Order
	}{
		{"auto", nil, draw.OrderedHere},
		{"auto", map[string]string{"TERM": "xterm-256color"}, draw.OrderedHere},
		{"auto", map[string]string{"KONSOLE_VERSION": "221203"}, draw.OrderedThere},
		{"auto", map[string]string{"TERM_PROGRAM": "Apple_Terminal"}, draw.OrderedThere},
		{"auto", map[string]string{"TERM": "xterm-kitty"}, draw.OrderedWords},
		{"auto", map[string]string{"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, draw.OrderedWords},
		{"auto", map[string]string{"TERM": "xterm", "MLTERM": "3.9.0"}, draw.OrderedApart},
		{"auto", map[string]string{"VTE_VERSION": "7006"}, draw.OrderedHere},
		{"auto", map[string]string{"VTE_VERSION": "7006", "TMUX": "/tmp/tmux-1/default,1,0"}, draw.OrderedThere},
		{"auto", map[string]string{"VTE_VERSION": "7006", "STY": "1.pts-0"}, draw.OrderedThere},
		{"auto", map[string]string{"VTE_VERSION": "5603", "TMUX": "/tmp/tmux-1/default,1,0"}, draw.OrderedHere},
		{"gavel", map[string]string{"TERM": "xterm-kitty"}, draw.OrderedHere},
		{"terminal", nil, draw.OrderedThere},
		{"words", nil, draw.OrderedWords},
	} {
		a := &app{flags: globalFlags{bidi: test.flag}, getenv: func(name string) string { return test.env[name] }}
		if got := a.order(); got != test.want {
			t.Errorf("--bidi %s with %v: %v, want %v", test.flag, test.env, got, test.want)
		}
	}
}

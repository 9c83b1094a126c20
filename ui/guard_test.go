package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func runes(s string) []tea.KeyMsg { return splitKeys(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)}) }

func TestGuard(t *testing.T) {
	type step struct {
		after time.Duration
		keys  string
		want  bool
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"typing", []step{{0, "j", true}, {80 * time.Millisecond, "k", true}, {80 * time.Millisecond, "m", true}}},
		{"two keys in one read", []step{{0, "jm", true}}},
		{"a held key in one read", []step{{0, "jjjjjjjjjjjj", true}}},
		{"a line", []step{{0, "remove all", false}, {100 * time.Millisecond, "x", false}, {250 * time.Millisecond, "x", true}}},
		{"single keys too fast", []step{{0, "aaaaaaa", true}, {0, "bbbbbbb", true}, {0, "cccccccc", false}}},
		{"the same, slower", []step{{0, "aaaaaaa", true}, {60 * time.Millisecond, "bbbbbbb", true}, {60 * time.Millisecond, "cccccccc", true}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var g guard
			now := epoch
			for i, s := range test.steps {
				now = now.Add(s.after)
				if got := g.admit(runes(s.keys), now); got != s.want {
					t.Errorf("step %d: admitted %v, want %v", i, got, s.want)
				}
			}
		})
	}
}

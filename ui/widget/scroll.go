package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
)

// Scrolled returns the new first line after a key that scrolls.
func Scrolled(top int, k tea.KeyMsg, keys *keymap.Map, h int) int {
	const far = 1 << 20
	switch {
	case key.Matches(k, keys.Up):
		return top - 1
	case key.Matches(k, keys.Down):
		return top + 1
	case key.Matches(k, keys.HalfUp):
		return top - max(1, h/2)
	case key.Matches(k, keys.HalfDown):
		return top + max(1, h/2)
	case key.Matches(k, keys.PageUp):
		return top - max(1, h-1)
	case key.Matches(k, keys.PageDown):
		return top + max(1, h-1)
	case key.Matches(k, keys.Top):
		return 0
	case key.Matches(k, keys.Bottom):
		return far
	}
	return top
}

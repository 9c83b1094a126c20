package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
)

// Moved returns by how many lines a key moves a cursor or a view, of which h lines are in sight, and whether it is such
// a key. To the top and the bottom it is more than any list has.
func Moved(k tea.KeyMsg, keys *keymap.Map, h int) (by int, is bool) {
	const far = 1 << 20
	switch {
	case key.Matches(k, keys.Up):
		return -1, true
	case key.Matches(k, keys.Down):
		return 1, true
	case key.Matches(k, keys.HalfUp):
		return -max(1, h/2), true
	case key.Matches(k, keys.HalfDown):
		return max(1, h/2), true
	case key.Matches(k, keys.PageUp):
		return -max(1, h-1), true
	case key.Matches(k, keys.PageDown):
		return max(1, h-1), true
	case key.Matches(k, keys.Top):
		return -far, true
	case key.Matches(k, keys.Bottom):
		return far, true
	}
	return 0, false
}

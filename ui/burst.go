package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Bounds of what hands can type. Anything faster is text that was pasted without brackets.
const (
	burstKeys   = 20
	burstWindow = 50 * time.Millisecond
	// burstRunes in one read are a paste unless they are one key held down: fast typing over a slow line joins two or
	// three.
	burstRunes = 8
)

// rate holds the times of the last keys, as a ring.
type rate struct {
	times [burstKeys]time.Time
	next  int
}

// exceeded notes n keys and reports whether more than burstKeys came within burstWindow.
func (r *rate) exceeded(n int, now time.Time) bool {
	for range n {
		if oldest := r.times[r.next]; !oldest.IsZero() && now.Sub(oldest) < burstWindow {
			return true
		}
		r.times[r.next] = now
		r.next = (r.next + 1) % burstKeys
	}
	return false
}

func sameKeys(keys []tea.KeyMsg) bool {
	for _, k := range keys {
		if k.String() != keys[0].String() {
			return false
		}
	}
	return true
}

// splitKeys makes one message of each rune: keys that arrive in one read come as one message, which fits no binding.
func splitKeys(k tea.KeyMsg) []tea.KeyMsg {
	if k.Type != tea.KeyRunes || k.Paste || len(k.Runes) < 2 {
		return []tea.KeyMsg{k}
	}
	keys := make([]tea.KeyMsg, 0, len(k.Runes))
	for i, r := range k.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: k.Alt && i == 0}
		if r == ' ' {
			one.Type = tea.KeySpace
		}
		keys = append(keys, one)
	}
	return keys
}

package waits

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Bounds of how fast a user can type. Anything faster is text that was pasted without brackets.
const (
	burstKeys   = 20
	burstWindow = 50 * time.Millisecond
	// burstRunes in one read are a paste, unless they are one held key. Fast typing over a slow line joins two or three.
	burstRunes = 8
)

// rate holds the times of the last keys, as a ring.
type rate struct {
	times [burstKeys]time.Time
	next  int
}

// exceeded adds n keys and reports whether more than burstKeys came within burstWindow.
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

// Typed reports whether a key may be a letter of text that was pasted without brackets. Arrows are not: a turn of the
// wheel comes as thirty of them in a terminal that turns it into arrows.
func Typed(k tea.KeyMsg) bool {
	switch k.Type {
	case tea.KeyRunes, tea.KeySpace, tea.KeyEnter, tea.KeyTab, tea.KeyCtrlJ:
		return !k.Paste
	}
	return false
}

package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Bounds of what hands can type. Anything faster is text that was pasted without brackets, and each letter of it would be
// a command.
const (
	burstKeys   = 20
	burstWindow = 50 * time.Millisecond
	burstRest   = 200 * time.Millisecond
	// burstRunes in one read are a paste unless they are one key held down: fast typing over a slow line joins two or three.
	burstRunes = 8
	// repeatWithin is less than two deliberate presses of one key need, and more than a keyboard's repeat takes: the slowest in
	// use, of a Linux console, has 92 ms.
	repeatWithin = 120 * time.Millisecond
	// textRest is how long the keyboard rests behind a text before keys are commands: what follows a line at once was pasted
	// together with it.
	textRest = 60 * time.Millisecond
)

// guard watches the rate of keys.
type guard struct {
	times    [burstKeys]time.Time // of the last keys, as a ring
	next     int
	closed   bool // keys are ignored
	lastKey  string
	lastTime time.Time
}

// admit reports whether the keys of one message may be acted on.
func (g *guard) admit(keys []tea.KeyMsg, now time.Time) bool {
	if g.closed {
		if now.Sub(g.lastTime) < burstRest {
			g.lastTime = now
			return false
		}
		*g = guard{}
	}
	if len(keys) > burstRunes && !sameKeys(keys) {
		g.closed, g.lastTime = true, now
		return false
	}
	for range keys {
		if oldest := g.times[g.next]; !oldest.IsZero() && now.Sub(oldest) < burstWindow {
			g.closed, g.lastTime = true, now
			return false
		}
		g.times[g.next] = now
		g.next = (g.next + 1) % burstKeys
	}
	return true
}

// open reports whether a closed guard lets keys through again.
func (g *guard) open(now time.Time) bool { return !g.closed || now.Sub(g.lastTime) >= burstRest }

// repeated notes a key and reports whether it is the last one again, faster than anybody presses twice.
func (g *guard) repeated(k tea.KeyMsg, now time.Time) bool {
	name := k.String()
	again := name == g.lastKey && now.Sub(g.lastTime) < repeatWithin
	g.lastKey, g.lastTime = name, now
	return again
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

package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
)

const (
	// afterKey is how long the key that has closed a dialog means nothing when it comes again: "n" is no in a question, and
	// gives somebody the floor behind it.
	afterKey = 250 * time.Millisecond
	// afterVanished is how long the keyboard must rest after a dialog has gone away by itself: what comes until then was typed
	// for the dialog.
	afterVanished = 500 * time.Millisecond
)

// aftermath swallows keys that were meant for a dialog which is gone.
type aftermath struct {
	last time.Time // when the dialog went; where it went by itself, the last key since
	key  string    // that closed it
	all  bool      // it went by itself: every key counts as meant for it
}

// swallows reports whether a key was meant for the dialog that is gone. A key held down goes on to be one that repeats.
func (a *aftermath) swallows(k tea.KeyMsg, now time.Time) bool {
	switch {
	case a.all && now.Sub(a.last) < afterVanished:
		a.last = now
		return true
	case !a.all && now.Sub(a.last) < afterKey && k.String() == a.key:
		return true
	}
	*a = aftermath{}
	return false
}

// closed notes which key has closed the last dialog.
func (m *Model) closed(k tea.KeyMsg) {
	if m.dialogs.top() == nil {
		m.after = aftermath{last: m.clk, key: k.String()}
	}
}

// vanished notes that a dialog has gone away by itself.
func (m *Model) vanished() { m.after = aftermath{last: m.clk, all: true} }

// late reports whether the key was meant for a dialog that is gone, and says so where it is not plain to see.
func (m *Model) late(k tea.KeyMsg) bool {
	all := m.after.all
	if !all && m.dialogs.top() != nil || !m.after.swallows(k, m.clk) {
		return false
	}
	if _, shown := m.status.shown(m.clk); all && !shown {
		m.Say("keys are ignored until the keyboard rests: what they were for is gone", draw.Warn)
	}
	return true
}

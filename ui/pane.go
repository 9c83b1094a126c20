package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
)

// pane is one part of the screen. Its state is keyed by ids, never by rows, and it reads the room from its desk.
type pane interface {
	// context is where the keys of the pane stand in the key map.
	context() keymap.Context
	// title is what the frame or the tab says; own text or text that went through package text, without escapes.
	title() string
	// resize tells the size of the inside of the frame, in cells.
	resize(w, h int)
	// update is called once for each new snapshot, before lines.
	update()
	// key handles a key and reports whether it was the pane's.
	key(k tea.KeyMsg) (tea.Cmd, bool)
	// lines returns exactly h lines of exactly w cells.
	lines(focused bool) []string
}

// targeter is a pane that highlights a member. Keys act on the member that it highlighted in the last painted frame.
type targeter interface {
	// target returns the member highlighted by the last call of lines, or "".
	target() video.MemberID
}

package ui

import (
	"github.com/charmbracelet/bubbles/key"
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

// typist is a pane or dialog that may be taking text. While typing returns true it gets every key but ctrl-c, bursts of
// runes in one piece, and pastes.
type typist interface {
	typing() bool
}

// clocked is a pane or dialog that may show a clock. While ticking returns true it is drawn again every second.
type clocked interface {
	ticking() bool
}

// dialog is a box over the screen that takes all keys until it is done.
type dialog interface {
	context() keymap.Context
	// title is what the frame says; own text or text that went through package text, without escapes.
	title() string
	// key handles a key. done closes the dialog; cmd is run in either case.
	key(k tea.KeyMsg) (done bool, cmd tea.Cmd)
	// lines returns the content without the frame: at most maxH lines, all of one width of at most maxW cells.
	lines(maxW, maxH int) []string
	// danger paints the frame as a warning.
	danger() bool
}

// asker is a dialog whose keys make something happen that cannot be undone. It gets keys only after it has been on the
// screen for the grace period.
type asker interface {
	asks() bool
}

// hinter is a dialog with other keys than its context has; the footer names them.
type hinter interface {
	hint() []key.Binding
}

// watcher is a dialog that depends on the room. changed is called for each new snapshot; true closes the dialog.
type watcher interface {
	changed() (cancel bool)
}

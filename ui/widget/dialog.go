package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/theme"
	"gavel/ui/draw"
)

// Host is what a widget asks of the program that shows it.
type Host interface {
	Theme() *theme.Theme
	Keys() *keymap.Map
	// Say shows a line in the status bar for a few seconds. Foreign text in it must have gone through package text.
	Say(text string, t draw.Tone)
}

// typist is a pane or dialog that may be taking text. While typing returns true it gets every key but ctrl-c, bursts of
// runes in one piece, and pastes.
type typist interface {
	Typing() bool
}

// Clocked is a pane or dialog that may show a clock. While ticking returns true it is drawn again every second.
type Clocked interface {
	Ticking() bool
}

// Dialog is a box over the screen that takes all keys until it is done.
type Dialog interface {
	Context() keymap.Context
	// Title is what the frame says; own text or text that went through package text, without escapes.
	Title() string
	// Key handles a key. done closes the dialog; cmd is run in either case.
	Key(k tea.KeyMsg) (done bool, cmd tea.Cmd)
	// Lines returns the content without the frame: at most maxH lines, all of one width of at most maxW cells.
	Lines(maxW, maxH int) []string
	// Danger paints the frame as a warning.
	Danger() bool
}

// Asker is a dialog whose keys make something happen that cannot be undone. It gets keys only after it has been on the
// screen for the grace period.
type Asker interface {
	Asks() bool
}

// Hinter is a dialog with other keys than its context has; the footer names them.
type Hinter interface {
	Hint() []key.Binding
}

// Watcher is a dialog that depends on the room. changed is called for each new snapshot; true closes the dialog.
type Watcher interface {
	Changed() (cancel bool)
}

// Typing reports whether a thing takes text just now.
func Typing(v any) bool {
	t, ok := v.(typist)
	return ok && t.Typing()
}

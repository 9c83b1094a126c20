package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/theme"
	"gavel/ui/draw"
)

// Host is the program that shows a widget.
type Host interface {
	Theme() *theme.Theme
	Keys() *keymap.Map
	// Say shows a line in the status bar for a few seconds. Untrusted text in it must have passed package text.
	Say(text string, t draw.Tone)
}

// typist is a pane or dialog that may accept text. While Typing returns true, it gets pastes and every key except
// ctrl+c, and a burst of runes comes as one key.
type typist interface {
	Typing() bool
}

// Paster is a dialog that may accept a paste although its letters are keys.
type Paster interface {
	TakesPaste() bool
}

// Clocked is a pane or dialog that may show a clock. While Ticking returns true, it is drawn again every second.
type Clocked interface {
	Ticking() bool
}

// Dialog is a box over the screen that gets all keys until it is done.
type Dialog interface {
	Context() keymap.Context
	// Title returns the title of the frame, without escape sequences. Untrusted text in it must have passed package text.
	Title() string
	// Key handles a key. done closes the dialog. cmd runs in either case.
	Key(k tea.KeyMsg) (done bool, cmd tea.Cmd)
	// Lines returns the content without the frame: at most maxH lines, all of one width of at most maxW cells.
	Lines(maxW, maxH int) []string
	// Danger paints the frame as a warning.
	Danger() bool
}

// Asker is a dialog whose keys can do something destructive. It gets keys only after it has been on the screen for the
// grace period.
type Asker interface {
	Asks() bool
}

// PanicConfirmer is a dialog that may show the plan of a panic. While ConfirmsPanic returns true, the key of
// panic carries it out.
type PanicConfirmer interface {
	ConfirmsPanic() bool
}

// Wide is a dialog that uses the width of the screen while Wide returns true. Others stay narrow enough to be read at a
// glance.
type Wide interface {
	Wide() bool
}

// Hinter is a dialog with keys that its context does not have. The footer names them.
type Hinter interface {
	Hint() []key.Binding
}

// Hinted is a dialog with keys in its last line, which a click presses. HintAt returns the name of the key at a column
// of that line, and false if there is none.
type Hinted interface {
	HintAt(line string, x int) (name string, ok bool)
}

// Knower is a dialog whose keys depend on what it lists. Knows reports whether k is one of them, even if k changes
// nothing now.
type Knower interface {
	Knows(k tea.KeyMsg) bool
}

// Watcher is a dialog that depends on the room. Changed is called for each new snapshot; true closes the dialog.
type Watcher interface {
	Changed() (cancel bool)
}

// Typing reports whether a pane or dialog accepts text now.
func Typing(v any) bool {
	t, ok := v.(typist)
	return ok && t.Typing()
}

package term

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Options configure a Terminal. The zero value is valid. Screen, Lost and Crashed are called on goroutines of the
// Terminal, or of the caller of Start and Restore. They must return soon.
type Options struct {
	Title string // of the window; "" leaves it unchanged
	Mouse bool   // report clicks and the wheel
	ASCII bool   // frames hold only ASCII, so the width of other characters is not queried
	// Alt reports whether a key is bound with Alt; Alt is not set in its argument. If it is nil, no key is bound with Alt,
	// and ESC directly followed by a letter is Escape and then the letter.
	Alt func(tea.Key) bool
	// Bidi reports that frames hold right-to-left text in display order, so the terminal must not reorder it.
	Bidi bool
	// Screen is called with true before the alternate screen is entered, and with false after it was left. It must not
	// wait.
	Screen func(on bool)
	// Lost is called at most once, when the terminal is gone: with the error of a write or of setting the modes, or with
	// nil if the input has ended.
	Lost func(error)
	// Crashed is called with the value and the stack if a goroutine of the Terminal panics.
	Crashed func(value any, stack []byte)
}

// Input holds the messages of one read from the terminal, in order: tea.KeyMsg, tea.MouseMsg, OtherKey, Background and
// Ambiguous. All keys of one read were pressed before the effect of the first was on the screen.
type Input struct {
	At   time.Time // when the bytes arrived
	Msgs []tea.Msg
}

// Tick is posted when a frame that Show has delayed is due.
type Tick struct{}

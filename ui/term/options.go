package term

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Options say what a terminal is opened with. The zero value is fine.
type Options struct {
	Title string // of the window; "" leaves it as it is
	Mouse bool   // report clicks and the wheel
	ASCII bool   // nothing else is written: the terminal is not asked how wide it draws other letters
	// Alt reports whether a key is bound together with Alt; Alt is not set in its argument. With nil nothing is, and
	// Escape and a letter that come together are Escape, and then the letter.
	Alt func(tea.Key) bool
	// Bidi says that the frames have their letters in the order in which they are shown: the terminal must not reorder.
	Bidi bool
	// Screen is called before the alternate screen is entered, and when it was left. It must not wait.
	Screen func(on bool)
	// Lost is called once when the terminal is gone: with the error of a write, or with nil when the input has ended.
	Lost func(error)
	// Crashed is called when a goroutine of the terminal panics.
	Crashed func(value any, stack []byte)
}

// Input is what one read from the terminal holds, in order: tea.KeyMsg, tea.MouseMsg, OtherKey, Background and
// Ambiguous. Keys that came in one read were pressed before anybody saw what the first of them did.
type Input struct {
	At   time.Time // when it came
	Msgs []tea.Msg
}

// Tick says that a frame that Show has put off is due.
type Tick struct{}

package cli

import (
	"os"
	"sync/atomic"

	"github.com/charmbracelet/x/term"

	"gavel/ui"
)

// tty is the terminal as it was found, to be given back in that state whatever happens.
type tty struct {
	in, out *os.File
	found   *term.State // nil when stdin is no terminal
	taken   atomic.Bool // the console has it
}

// findTTY remembers the state of the terminal.
func findTTY(in, out *os.File) *tty {
	t := &tty{in: in, out: out}
	if state, err := term.GetState(in.Fd()); err == nil {
		t.found = state
	}
	return t
}

// restore puts the modes of the terminal back.
func (t *tty) restore() {
	if t != nil && t.found != nil {
		_ = term.Restore(t.in.Fd(), t.found)
	}
}

// giveBack restores the terminal of a console that had no time for it.
func (t *tty) giveBack() {
	t.restore()
	if t.taken.Load() {
		ui.GiveBack(t.out)
	}
}

// show runs the console with the terminal.
func (t *tty) show(console func() error) error {
	if t != nil {
		t.taken.Store(true)
		defer func() { t.restore(); t.taken.Store(false) }()
	}
	return console()
}

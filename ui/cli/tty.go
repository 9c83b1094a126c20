package cli

import (
	"os"
	"sync/atomic"

	"github.com/charmbracelet/x/term"

	"gavel/ui/crash"
	"gavel/ui/keeper"
	uiterm "gavel/ui/term"
)

// tty is the terminal with its initial state, which is restored in any case.
type tty struct {
	in, out *os.File
	found   *term.State // nil if stdin is not a terminal
	taken   atomic.Bool // the console uses it
	keeper  atomic.Pointer[keeper.Keeper]
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

// giveBack restores the terminal if the console could not.
func (t *tty) giveBack() {
	t.restore()
	if t.taken.Load() {
		uiterm.GiveBack(t.out)
		t.keeper.Load().Dismiss()
	}
}

// show runs the console with the terminal, and a keeper beside it. The console must call screen when it enters and
// leaves the alternate screen.
func (t *tty) show(folders crash.Folders, console func(screen func(on bool)) error) error {
	if t == nil {
		return console(func(bool) {})
	}
	k := keeper.New(t.in, t.out, folders.Note())
	t.keeper.Store(k)
	t.taken.Store(true)
	whole := false
	defer func() {
		if whole {
			t.restore()
		} else { // the console panicked
			t.giveBack()
		}
		t.taken.Store(false)
		k.Dismiss()
	}()
	err := console(k.Screen)
	whole = true
	return err
}

package ui

import (
	"runtime/debug"
	"strings"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/term"
)

// shield is the console with its panics caught. Bubble Tea's own way prints value and stack, with whatever secrets they
// hold, and for a command does it on a screen that is then cleared.
type shield struct {
	m     *Model
	glass *term.Terminal
	kill  func() // ends the program without waiting
	crash atomic.Pointer[CrashError]
}

// Init runs the console's Init.
func (s *shield) Init() (cmd tea.Cmd) {
	defer s.catch()
	return s.shielded(s.m.Init())
}

// Update runs the console's Update and paints what it has changed.
func (s *shield) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer s.catch()
	model = s
	_, cmd = s.m.Update(msg)
	if s.m.dirty {
		s.glass.Show(msg, s.frame)
	}
	return model, s.shielded(cmd)
}

// frame draws the screen for the terminal.
func (s *shield) frame() term.Frame {
	return term.Frame{Lines: strings.Split(s.m.View(), "\n")}
}

// View returns nothing: the terminal was given its frame in Update.
func (s *shield) View() string { return "" }

// catch keeps the first panic and ends the program. It must be deferred itself.
func (s *shield) catch() {
	if v := recover(); v != nil {
		s.crash.CompareAndSwap(nil, &CrashError{Value: v, Stack: debug.Stack()})
		s.kill()
	}
}

// crashed keeps a panic in a goroutine of the terminal, which is one of the console.
func (s *shield) crashed(value any, stack []byte) {
	s.crash.CompareAndSwap(nil, &CrashError{Value: value, Stack: stack})
	s.kill()
}

// Start runs f on a goroutine of its own, and fell with its panic, if there is one. Nobody may be left waiting for f
// then. No other function of this package and of the command line starts one: a panic that nobody recovers leaves the
// terminal to the keeper, and the person without a word from the console.
func Start(f func(), fell func(*CrashError)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				fell(&CrashError{Value: v, Stack: debug.Stack()})
			}
		}()
		f()
	}()
}

// shielded returns cmd with its panics caught, and those of what it returns.
func (s *shield) shielded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer s.catch()
		msg = cmd()
		batch, ok := msg.(tea.BatchMsg)
		if !ok {
			return msg
		}
		safe := make(tea.BatchMsg, len(batch)) // a command that runs twice returns the same list twice
		for i := range batch {
			safe[i] = s.shielded(batch[i])
		}
		return safe
	}
}

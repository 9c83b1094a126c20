package ui

import (
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/term"
)

// shield runs the console and catches its panics. Bubble Tea would print the value and the stack, which may hold
// secrets; for a command it would print them on a screen that is then cleared.
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

// Update runs the console's Update and paints the changes.
func (s *shield) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer s.catch()
	model = s
	_, cmd = s.m.Update(msg)
	if cmd != nil {
		runtime.Gosched() // lets a submitted command be sent before its frame is drawn
	}
	if s.m.dirty {
		s.glass.Show(msg, s.frame)
	}
	return model, s.shielded(cmd)
}

// frame draws the screen for the terminal.
func (s *shield) frame() term.Frame {
	lines := strings.Split(s.m.View(), "\n")
	return term.Frame{Lines: lines, Cursor: s.m.screen.cursor}
}

// View returns nothing, because Update has given the terminal its frame.
func (s *shield) View() string { return "" }

// catch keeps the first panic and ends the program. It must be deferred directly.
func (s *shield) catch() {
	if v := recover(); v != nil {
		s.crash.CompareAndSwap(nil, &CrashError{Value: v, Stack: debug.Stack()})
		s.kill()
	}
}

// crashed keeps a panic in a goroutine of the terminal, like one in the console.
func (s *shield) crashed(value any, stack []byte) {
	s.crash.CompareAndSwap(nil, &CrashError{Value: value, Stack: stack})
	s.kill()
}

// Start runs f on a new goroutine, and calls fell if f panics. After a panic, nothing may wait for f. No other function
// of this package or of the command line starts a goroutine: an unrecovered panic would leave the terminal to the
// keeper, and the user without a message from the console.
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

// shielded returns cmd with its panics caught, and those of the commands that it returns.
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

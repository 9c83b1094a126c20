package ui

import (
	"runtime/debug"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"
)

// shield is the console with its panics caught. Bubble Tea's own way prints value and stack, with whatever secrets they
// hold, and for a command does it on a screen that is then cleared.
type shield struct {
	m     *Model
	kill  func() // ends the program without waiting
	crash atomic.Pointer[CrashError]
}

// Init runs the console's Init.
func (s *shield) Init() (cmd tea.Cmd) {
	defer s.catch()
	return s.shielded(s.m.Init())
}

// Update runs the console's Update.
func (s *shield) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	defer s.catch()
	model = s
	_, cmd = s.m.Update(msg)
	return model, s.shielded(cmd)
}

// View runs the console's View.
func (s *shield) View() (frame string) {
	defer s.catch()
	return s.m.View()
}

// catch keeps the first panic and ends the program. It must be deferred itself.
func (s *shield) catch() {
	if v := recover(); v != nil {
		s.crash.CompareAndSwap(nil, &CrashError{Value: v, Stack: debug.Stack()})
		s.kill()
	}
}

// start runs f on a goroutine of its own. Its panic is one of the console.
func (s *shield) start(f func()) {
	Start(f, func(crash *CrashError) {
		s.crash.CompareAndSwap(nil, crash)
		s.kill()
	})
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

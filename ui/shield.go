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

package ui

import (
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// CrashError is a panic in one of the console's goroutines. The terminal is restored before it is printed.
type CrashError struct {
	Value any
	Stack []byte
}

// Error says what panicked, with the stack.
func (e *CrashError) Error() string { return fmt.Sprintf("internal error: %v\n%s", e.Value, e.Stack) }

// guarded makes a tea.Cmd whose panic ends the program in order: Bubble Tea would print the stack on the alternate screen,
// where it is lost.
func guarded(run func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = crashMsg{&CrashError{Value: v, Stack: debug.Stack()}}
			}
		}()
		return run()
	}
}

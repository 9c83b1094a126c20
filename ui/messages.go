package ui

import (
	"fmt"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/term"
)

// CrashError is a panic in one of the console's goroutines. The terminal is restored before it is printed.
type CrashError struct {
	Value any
	Stack []byte
}

// Error returns the value of the panic with the stack.
func (e *CrashError) Error() string { return fmt.Sprintf("internal error: %v\n%s", e.Value, e.Stack) }

// guarded returns a tea.Cmd whose panic ends the program cleanly. Bubble Tea would print the stack on the alternate
// screen, where it is lost.
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

// The messages of the program, besides those of Bubble Tea.
type (
	// changedMsg reports that a room has a new snapshot, or has ended.
	changedMsg struct {
		room Room
		over bool
	}
	// wakeMsg reports that the time of a timer has come.
	wakeMsg struct{ n int }
	// readMsg brings the result of a command that reads to its caller.
	readMsg struct {
		res  video.Result
		err  error
		then func(video.Result, error) tea.Cmd
	}
	// refreshedMsg reports that the room was read again.
	refreshedMsg struct {
		room Room
		err  error
	}
	// retriedMsg reports whether the request to connect again was accepted.
	retriedMsg struct{ err error }
	// roomsMsg brings the rooms in progress.
	roomsMsg struct {
		rooms []video.Room
		err   error
		then  func([]video.Room) tea.Cmd
	}
	// roomsChangedMsg reports that a room started or ended.
	roomsChangedMsg struct{}
	// enteredMsg brings a room that was opened.
	enteredMsg struct {
		watch     bool // not to be shown
		automatic bool // not requested by the user
		room      Room
		err       error
	}
	// firstMsg brings the first room.
	firstMsg struct {
		room Room
		err  error
	}
	// copiedMsg brings the result of a copy to the clipboard.
	copiedMsg struct {
		whose  string
		result term.Copied
	}
	// addressMsg brings an address to its caller.
	addressMsg struct {
		room  Room // the room for which it was requested
		stops int  // finding.stops when the search started
		url   string
		err   error
		then  func(url string, err error) tea.Cmd
	}
	// reloadMsg brings a change of the configuration.
	reloadMsg struct{ Reload }
	// reportMsg brings the report of tonight.
	reportMsg struct {
		text string
		err  error
	}
	// earlierMsg reports that the floor of an earlier run was resumed or forgotten.
	earlierMsg struct{ err error }
	// crashMsg reports that a command panicked.
	crashMsg struct{ err error }
)

// pressMsg presses a key that was chosen from a list.
type pressMsg string

// presses returns a command that presses a key as if it had been read.
func presses(name string) tea.Cmd {
	return func() tea.Msg { return pressMsg(name) }
}

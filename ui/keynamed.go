package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/term"
)

// presses returns a command that presses a key as if it had been read.
func presses(name string) tea.Cmd {
	return func() tea.Msg { return term.Input{Msgs: []tea.Msg{term.KeyNamed(name)}} }
}

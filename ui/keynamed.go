package ui

import tea "github.com/charmbracelet/bubbletea"

// pressMsg presses a key that was chosen from a list.
type pressMsg string

// presses returns a command that presses a key as if it had been read.
func presses(name string) tea.Cmd {
	return func() tea.Msg { return pressMsg(name) }
}

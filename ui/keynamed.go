package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/term"
	"gavel/ui/waits"
)

// pressMsg presses a key that was chosen from a list.
type pressMsg string

// presses returns a command that presses a key as if it had been read.
func presses(name string) tea.Cmd {
	return func() tea.Msg { return pressMsg(name) }
}

// pressed presses a key that was chosen from a list. The text with which the list was searched does not hold it back,
// only the keys that are read after it.
func (m *Model) pressed(name string) tea.Cmd {
	typed := m.gate.Since(waits.AfterText)
	m.gate.Over(waits.AfterText)
	cmd := m.input(term.Input{Msgs: []tea.Msg{term.KeyNamed(name)}})
	if typed {
		m.gate.Happened(waits.AfterText, m.clk)
	}
	return cmd
}

package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/say"
)

// openMacros offers the macros of the configuration.
func (m *commander) openMacros() tea.Cmd {
	switch {
	case m.room == nil:
		m.Say(say.NoRoom, draw.Warn)
	case len(m.o.Macros) == 0:
		m.Say(say.NoMacros, draw.Info)
	default:
		m.Open(dialog.NewMacros(m, m.o.Macros, m.o.Panel, m.runMacro))
	}
	return nil
}

// runMacro runs a macro whose plan was shown.
func (m *commander) runMacro(c video.Command) tea.Cmd {
	return m.launch(c)
}

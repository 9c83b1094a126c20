package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/macro"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// openMacros offers the macros of the configuration.
func (m *commander) openMacros() tea.Cmd {
	switch {
	case m.room == nil:
		m.Say(say.NoRoom, draw.Warn)
		return nil
	case len(m.o.Macros) == 0:
		m.Say(say.NoMacros, draw.Info)
		return nil
	}
	choices := make([]widget.Choice, len(m.o.Macros))
	for i, one := range m.o.Macros {
		n := draw.Plural(len(one.Steps), "command", "commands")
		choices[i] = widget.Choice{ID: one.Name, Text: text.Clean(one.Name), Note: n}
	}
	m.Open(widget.NewMenu(m, "Macros", choices, func(ids []string) tea.Cmd { return m.planMacro(ids[0]) }))
	return nil
}

// planMacro shows what a macro would do now, and runs that after a yes.
func (m *commander) planMacro(name string) tea.Cmd {
	for _, one := range m.o.Macros {
		if one.Name == name {
			lines := func() (lines []string) {
				for i, s := range m.macroSteps(&one) {
					lines = append(lines, say.MacroStep(i+1, s.Command, s.Plan, s.Spared, s.Why, m.who()))
				}
				return lines
			}
			m.Open(dialog.NewPlan(m, "Macro "+say.Quote(name), lines, func() tea.Cmd { return m.runMacro(&one) }))
		}
	}
	return nil
}

func (m *commander) runMacro(one *config.Macro) tea.Cmd {
	c, acts := macro.Command(one.Name, m.macroSteps(one))
	if !acts {
		m.Say(say.MacroIdle, draw.Info)
		return nil
	}
	if reason := m.refusal(c); reason != "" {
		m.Say(reason, draw.Warn)
		return nil
	}
	return m.launch(c)
}

func (m *commander) macroSteps(one *config.Macro) []macro.Step {
	safe := func(p *video.Member) bool { return m.Roster().Safe(p.ID) }
	return macro.Plan(one, macro.Room{Snapshot: m.snap, Protected: safe, Facts: &selector.Facts{
		Now: m.clk, Since: m.snap.Room.SeenAt, Protected: safe, Panel: m.o.Panel,
	}})
}

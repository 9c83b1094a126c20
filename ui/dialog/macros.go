package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/draw"
	"gavel/ui/macro"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// macros offers the macros of the configuration.
type macros struct {
	d     Desk
	list  []config.Macro
	panel func(*video.Member) bool
	run   func(video.Command) tea.Cmd
}

// NewMacros offers macros. The chosen macro shows its plan in the present state; after a yes, run runs the plan as one
// command. panel reports whether a member is on the panel; nil means that no member is.
func NewMacros(
	d Desk, list []config.Macro, panel func(*video.Member) bool, run func(video.Command) tea.Cmd,
) widget.Dialog {
	m := &macros{d, list, panel, run}
	choices := make([]widget.Choice, len(list))
	for i, one := range list {
		n := draw.Plural(len(one.Steps), "command", "commands")
		choices[i] = widget.Choice{ID: one.Name, Text: text.Clean(one.Name), Note: n}
	}
	return widget.NewMenu(d, "Macros", choices, func(ids []string) tea.Cmd { return m.plan(ids[0]) })
}

// plan shows the effect of a macro in the present state.
func (m *macros) plan(name string) tea.Cmd {
	for _, one := range m.list {
		if one.Name != name {
			continue
		}
		var shown []macro.Step // a yes is about these, and not about members who have joined since
		lines := func() (lines []string) {
			shown = m.steps(&one)
			for i, s := range shown {
				lines = append(lines, say.MacroStep(i+1, s.Command, s.Plan, s.Spared, s.Why, m.d.Roster()))
			}
			return lines
		}
		m.d.Open(newPlan(m.d, "Macro "+say.Quote(name), lines, func() tea.Cmd {
			c, acts := macro.Command(one.Name, shown)
			if !acts {
				m.d.Say(say.MacroIdle, draw.Info)
				return nil
			}
			return m.run(c)
		}))
	}
	return nil
}

func (m *macros) steps(one *config.Macro) []macro.Step {
	safe := func(p *video.Member) bool { return m.d.Roster().Safe(p.ID) }
	s := m.d.Snapshot()
	return macro.Plan(one, macro.Room{Snapshot: s, Protected: safe, Facts: &selector.Facts{
		Now: m.d.Now(), Since: s.Room.SeenAt, Protected: safe, Panel: m.panel,
	}})
}

package dialog

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/widget"
)

// plan shows the effect of an action, and runs it after a yes.
type plan struct {
	draw.HintRow
	d     Desk
	title string
	lines func() []string
	yes   func() tea.Cmd
}

// newPlan shows a plan, which lines returns as clean lines from the present room. yes runs it.
func newPlan(d Desk, title string, lines func() []string, yes func() tea.Cmd) widget.Dialog {
	return &plan{d: d, title: title, lines: lines, yes: yes}
}

func (p *plan) Context() keymap.Context { return keymap.Confirm }
func (p *plan) Title() string           { return p.title }
func (p *plan) Danger() bool            { return false }

// Asks reports true, so that a key typed before the plan could be read is not an answer.
func (p *plan) Asks() bool { return true }

// Hint returns the keys for the footer.
func (p *plan) Hint() []key.Binding {
	return []key.Binding{draw.Named(p.d.Keys().Yes, "run"), draw.Named(p.d.Keys().No, "cancel")}
}

func (p *plan) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	switch keys := p.d.Keys(); {
	case key.Matches(k, keys.Yes):
		return true, p.yes()
	case key.Matches(k, keys.No):
		return true, nil
	}
	return false, nil
}

func (p *plan) Lines(maxW, maxH int) []string {
	keys := p.d.Keys()
	var body []string
	for _, line := range p.lines() {
		body = append(body, draw.Wrap(line, min(maxW, paletteWidth))...)
	}
	buttons := p.Buttons(p.d.Theme(), keys.Yes, "run", keys.No)
	return draw.EvenLines(append(draw.Squeeze(body, maxH-readerReserve), "", buttons), maxW)
}

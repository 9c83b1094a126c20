package dialog

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/widget"
)

// panicPlan shows the effect of a panic. The key that opened it runs the panic; the console handles that key.
type panicPlan struct {
	draw.HintRow
	d    Desk
	plan func() []string
}

// NewPanic shows a plan, which plan returns as clean lines, from the present room.
func NewPanic(d Desk, plan func() []string) widget.Dialog { return &panicPlan{d: d, plan: plan} }

// Context returns the context of its keys in the key map.
func (p *panicPlan) Context() keymap.Context { return keymap.Dialog }

// Title returns the title of the frame.
func (p *panicPlan) Title() string { return "Panic?" }

// ConfirmsPanic lets the key of panic carry it out.
func (p *panicPlan) ConfirmsPanic() bool { return true }

// Danger paints the frame as a warning.
func (p *panicPlan) Danger() bool { return true }

// Hint returns the keys for the footer.
func (p *panicPlan) Hint() []key.Binding { return []key.Binding{p.d.Keys().Panic, p.d.Keys().Cancel} }

// Key closes the plan.
func (p *panicPlan) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	return key.Matches(k, p.d.Keys().Cancel, p.d.Keys().Close), nil
}

// Lines returns the plan and the keys.
func (p *panicPlan) Lines(maxW, maxH int) []string {
	th, keys := p.d.Theme(), p.d.Keys()
	var body []string
	for _, line := range p.plan() {
		body = append(body, draw.Wrap(line, min(maxW, paletteWidth))...)
	}
	buttons := p.Buttons(th, keys.Panic, "panic", keys.Cancel)
	return draw.EvenLines(append(draw.Squeeze(body, maxH-readerReserve), "", buttons), maxW)
}

package dialog

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/widget"
)

// question asks whether to quit although something goes on without us, or ends in the middle.
type question struct {
	host widget.Host
	runs []string // what goes on
	ends []string // what does not
}

// NewQuestion asks whether to quit. runs names what goes on without us, ends what does not.
func NewQuestion(host widget.Host, runs, ends []string) widget.Dialog {
	return &question{host, runs, ends}
}

func (q *question) Context() keymap.Context { return keymap.Confirm }
func (q *question) Title() string           { return "Quit?" }
func (q *question) Danger() bool            { return true }
func (q *question) Asks() bool              { return true }

func (q *question) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := q.host.Keys()
	switch {
	case key.Matches(k, keys.Yes):
		return true, tea.Quit
	case key.Matches(k, keys.No):
		return true, nil
	}
	return false, nil
}

func (q *question) Lines(maxW, _ int) []string {
	th := q.host.Theme()
	var out []string
	yes := "quit"
	if len(q.runs) > 0 {
		yes += ", let it go on"
		out = append(out, "This goes on when you quit:")
	}
	for _, r := range q.runs {
		out = append(out, "  "+th.Rec.Apply(th.Glyphs.Rec)+" "+th.Strong.Apply(r))
	}
	if len(q.ends) > 0 {
		out = append(out, "This is not finished, and the rest is not done when you quit:")
	}
	for _, e := range q.ends {
		out = append(out, "  "+th.Strong.Apply(e))
	}
	out = append(out, "", th.Key.Apply(" y ")+yes+"    "+th.Selected.Apply(" n  stay "))
	return draw.EvenLines(out, maxW)
}

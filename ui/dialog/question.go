package dialog

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/widget"
)

// question asks whether to quit although an activity would continue without gavel, or would be cut short.
type question struct {
	draw.HintRow
	host widget.Host
	runs []string // the activities that continue
	ends []string // the activities that are cut short
}

// NewQuestion asks whether to quit. runs names the activities that continue without this console, and ends those that
// would be cut short.
func NewQuestion(host widget.Host, runs, ends []string) widget.Dialog {
	return &question{host: host, runs: runs, ends: ends}
}

func (q *question) Context() keymap.Context { return keymap.Confirm }
func (q *question) Title() string           { return "Quit?" }

// Hint returns the keys for the footer.
func (q *question) Hint() []key.Binding {
	return []key.Binding{draw.Named(q.host.Keys().Yes, "quit"), q.host.Keys().No}
}

func (q *question) Danger() bool { return true }
func (q *question) Asks() bool   { return true }

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
	if len(q.runs) > 0 {
		out = append(out, say.QuitContinues)
	}
	for _, r := range q.runs {
		out = append(out, "  "+th.Rec.Apply(th.Glyphs.Rec)+" "+th.Strong.Apply(r))
	}
	if len(q.ends) > 0 {
		out = append(out, say.QuitStops)
	}
	for _, e := range q.ends {
		out = append(out, "  "+th.Strong.Apply(e))
	}
	out = append(out, "", q.Buttons(th, q.host.Keys().Yes, "quit", q.host.Keys().No))
	return draw.EvenLines(out, maxW)
}

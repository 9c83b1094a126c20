package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Fact is one line of a [Sheet]: a name and a value.
type Fact struct{ Name, Value string }

// Sheet is a dialog that only shows facts. They are read again for each frame.
type Sheet struct {
	draw.HintRow
	host  Host
	title string
	facts func() []Fact
}

// NewSheet returns a dialog with facts. They must be clean.
func NewSheet(host Host, title string, facts func() []Fact) *Sheet {
	return &Sheet{host: host, title: title, facts: facts}
}

// Context returns the context of its keys in the key map.
func (s *Sheet) Context() keymap.Context { return keymap.Dialog }

// Title returns the title of its frame.
func (s *Sheet) Title() string { return s.title }

// Danger reports whether its frame is painted as a warning.
func (s *Sheet) Danger() bool { return false }

// Ticking returns true, because the facts may include clocks.
func (s *Sheet) Ticking() bool { return true }

// Key closes it.
func (s *Sheet) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := s.host.Keys()
	return key.Matches(k, keys.Accept, keys.Cancel, keys.Close), nil
}

// Lines draws it within maxW by maxH cells.
func (s *Sheet) Lines(maxW, maxH int) []string {
	th, facts := s.host.Theme(), s.facts()
	name, value := 0, 0
	for _, f := range facts {
		name, value = max(name, text.Width(f.Name)), max(value, text.Width(f.Value))
	}
	const gap = 2
	w := min(maxW, max(chooseMin, name+gap+value))
	out := make([]string, 0, len(facts)+gap)
	for _, f := range facts {
		line := draw.Fit(f.Name, name+gap) + text.Cut(f.Value, max(0, w-name-gap))
		out = append(out, draw.Fit(line, w))
	}
	out = append(out, "", s.HintLine(th, w, []key.Binding{draw.Named(s.host.Keys().Cancel, "back")}))
	return draw.FitAll(out[max(0, len(out)-max(maxH, 1)):], w, min(len(out), max(maxH, 1)))
}

package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
	"gavel/ui/widget"
)

// opened is a dialog on the stack.
type opened struct {
	widget.Dialog
	painted time.Time // when it was first drawn; zero until then
}

// stack holds the open dialogs, the topmost last.
type stack struct{ list []*opened }

func (s *stack) push(d widget.Dialog) { s.list = append(s.list, &opened{Dialog: d}) }

func (s *stack) top() *opened {
	if len(s.list) == 0 {
		return nil
	}
	return s.list[len(s.list)-1]
}

// drop takes one dialog away, wherever it is.
func (s *stack) drop(o *opened) {
	for i, have := range s.list {
		if have == o {
			s.list = append(s.list[:i:i], s.list[i+1:]...)
			return
		}
	}
}

func (s *stack) clear() { s.list = nil }

// asking reports whether the topmost dialog asks for something that cannot be undone.
func (o *opened) asking() bool {
	a, ok := o.Dialog.(widget.Asker)
	return ok && a.Asks()
}

// early reports whether a key comes too soon to have been meant for the dialog.
func (o *opened) early(now time.Time) bool {
	return o.asking() && afterQuestion.holds(o.painted, now)
}

// Changed tells the dialogs that the room has changed, and takes those away that make no sense any more. It reports whether
// there were any.
func (s *stack) Changed() (gone bool) {
	for _, o := range append([]*opened(nil), s.list...) {
		if w, ok := o.Dialog.(widget.Watcher); ok && w.Changed() {
			s.drop(o)
			gone = true
		}
	}
	return gone
}

// dialogKey gives a key to the topmost dialog.
func (m *Model) dialogKey(k tea.KeyMsg) tea.Cmd {
	top := m.dialogs.top()
	if top.early(m.o.Now()) {
		return nil
	}
	done, cmd := top.Key(k)
	if done {
		m.dialogs.drop(top)
		if m.dialogs.top() == nil {
			m.gate.answered(k, m.clk)
		}
	}
	return cmd
}

// drawDialogs puts the open dialogs over a screen, which fades behind them.
func (m *Model) drawDialogs(base []string) []string {
	if len(m.dialogs.list) == 0 {
		return base
	}
	th := m.Theme()
	out := make([]string, len(base))
	for i, line := range base {
		if out[i] = line; i >= headerHeight && i < len(base)-footerHeight { // link and status stay readable
			out[i] = th.Shade.Apply(draw.Strip(line))
		}
	}
	const margin = 4 // cells that stay free at each side, so that the screen behind is felt
	for _, o := range m.dialogs.list {
		lines := o.Lines(min(m.w-2*margin, widget.Widest), m.h-margin)
		w := 0
		for _, line := range lines {
			w = max(w, draw.Width(line))
		}
		style := draw.Frame{Box: th.Glyphs.Round, Border: th.DialogBorder, Title: th.Title}
		if o.Danger() {
			style.Border, style.Title = th.DangerBorder, th.Bad
		}
		w = max(w, min(draw.Width(o.Title())+3, m.w-2*margin))
		for i := range lines {
			lines[i] = " " + draw.Fit(lines[i], w) + " "
		}
		box := draw.Box(o.Title(), lines, w+4, len(lines)+2, style)
		out = draw.Overlay(out, box, (m.w-1-w-4)/2, max(1, (m.h-len(box))/2))
		if o.painted.IsZero() {
			o.painted = m.o.Now()
		}
	}
	return out
}

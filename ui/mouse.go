package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/arrange"
	"gavel/ui/pane"
	"gavel/ui/term"
	"gavel/ui/widget"
)

// mouse handles a click or a turn of the wheel. Everything it does has a key, too.
func (m *Model) mouse(e tea.MouseMsg) tea.Cmd {
	if m.screen.plan.TooSmall || m.freed || e.Action != tea.MouseActionPress {
		return nil
	}
	switch e.Button {
	case tea.MouseButtonWheelUp:
		return m.wheel(e, tea.KeyMsg{Type: tea.KeyUp})
	case tea.MouseButtonWheelDown:
		return m.wheel(e, tea.KeyMsg{Type: tea.KeyDown})
	case tea.MouseButtonLeft:
		return m.click(e.X, e.Y)
	}
	return nil
}

// wheel moves the list under the mouse as an arrow key would, without focusing it.
func (m *Model) wheel(e tea.MouseMsg, k tea.KeyMsg) tea.Cmd {
	m.people.Touched = m.clk
	if top := m.dialogs.top(); top != nil {
		if top.asking() { // it has no list, and the wheel, unlike a key, needs no answer
			return nil
		}
		return m.dialogKey(k)
	}
	s, at, ok := m.screen.paneAt(e.X, e.Y)
	if !ok || at == nil || widget.Typing(m.panes[s]) {
		return nil
	}
	cmd, _ := m.panes[s].Key(k)
	return cmd
}

// click handles a click: it chooses a row, a box, a tab or a pane, or presses the key of a hint.
func (m *Model) click(x, y int) tea.Cmd {
	m.people.Touched = m.clk
	if top := m.dialogs.top(); top != nil {
		if in := arrange.EdgeBox.Inside(top.at); in.Holds(x, y) {
			return m.clickDialog(top, x-in.X-dialogMargin, y-in.Y)
		}
	}
	if y == m.h-arrange.FooterHeight {
		if name, ok := m.foot.at.At(x - 1); ok {
			return m.dispatch(term.KeyNamed(name))
		}
		return nil
	}
	if m.dialogs.top() != nil || widget.Typing(m.panes[m.focus]) {
		return nil // questions need a key; a click elsewhere is an accident
	}
	if y == arrange.HeaderHeight-1 {
		if id := m.screen.kept.air.At(x); id != "" {
			m.screen.goTo(id)
		}
		return nil
	}
	if at := y - arrange.HeaderHeight; at < len(m.screen.kept.notices) {
		if at == 0 && m.screen.alarm(m.w-1) != "" {
			return m.alarms.openTop()
		}
		return nil // the pane under it is not in sight
	}
	s, at, ok := m.screen.paneAt(x, y)
	if !ok {
		return nil
	}
	if s < arrange.Numbered {
		m.screen.focusOn(s)
	}
	if c, takes := m.panes[s].(pane.Clicker); takes && at != nil {
		c.Click(x-at.X, y-at.Y)
	}
	return nil
}

// dialogMargin is the blank between the frame of a dialog and its lines.
const dialogMargin = 1

// clickDialog handles a click at a place within the lines of a dialog.
func (m *Model) clickDialog(top *opened, x, y int) tea.Cmd {
	if h, ok := top.Dialog.(widget.Hinted); ok && y >= 0 && y == len(top.lines)-1 {
		if name, ok := h.HintAt(top.lines[y][dialogMargin:], x); ok {
			return m.dispatch(term.KeyNamed(name))
		}
	}
	if c, ok := top.Dialog.(pane.Clicker); ok && !top.early(m.o.Now()) {
		c.Click(x, y)
	}
	return nil
}

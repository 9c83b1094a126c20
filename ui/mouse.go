package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/arrange"
	"gavel/ui/draw"
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

// freeMouse releases the mouse to the terminal, which selects text with it, or claims it again.
func (m *Model) freeMouse() tea.Cmd {
	m.freed = !m.freed
	if m.glass != nil {
		m.glass.Mouse(!m.freed)
	}
	if m.freed {
		m.Say("The mouse selects text now. "+m.Keys().FreeMouse.Help().Key+" takes it back.", draw.Info)
	} else {
		m.Say("Clicks and the wheel work here again.", draw.Info)
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
		cmd, _ := m.pressHint(m.line(y), x, false)
		return cmd
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
	if y >= 0 && y == len(top.lines)-1 {
		if cmd, ok := m.pressHint(top.lines[y], x+dialogMargin, true); ok {
			return cmd
		}
	}
	if c, ok := top.Dialog.(pane.Clicker); ok && !top.early(m.o.Now()) {
		c.Click(x, y)
	}
	return nil
}

// line returns a line of the last frame.
func (m *Model) line(y int) string {
	lines := strings.Split(m.screen.frame, "\n")
	if y < 0 || y >= len(lines) {
		return ""
	}
	return lines[y]
}

// pressHint presses the key of the hint at a column, and reports whether there is one. mixed: the line may have more
// than hints.
func (m *Model) pressHint(line string, x int, mixed bool) (tea.Cmd, bool) {
	name, ok := hintAt(draw.Strip(line), x, mixed, func(name string) bool {
		_, global := m.Keys().Lookup(keymap.Global, name)
		_, here := m.Keys().Lookup(m.context(), name)
		return here || global && m.dialogs.top() == nil
	})
	if !ok {
		return nil, false
	}
	return m.dispatch(term.KeyNamed(name)), true
}

// hintAt returns the key of the hint at a column of a line. A hint is a key and a word or two; two blanks separate
// hints. isKey reports whether a name is a key's. Unless it is mixed, a line with anything else has no hints.
func hintAt(line string, x int, mixed bool, isKey func(name string) bool) (name string, ok bool) {
	at := 0
	for rest := line; rest != ""; {
		blanks := len(rest) - len(strings.TrimLeft(rest, " "))
		at, rest = at+blanks, rest[blanks:]
		hint, after, _ := strings.Cut(rest, "  ")
		shown, word, _ := strings.Cut(hint, " ")
		if hint == "" {
			break
		}
		if key := keymap.FromDisplay(shown); isKey(key) && word != "" {
			if w := draw.Width(hint); x >= at && x < at+w {
				name, ok = key, true
			}
		} else if !mixed {
			return "", false
		}
		at += draw.Width(hint) + len("  ")
		rest = after
	}
	return name, ok
}

package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/widget"
)

// keyMsg takes what came from the keyboard in one read: one key, several typed in a row, or a paste.
func (m *Model) keyMsg(k tea.KeyMsg) tea.Cmd {
	if key.Matches(k, m.Keys().ForceQuit) {
		return tea.Quit
	}
	if m.screen.plan.tooSmall {
		return m.keyTooSmall(k)
	}
	if m.inText() {
		m.gate.happened(afterText, m.clk)
		return m.dispatch(k)
	}
	if m.gate.holds(afterText, m.clk) {
		return nil
	}
	if k.Paste {
		m.Say("pasted text is no command: nothing done", draw.Warn)
		return nil
	}
	split := splitKeys(k)
	if !m.gate.admit(split, m.clk) {
		m.banner.raise(bannerPaste, "too many keys at once: ignored until the keyboard rests")
		return nil
	}
	return m.burst(split)
}

// burst handles the keys of one read. Each acts on a frame that shows what the one before it did. When one of them
// opens a question, the rest was not typed as an answer.
func (m *Model) burst(keys []tea.KeyMsg) tea.Cmd {
	var cmds []tea.Cmd
	for i, k := range keys {
		if i > 0 {
			m.dirty = true
			m.View()
		}
		asking := m.asking()
		cmds = append(cmds, m.dispatch(k))
		m.dirty = true // the frame in between is no longer the present one
		if m.asking() && !asking {
			break
		}
	}
	return tea.Batch(cmds...)
}

// keyTooSmall takes the only key that a screen without room has. Where it may be a letter of a text, there is only the
// one that quits from everywhere.
func (m *Model) keyTooSmall(k tea.KeyMsg) tea.Cmd {
	if key.Matches(k, m.Keys().Quit) && !m.inText() {
		return tea.Quit
	}
	return nil
}

// dispatch gives a key to the innermost thing that wants it.
func (m *Model) dispatch(k tea.KeyMsg) tea.Cmd {
	m.people.Touched = m.clk
	again := m.gate.repeated(k, m.clk)
	if m.late(k) {
		return nil
	}
	if m.dialogs.top() != nil {
		return m.dialogKey(k)
	}
	back := !widget.Typing(m.panes[m.focus]) && key.Matches(k, m.Keys().Back)
	if back && m.commander.progressShown && m.commander.stopBulk(again) { // the footer says so, and it is what cannot wait
		return nil
	}
	if back && m.banner.dismiss() {
		return nil
	}
	if cmd, all := m.commander.offerKey(k, again); all {
		return cmd
	}
	if back && m.commander.stopBulk(again) {
		return nil
	}
	if cmd, ok := m.panes[m.focus].Key(k); ok {
		return cmd
	}
	if widget.Typing(m.panes[m.focus]) {
		return nil
	}
	if cmd, ok := m.paneKey(k); ok {
		return cmd
	}
	if v, ok := m.verb(k); ok {
		if again && !v.repeats {
			return nil // the keyboard repeats, nobody pressed twice
		}
		return v.do(m)
	}
	m.unbound(k)
	return nil
}

// unbound says why a key does nothing. Keys that mean nothing anywhere are left alone.
func (m *Model) unbound(k tea.KeyMsg) {
	for _, c := range keymap.Contexts()[:keymap.Dialog] {
		if found, ok := m.Keys().Lookup(c, k.String()); ok {
			m.Say(found.Binding.Help().Key+" ("+found.Binding.Help().Desc+") does nothing here", draw.Info)
			return
		}
	}
}

// paneKey handles the keys that move between panes.
func (m *Model) paneKey(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := m.Keys()
	numbered := [slotCount]key.Binding{keys.Pane1, keys.Pane2, keys.Pane3, keys.Pane4, keys.Pane5, keys.Pane6}
	for i, b := range numbered {
		if key.Matches(k, b) {
			m.screen.focusOn(slot(i))
			return nil, true
		}
	}
	switch {
	case key.Matches(k, keys.NextPane):
		m.screen.focusOn(m.screen.neighbour(1))
	case key.Matches(k, keys.PrevPane):
		m.screen.focusOn(m.screen.neighbour(-1))
	case key.Matches(k, keys.Detail), m.focus == slotStage && key.Matches(k, keys.StageDetail):
		m.screen.toggleDetail()
	case key.Matches(k, keys.Filter):
		m.screen.focusOn(slotPeople)
		return m.panes[slotPeople].Key(k)
	case key.Matches(k, keys.Back):
		m.screen.back()
	default:
		return nil, false
	}
	return nil, true
}

// late reports whether the key was meant for a dialog that is gone, and says so where it is not plain to see.
func (m *Model) late(k tea.KeyMsg) bool {
	vanished := !m.gate.at[afterVanished].IsZero()
	if !m.gate.late(k, m.dialogs.top() != nil, m.clk) {
		return false
	}
	if _, shown := m.status.shown(m.clk); vanished && !shown {
		m.Say("keys are ignored until the keyboard rests: what they were for is gone", draw.Warn)
	}
	return true
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

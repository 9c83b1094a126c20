package ui

import (
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// keyTooSmall handles a key on a screen that is too small: only q quits, or, while text is typed, the key that quits
// from everywhere.
func (m *Model) keyTooSmall(k tea.KeyMsg) tea.Cmd {
	if key.Matches(k, m.Keys().Quit) && !m.inText() {
		return tea.Quit
	}
	return nil
}

// dispatch passes a key to the innermost receiver that handles it.
func (m *Model) dispatch(k tea.KeyMsg) tea.Cmd {
	m.people.Touched = m.clk
	again := m.gate.Repeated(k, m.clk)
	if m.late(k) {
		return nil
	}
	if m.dialogs.top() != nil {
		return m.dialogKey(k)
	}
	back := !widget.Typing(m.panes[m.focus]) && key.Matches(k, m.Keys().Back)
	if back && m.commander.progressShown && m.commander.stopBulk(again) { // the footer offers it, and it is urgent
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
	if back && m.finding.stop() {
		m.Say(say.Cancelled, draw.Info)
		return nil
	}
	if widget.Typing(m.panes[m.focus]) && noLetter(k) {
		m.unbound(k)
		return nil
	}
	if p := m.o.Player; p != nil && !widget.Typing(m.panes[m.focus]) && p.Key(m, k) {
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
			return nil // a repeat of the keyboard, not a second press
		}
		return v.do(m)
	}
	m.unbound(k)
	return nil
}

// unbound shows why a key does nothing. Every key gets an answer.
func (m *Model) unbound(k tea.KeyMsg) {
	if m.dialogs.top() != nil && key.Matches(k, m.Keys().Help) {
		m.Say("The last line of the box names its keys. "+draw.ShortKey(m.Keys().Cancel)+" leaves it.", draw.Info)
		return
	}
	for _, c := range keymap.Contexts()[:keymap.Dialog] {
		if found, ok := m.Keys().Lookup(c, k.String()); ok {
			m.Say(m.nothing(draw.ShortKey(found.Binding), found.Binding.Help().Desc), draw.Info)
			return
		}
	}
	name := text.Clean(keymap.Display(k.String()))
	if len(k.Runes) == 1 && k.Runes[0] > unicode.MaxASCII {
		m.Say(name+" does nothing: gavel's keys are Latin letters. Switch the layout of your keyboard.", draw.Warn)
		return
	}
	m.Say(m.nothing(name, ""), draw.Info)
}

// nothing shows that a key does nothing here, and names the key that lists all keys, unless it is that key.
func (m *Model) nothing(name, does string) string {
	if does != "" && !strings.EqualFold(does, name) {
		name += " (" + does + ")"
	}
	said := name + " does nothing here."
	if help := draw.ShortKey(m.Keys().Help); help != "" && m.dialogs.top() == nil {
		said += " " + help + " shows the keys."
	}
	return said
}

// paneKey handles the keys that move between panes.
func (m *Model) paneKey(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := m.Keys()
	numbered := [arrange.SlotCount]key.Binding{keys.Pane1, keys.Pane2, keys.Pane3, keys.Pane4, keys.Pane5, keys.Pane6}
	for i, b := range numbered {
		if key.Matches(k, b) {
			m.screen.focusOn(arrange.Slot(i))
			return nil, true
		}
	}
	switch {
	case key.Matches(k, keys.NextPane):
		m.screen.focusOn(m.screen.neighbour(1))
	case key.Matches(k, keys.PrevPane):
		m.screen.focusOn(m.screen.neighbour(-1))
	case key.Matches(k, keys.Detail), m.focus == arrange.SlotStage && key.Matches(k, keys.StageDetail):
		m.screen.toggleDetail()
	case key.Matches(k, keys.Filter):
		m.screen.focusOn(arrange.SlotPeople)
		return m.panes[arrange.SlotPeople].Key(k)
	case key.Matches(k, keys.Back):
		m.screen.back()
	default:
		return nil, false
	}
	return nil, true
}

// late reports whether the key was meant for a dialog that has closed, and shows so if it is not obvious.
func (m *Model) late(k tea.KeyMsg) bool {
	vanished := m.gate.Since(waits.AfterVanished)
	if !m.gate.Late(k, m.dialogs.top() != nil, m.clk) {
		return false
	}
	if _, shown := m.status.shown(m.clk); vanished && !shown {
		m.Say("That dialog has closed. Keys are ignored until you pause.", draw.Warn)
	}
	return true
}

// dialogKey passes a key to the topmost dialog.
func (m *Model) dialogKey(k tea.KeyMsg) tea.Cmd {
	top := m.dialogs.top()
	if top.early(m.o.Now()) {
		return nil
	}
	if m.meantForFloor(top, k) {
		m.Say(say.EscapeSaysNo, draw.Warn)
		return nil
	}
	if m.strange(top, k) {
		m.unbound(k)
		return nil
	}
	var before face
	known := m.knows(top, k)
	if !known {
		before = m.faceOf(top)
	}
	done, cmd := top.Key(k)
	if !known && !done && cmd == nil && m.dialogs.top() == top && m.faceOf(top).equal(before) {
		m.unbound(k)
	}
	if done {
		m.dialogs.drop(top)
		if m.dialogs.top() == nil {
			m.gate.Answered(k, m.clk)
		}
	}
	return cmd
}

// strange reports whether a key means nothing in a dialog: a letter of another alphabet, or a key that a question does
// not know.
func (m *Model) strange(top *opened, k tea.KeyMsg) bool {
	if widget.Typing(top.Dialog) || k.Paste {
		return false
	}
	if r := k.Runes; len(r) == 1 && r[0] > unicode.MaxASCII {
		return true
	}
	return top.asking() && !m.knows(top, k)
}

// knows reports whether a key is one of a dialog, even if it does nothing now. While text is typed, every letter and
// every key of the editor is.
func (m *Model) knows(top *opened, k tea.KeyMsg) bool {
	if _, bound := m.Keys().Lookup(top.Context(), k.String()); bound || k.Paste {
		return true
	}
	if own, ok := top.Dialog.(widget.Hinter); ok && key.Matches(k, own.Hint()...) {
		return true
	}
	if own, ok := top.Dialog.(widget.Knower); ok && own.Knows(k) {
		return true
	}
	return widget.Typing(top.Dialog) && !noLetter(k)
}

// noLetter reports whether a key neither types nor moves in a field.
func noLetter(k tea.KeyMsg) bool {
	return k.Type >= tea.KeyF20 && k.Type <= tea.KeyF1 || k.Type == tea.KeyInsert
}

// face is the visible state of a dialog and the status line. If a key changes neither, it needs an answer.
type face struct {
	lines []string
	said  status
}

func (m *Model) faceOf(o *opened) face {
	w, h := m.screen.dialogRoom(o.Dialog)
	return face{slices.Clone(o.Lines(w, h)), m.status}
}

func (f face) equal(other face) bool {
	return f.said == other.said && slices.Equal(f.lines, other.lines)
}

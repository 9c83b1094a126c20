package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/term"
	"gavel/ui/text"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// input handles the messages of one read of the terminal. Each key acts on a frame that shows the effect of the key
// before it.
func (m *Model) input(in term.Input) tea.Cmd {
	if m.quits(in.Msgs) {
		return tea.Quit
	}
	var cmds []tea.Cmd
	r := reading{Model: m, keys: keysOf(in.Msgs)}
	for i, msg := range in.Msgs {
		if i > 0 && m.dirty && !r.refused { // keys that do not count need no frame
			m.View()
		}
		switch msg := msg.(type) {
		case tea.KeyMsg:
			cmds = append(cmds, r.key(msg))
		case term.OtherKey:
			m.otherKey(string(msg))
		case tea.MouseMsg:
			cmds = append(cmds, m.mouse(msg))
		case term.Background:
			m.background(msg)
		case term.Ambiguous:
			m.wideLetters()
		}
		m.dirty = true // the frame in between is out of date
	}
	return tea.Batch(cmds...)
}

// pressed presses a key that was chosen from a list. The text with which the list was searched does not hold it back,
// only the keys that are read after it.
func (m *Model) pressed(name string) tea.Cmd {
	typed := m.gate.Since(waits.AfterText)
	m.gate.Over(waits.AfterText)
	cmd := m.input(term.Input{Msgs: []tea.Msg{term.KeyNamed(name)}})
	if typed {
		m.gate.Happened(waits.AfterText, m.clk)
	}
	return cmd
}

// quits reports whether the messages contain the key that quits in every context.
func (m *Model) quits(msgs []tea.Msg) bool {
	for _, msg := range msgs {
		if k, ok := msg.(tea.KeyMsg); ok && key.Matches(k, m.Keys().ForceQuit) {
			return true
		}
	}
	return false
}

// keysOf returns the keys of the messages that may be letters of text.
func keysOf(msgs []tea.Msg) []tea.KeyMsg {
	var keys []tea.KeyMsg
	for _, msg := range msgs {
		if k, ok := msg.(tea.KeyMsg); ok && waits.Typed(k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// reading is one read from the terminal, key by key.
type reading struct {
	*Model
	keys []tea.KeyMsg // remaining keys that may be text

	judged, refused bool // the gate has decided about the keys outside text; it refused them
	asked           bool // a key has opened a question: the rest are not answers
}

// key handles the next key.
func (r *reading) key(k tea.KeyMsg) tea.Cmd {
	left := r.keys
	if waits.Typed(k) {
		r.keys = r.keys[1:]
	}
	r.second.Drop()
	if r.panics(k) {
		return nil
	}
	switch {
	case k.Type == tea.KeyCtrlZ:
		if r.glass != nil {
			r.glass.Suspend()
		}
		return nil
	case r.asked:
		return nil
	case r.screen.plan.TooSmall:
		return r.keyTooSmall(k)
	case r.inText():
		return r.textKey(k)
	case r.gate.Holds(waits.AfterText, r.clk):
		return nil
	case k.Paste && !r.takesPaste():
		r.Say("Pasted text is not a command. Nothing was done.", draw.Warn)
		return nil
	}
	if !r.judged {
		r.judged = true
		if r.refused = !r.gate.Admit(left, r.clk); r.refused {
			r.banner.raise(bannerPaste, "Too many keys at once. Keys are ignored until you pause.")
		}
	}
	if r.refused {
		return nil
	}
	asking := r.asking()
	cmd := r.dispatch(k)
	r.asked = r.asking() && !asking
	return cmd
}

// takesPaste reports whether the dialog on top accepts a paste.
func (m *Model) takesPaste() bool {
	top := m.dialogs.top()
	if top == nil {
		return false
	}
	p, ok := top.Dialog.(widget.Paster)
	return ok && p.TakesPaste()
}

// textKey gives a key to a text field. Escape does not occur in pasted text, so the keys after it count as keys.
func (r *reading) textKey(k tea.KeyMsg) tea.Cmd {
	cmd := r.dispatch(k)
	if k.Type == tea.KeyEscape && !k.Alt {
		r.gate.Over(waits.AfterText)
	} else {
		r.gate.Happened(waits.AfterText, r.clk)
	}
	return cmd
}

// otherKey handles a key that cannot be bound.
func (m *Model) otherKey(name string) {
	m.Say(m.nothing(keymap.Display(name), ""), draw.Info)
}

// background follows the colours that the terminal reports, unless the user has chosen a theme.
func (m *Model) background(b term.Background) {
	m.seen = &b
	if m.o.ThemeFor != nil {
		m.restyle(m.o.ThemeFor(b.Dark()))
	}
}

// wideLetters adapts to a terminal that draws lines and signs in two cells: gavel's own become ASCII, and those in text
// from the room count as two cells. Rows painted earlier are in the wrong cells, so everything is painted again.
func (m *Model) wideLetters() {
	text.SetAmbiguousWide(true)
	m.narrow = true
	m.restyle(m.o.Theme)
	if m.glass != nil {
		m.glass.Repaint()
	}
}

// panics reports whether a key is that of panic, which works everywhere, and handles it: the first press shows the
// effect, the second carries it out.
func (m *Model) panics(k tea.KeyMsg) bool {
	if k.Paste || !key.Matches(k, m.Keys().Panic) {
		return false
	}
	if m.gate.Repeated(k, m.clk) { // a held key is one press
		return true
	}
	if top := m.dialogs.top(); top != nil && top.confirmsPanic() {
		m.second.Press(m.clk, m.alarms.panicNow)
	} else {
		m.alarms.showPanic()
	}
	return true
}

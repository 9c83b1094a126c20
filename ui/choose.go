package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Widths of a list: it is as wide as its choices, within these; narrower screens cut it.
const (
	chooseMin   = 44
	chooseWidth = 64
)

// chooser is a dialog with a list to choose from.
type chooser struct {
	d      desk
	name   string
	list   list
	w      int    // at most
	needs  int    // what the choices have needed so far
	search bool   // letters search; else they are keys of choices
	empty  string // said when there is nothing to choose from
	// fresh returns the present choices, for lists that change while they are open; nil: they do not.
	fresh func() []choice
	have  []choice // what fresh returned last: the same slice again means that nothing is new
	// then is what the choice leads to. It runs when the dialog is closed.
	then func(ids []string) tea.Cmd
	// other handles keys of its own before the list does.
	other func(k tea.KeyMsg) (handled, done bool, cmd tea.Cmd)
	// above are lines over the list.
	above func(w int) []string
	hints []key.Binding // besides choose and back
	// back is what Esc leads to; nil: nothing.
	back func() tea.Cmd
	// free says what Enter does with what was typed when nothing fits it; "": nothing.
	free string
}

// newChooser returns a list that is searched by typing.
func newChooser(d desk, name string, items []choice, then func(ids []string) tea.Cmd) *chooser {
	return &chooser{
		d: d, name: name, list: newList(items), w: chooseWidth, search: true, then: then, empty: "nothing to choose from",
	}
}

// newMenu returns a list whose choices have keys of their own.
func newMenu(d desk, name string, items []choice, then func(ids []string) tea.Cmd) *chooser {
	c := newChooser(d, name, items, then)
	c.search = false
	return c
}

func (c *chooser) context() keymap.Context {
	if c.search {
		return keymap.Palette
	}
	return keymap.Dialog
}

func (c *chooser) title() string { return c.name }
func (c *chooser) danger() bool  { return false }
func (c *chooser) typing() bool  { return c.search }

func (c *chooser) changed() bool {
	if c.fresh == nil {
		return false
	}
	now := c.fresh()
	if len(now) != len(c.have) || len(now) > 0 && &now[0] != &c.have[0] {
		c.have = now
		c.list.refresh(now)
	}
	return false
}

func (c *chooser) key(k tea.KeyMsg) (bool, tea.Cmd) {
	if c.other != nil {
		if handled, done, cmd := c.other(k); handled {
			return done, cmd
		}
	}
	keys := c.d.keys()
	switch {
	case key.Matches(k, keys.Cancel):
		if c.search && !c.list.query.empty() {
			c.list.query.set("")
			c.list.search()
			return false, nil
		}
		return true, follow(c.back)
	case !c.search && key.Matches(k, keys.Close):
		return true, follow(c.back)
	case key.Matches(k, c.acceptKey()):
		return c.accept()
	case c.list.marks != nil && key.Matches(k, keys.Complete):
		c.list.mark()
		return false, nil
	case moveList(&c.list, k, keys, c.search):
		return false, nil
	case c.search:
		c.list.typeKey(k)
		return false, nil
	}
	return c.press(k.String())
}

// follow calls what a dialog leads to, if anything.
func follow(then func() tea.Cmd) tea.Cmd {
	if then == nil {
		return nil
	}
	return then()
}

// note sets what stands behind the choice with the id.
func (c *chooser) note(id, note string) {
	for i := range c.list.items {
		if c.list.items[i].id == id {
			c.list.items[i].note = note
		}
	}
}

func (c *chooser) acceptKey() key.Binding {
	if c.search {
		return c.d.keys().Submit
	}
	return c.d.keys().Accept
}

func (c *chooser) accept() (bool, tea.Cmd) {
	// Nobody is hit who is not on the screen: when the search hides marks, they are shown before they are taken.
	if hidden := c.list.hiddenMarks(); hidden > 0 {
		c.list.query.set("")
		c.list.search()
		c.d.say(draw.Plural(hidden, "marked one was hidden", "marked ones were hidden")+" by the search: look, then choose again", draw.Warn)
		return false, nil
	}
	ids := c.list.chosen()
	if typed := strings.TrimSpace(c.list.query.text()); len(c.list.shown) == 0 && c.free != "" && typed != "" {
		return true, c.then([]string{typed})
	}
	if len(ids) == 0 {
		if item, ok := c.list.item(); ok && item.off != "" {
			c.d.say(item.text+": "+item.off, draw.Warn)
		}
		return false, nil
	}
	return true, c.then(ids)
}

// press chooses the choice with that key.
func (c *chooser) press(pressed string) (bool, tea.Cmd) {
	for _, item := range c.list.items {
		if item.key != "" && item.key == pressed {
			c.list.put(item.id)
			return c.accept()
		}
	}
	return false, nil
}

// moveList moves the cursor of a list. While letters are typed only keys that type nothing move it.
func moveList(l *list, k tea.KeyMsg, keys *keymap.Map, typing bool) bool {
	if typing {
		switch {
		case key.Matches(k, keys.PrevItem):
			l.move(-1)
		case key.Matches(k, keys.NextItem):
			l.move(1)
		case k.Type == tea.KeyPgUp:
			l.move(-l.h)
		case k.Type == tea.KeyPgDown:
			l.move(l.h)
		default:
			return false
		}
		return true
	}
	switch {
	case key.Matches(k, keys.Up):
		l.move(-1)
	case key.Matches(k, keys.Down):
		l.move(1)
	case key.Matches(k, keys.Top):
		l.move(-len(l.shown))
	case key.Matches(k, keys.Bottom):
		l.move(len(l.shown))
	case key.Matches(k, keys.PageUp):
		l.move(-l.h)
	case key.Matches(k, keys.PageDown):
		l.move(l.h)
	case key.Matches(k, keys.HalfUp):
		l.move(-max(1, l.h/2))
	case key.Matches(k, keys.HalfDown):
		l.move(max(1, l.h/2))
	default:
		return false
	}
	return true
}

func (c *chooser) lines(maxW, maxH int) []string {
	th, w := c.d.theme(), min(c.wide(), maxW)
	var top []string
	if c.above != nil {
		top = c.above(w)
	}
	if c.search {
		top = append(top, c.queryLine(w), "")
	}
	bottom := []string{"", draw.HintLine(th, w, c.hintList())}
	top, bottom = draw.Shrink(top, bottom, maxH-min(3, len(c.list.items)))
	room := maxH - len(top) - len(bottom)
	h := min(room, max(len(c.list.items), 1))
	body := c.list.lines(th, w, h)
	if len(c.list.shown) == 0 && h > 0 {
		body[0] = th.Dim.Apply(draw.Fit(" "+c.nothing(), w))
	}
	return draw.FitAll(append(append(top, body...), bottom...), w, len(top)+h+len(bottom))
}

// nothing says why the list is empty.
func (c *chooser) nothing() string {
	typed := strings.TrimSpace(c.list.query.text())
	switch {
	case typed != "" && c.free != "":
		return c.acceptKey().Help().Key + " " + c.free + " " + text.Clean(typed)
	case len(c.list.items) > 0:
		return "nothing found"
	}
	return c.empty
}

// wide is the width that the choices need, within bounds. It only grows: a dialog that changes its size is hard to
// read.
func (c *chooser) wide() int {
	const measured, around = 200, 8 // choices looked at; bar, mark, key and gap
	c.needs = max(c.needs, text.Width(c.empty)+2)
	for _, item := range c.list.items[:min(len(c.list.items), measured)] {
		behind := max(text.Width(item.note), text.Width(item.off))
		c.needs = max(c.needs, text.Width(item.text)+behind+around)
	}
	return min(max(c.needs, chooseMin), c.w)
}

func (c *chooser) queryLine(w int) string {
	th := c.d.theme()
	count := c.list.count()
	room := w - 2 - draw.Width(count) - 1
	field := c.list.query.line(inputStyle{th: th, w: max(room, 1), focused: true, ghost: "type to search"})
	return draw.Fit(th.Accent.Apply(th.Glyphs.Prompt)+" "+field+" "+th.Dim.Apply(count), w)
}

func (c *chooser) hintList() []key.Binding {
	keys := c.d.keys()
	all := []key.Binding{draw.Named(c.acceptKey(), "choose")}
	if c.list.marks != nil {
		all = append(all, draw.Named(keys.Complete, "mark"))
	}
	all = append(all, c.hints...)
	return append(all, draw.Named(keys.Cancel, "back"))
}

package widget

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Bounds of the width of a list. Narrower screens cut it.
const (
	chooseMin   = 44
	chooseWidth = 64
)

// Chooser is a dialog with a list to choose from.
type Chooser struct {
	draw.HintRow
	host   Host
	Name   string
	List   List
	W      int    // at most
	needs  int    // the widest choices so far, in cells
	body   int    // line of the first choice in the last frame
	search bool   // letters search; else they are keys of choices
	Empty  string // shown when there is nothing to choose from
	// Fresh returns the present choices of a list that changes while it is open; nil if it does not change.
	Fresh func() []Choice
	have  []Choice // the last result of Fresh; the same slice again means no change
	// then runs with the chosen ids after the dialog is closed.
	then func(ids []string) tea.Cmd
	// Other handles further keys before the list does.
	Other func(k tea.KeyMsg) (handled, done bool, cmd tea.Cmd)
	// Below returns lines of w cells about the choice under the cursor, at most as many as its last argument, for the
	// place under the list.
	Below func(w, most int) []string
	Hints []key.Binding // besides choose and back
	// Pasted handles text that is pasted into a list whose letters are keys; the list closes. nil: pastes are ignored.
	Pasted func(text string) tea.Cmd
	// Back is called on Esc. nil: the dialog only closes.
	Back func() tea.Cmd
	// Free describes the effect of Enter on typed text that no choice fits; "" if it has none.
	Free string
}

// NewChooser returns a list that is searched by typing.
func NewChooser(d Host, name string, items []Choice, then func(ids []string) tea.Cmd) *Chooser {
	return &Chooser{
		host: d, Name: name, List: NewList(items), W: chooseWidth, search: true, then: then, Empty: "nothing to choose from",
	}
}

// NewMenu returns a list whose choices have keys of their own.
func NewMenu(d Host, name string, items []Choice, then func(ids []string) tea.Cmd) *Chooser {
	c := NewChooser(d, name, items, then)
	c.search = false
	return c
}

// Context returns the context of its keys in the key map.
func (c *Chooser) Context() keymap.Context {
	if c.search {
		return keymap.Palette
	}
	return keymap.Dialog
}

// Title returns the title of its frame.
func (c *Chooser) Title() string { return c.Name }

// Danger reports whether its frame is painted as a warning.
func (c *Chooser) Danger() bool { return false }

// TakesPaste reports whether a paste has an effect.
func (c *Chooser) TakesPaste() bool { return c.Pasted != nil }

// Typing reports whether it takes text.
func (c *Chooser) Typing() bool { return c.search }

// Changed takes the newest snapshot and reports whether the dialog no longer makes sense.
func (c *Chooser) Changed() bool {
	if c.Fresh == nil {
		return false
	}
	now := c.Fresh()
	if len(now) != len(c.have) || len(now) > 0 && &now[0] != &c.have[0] {
		c.have = now
		c.List.Refresh(now)
	}
	return false
}

// Key handles a key and reports whether the dialog is done.
func (c *Chooser) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	if c.Other != nil {
		if handled, done, cmd := c.Other(k); handled {
			return done, cmd
		}
	}
	keys := c.host.Keys()
	switch {
	case k.Paste && c.TakesPaste():
		return true, c.Pasted(string(k.Runes))
	case key.Matches(k, keys.Cancel):
		if c.search && !c.List.Query.Empty() {
			c.List.Query.Set("")
			c.List.Search()
			return false, nil
		}
		return true, follow(c.Back)
	case !c.search && c.owns(k.String()): // the letter of a choice takes precedence over its meaning in lists
		return c.press(k.String())
	case !c.search && key.Matches(k, keys.Close):
		return true, follow(c.Back)
	case key.Matches(k, c.acceptKey()):
		return c.accept()
	case c.List.Marks != nil && key.Matches(k, keys.Complete):
		c.List.mark()
		return false, nil
	case MoveList(&c.List, k, keys, c.search):
		return false, nil
	case c.search:
		c.List.typeKey(k)
		return false, nil
	}
	return false, nil
}

// follow calls then, unless it is nil.
func follow(then func() tea.Cmd) tea.Cmd {
	if then == nil {
		return nil
	}
	return then()
}

// Note sets the note of the choice with the id.
func (c *Chooser) Note(id, note string) {
	for i := range c.List.Items {
		if c.List.Items[i].ID == id {
			c.List.Items[i].Note = note
		}
	}
}

func (c *Chooser) acceptKey() key.Binding {
	if c.search {
		return c.host.Keys().Submit
	}
	return c.host.Keys().Accept
}

func (c *Chooser) accept() (bool, tea.Cmd) {
	// Never act on a member out of sight: marks that the search hides are shown before they are used.
	if hidden := c.List.hiddenMarks(); hidden > 0 {
		c.List.Query.Set("")
		c.List.Search()
		were := draw.Plural(hidden, "marked one was hidden", "marked ones were hidden")
		c.host.Say(were+" by the search. Look, then choose again.", draw.Warn)
		return false, nil
	}
	ids := c.List.chosen()
	if typed := strings.TrimSpace(c.List.Query.Text()); len(c.List.Shown) == 0 && c.Free != "" && typed != "" {
		return true, c.then([]string{typed})
	}
	if len(ids) == 0 {
		if item, ok := c.List.Item(); ok && item.Off != "" {
			c.host.Say(draw.Capital(item.Text)+": "+item.Off+".", draw.Warn)
		}
		return false, nil
	}
	return true, c.then(ids)
}

// owns reports whether a choice has the key.
func (c *Chooser) owns(pressed string) bool {
	return slices.ContainsFunc(c.List.Items, func(item Choice) bool { return item.Key != "" && item.Key == pressed })
}

// press chooses the choice with the pressed key.
func (c *Chooser) press(pressed string) (bool, tea.Cmd) {
	for _, item := range c.List.Items {
		if item.Key != "" && item.Key == pressed {
			c.List.Put(item.ID)
			return c.accept()
		}
	}
	return false, nil
}

// MoveList moves the cursor of a list. While text is typed, only keys that type nothing move it.
func MoveList(l *List, k tea.KeyMsg, keys *keymap.Map, typing bool) bool {
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
	by, is := Moved(k, keys, l.h)
	if is {
		l.move(by)
	}
	return is
}

// Click puts the cursor on the choice in a line.
func (c *Chooser) Click(_, y int) { c.List.Click(y - c.body) }

// Lines draws the dialog within maxW by maxH cells.
func (c *Chooser) Lines(maxW, maxH int) []string {
	th, w := c.host.Theme(), min(c.wide(), maxW)
	var top []string
	if c.search {
		top = append(top, c.queryLine(w), "")
	}
	bottom := []string{"", c.HintLine(th, w, c.hintList())}
	top, bottom = draw.Shrink(top, bottom, maxH-min(3, len(c.List.Items)))
	c.body = len(top)
	room := maxH - len(top) - len(bottom)
	h := min(room, max(len(c.List.Items), 1))
	bottom = append(c.below(w, &h, room), bottom...)
	body := c.List.Lines(th, w, h)
	if len(c.List.Shown) == 0 && h > 0 {
		body[0] = th.Dim.Apply(draw.Fit(" "+c.nothing(), w))
	}
	return draw.FitAll(append(append(top, body...), bottom...), w, len(top)+h+len(bottom))
}

// below returns the lines under a list of h lines, and shortens the list so that both fit into room lines.
func (c *Chooser) below(w int, h *int, room int) []string {
	const least = 5 // choices in sight
	most := room - min(least, *h) - 1
	if c.Below == nil || most < 1 {
		return nil
	}
	lines := c.Below(w, most)
	if len(lines) == 0 || len(lines) > most {
		return nil
	}
	*h = min(*h, room-len(lines)-1)
	return append([]string{""}, lines...)
}

// nothing returns the reason why the list is empty.
func (c *Chooser) nothing() string {
	typed := strings.TrimSpace(c.List.Query.Text())
	switch {
	case typed != "" && c.Free != "":
		return c.acceptKey().Help().Key + " " + c.Free + " " + text.Clean(typed)
	case len(c.List.Items) > 0:
		return "nothing found"
	}
	return c.Empty
}

// wide returns the width that the choices need, within bounds. It only grows, because a dialog that changes its size is
// hard to read.
func (c *Chooser) wide() int {
	const measured, around = 200, 8 // choices looked at; bar, mark, key and gap
	c.needs = max(c.needs, text.Width(c.Empty)+2, draw.HintWidth(c.hintList()))
	for _, item := range c.List.Items[:min(len(c.List.Items), measured)] {
		behind := max(text.Width(item.Note), text.Width(item.Off))
		c.needs = max(c.needs, text.Width(item.Text)+behind+around)
	}
	return min(max(c.needs, chooseMin), c.W)
}

func (c *Chooser) queryLine(w int) string {
	th := c.host.Theme()
	count := c.List.count()
	room := w - 2 - draw.Width(count) - 1
	field := c.List.Query.Line(InputStyle{Theme: th, Width: max(room, 1), Focused: true, Ghost: "type to search"})
	return draw.Fit(th.Accent.Apply(th.Glyphs.Prompt)+" "+field+" "+th.Dim.Apply(count), w)
}

func (c *Chooser) hintList() []key.Binding {
	keys := c.host.Keys()
	all := []key.Binding{draw.Named(c.acceptKey(), "choose")}
	if c.List.Marks != nil {
		all = append(all, draw.Named(keys.Complete, "mark"))
	}
	all = append(all, c.Hints...)
	return append(all, c.List.Out(keys.Cancel))
}

// Widest keeps lines short enough to be read at a glance.
const Widest = 96

package dialog

import (
	"iter"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// help lists all keys that work in a context, actions first. Typing searches them, and Enter runs the chosen one.
type help struct {
	draw.HintRow
	d     Desk
	about keymap.Context
	list  widget.List
	lines []helpLine // by index of the list's items
	run   func(pressed string) tea.Cmd
	top   int
	rows  []int // index into lines of each line of the last frame, or -1
}

// helpLine is one key, or one wait.
type helpLine struct {
	key   keymap.Key // zero for a wait
	shown string
	does  string
	group string
}

// NewHelp lists the keys of a context, and after them the waits. run presses a key once the help has closed.
func NewHelp(d Desk, c keymap.Context, waits iter.Seq2[string, string], run func(string) tea.Cmd) widget.Dialog {
	h := &help{d: d, about: c, run: run}
	for _, g := range d.Keys().Groups(c) {
		for _, k := range g.Keys {
			h.lines = append(h.lines, helpLine{k, k.Binding.Help().Key, k.Text, g.Title})
		}
	}
	for time, when := range waits {
		h.lines = append(h.lines, helpLine{
			shown: time, does: when, group: "Keys ignored for a moment, unless a line says otherwise",
		})
	}
	choices := make([]widget.Choice, len(h.lines))
	for i, l := range h.lines {
		choices[i] = widget.Choice{ID: l.shown + l.does, Text: l.does, Also: l.key.Binding.Help().Desc + " " + l.shown}
	}
	h.list = widget.NewList(choices)
	return h
}

func (h *help) Context() keymap.Context { return keymap.Palette }
func (h *help) Title() string           { return "Keys: " + h.about.Title() }
func (h *help) Danger() bool            { return false }
func (h *help) Typing() bool            { return true }

func (h *help) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := h.d.Keys()
	switch {
	case key.Matches(k, keys.Cancel):
		if h.list.Query.Empty() {
			return true, nil
		}
		h.list.Query.Set("")
		h.list.Search()
	case key.Matches(k, keys.Help) && h.list.Query.Empty():
		return true, nil
	case key.Matches(k, keys.Submit):
		return h.submit()
	case widget.MoveList(&h.list, k, keys, true):
	default:
		if h.list.Query.Key(k) {
			h.list.Search()
		}
	}
	return false, nil
}

// submit presses the chosen key, unless it has no effect now.
func (h *help) submit() (bool, tea.Cmd) {
	at := h.list.Index()
	if at < 0 {
		return false, nil
	}
	line := h.lines[at]
	bound := line.key.Binding.Keys()
	switch reason := h.off(line.key); {
	case len(bound) == 0:
		return false, nil
	case reason != "":
		h.d.Say(draw.Capital(line.does)+": "+reason+".", draw.Warn)
		return false, nil
	}
	return true, h.run(bound[0])
}

// Click chooses the key in a line.
func (h *help) Click(_, y int) {
	if y >= 0 && y < len(h.rows) && h.rows[y] >= 0 {
		h.list.Put(h.list.Items[h.rows[y]].ID)
	}
}

// Widths of the help.
const (
	helpKeyWidth = 12
	helpWidth    = 72
	helpMost     = 40 // lines
)

func (h *help) Lines(maxW, maxH int) []string {
	th, keys := h.d.Theme(), h.d.Keys()
	w := min(maxW, helpWidth)
	field := th.Accent.Apply(th.Glyphs.Prompt) + " " + h.list.Query.Line(widget.InputStyle{
		Theme: th, Width: max(1, w-2), Focused: true, Ghost: "type to search",
	})
	top := []string{field, ""}
	bottom := []string{"", h.HintLine(th, w, []key.Binding{
		draw.Named(keys.Submit, "run it"), keys.NextItem, keys.PrevItem, h.list.Out(keys.Cancel),
	})}
	top, bottom = draw.Shrink(top, bottom, maxH-3)
	body, of := h.entries(w)
	room := max(1, min(len(body), maxH-len(top)-len(bottom), helpMost))
	h.list.Page(room)
	h.scroll(of, room)
	h.rows = h.rows[:0]
	for range top {
		h.rows = append(h.rows, -1)
	}
	h.rows = append(h.rows, of[h.top:min(len(of), h.top+room)]...)
	out := append(append(top, body[h.top:min(len(body), h.top+room)]...), bottom...)
	return draw.FitAll(out, w, min(len(out), max(1, maxH)))
}

// scroll moves the window so that the chosen line is in it, with its heading.
func (h *help) scroll(of []int, room int) {
	at := 0
	for i, line := range of {
		if line >= 0 && line == h.list.Index() {
			at = i
			break
		}
	}
	if at <= 1 || of[at-1] < 0 {
		h.top = min(h.top, max(0, at-1))
	}
	h.top = max(0, min(max(h.top, at-room+1), at, len(of)-room))
}

// entries returns the lines of the keys that match, with a heading for each group while nothing is searched, and for
// each line the index of its key, or -1.
func (h *help) entries(w int) (lines []string, of []int) {
	th, group := h.d.Theme(), ""
	for _, i := range h.list.Shown {
		l := h.lines[i]
		if h.list.Query.Empty() && l.group != group {
			if group = l.group; len(lines) > 0 {
				lines, of = append(lines, ""), append(of, -1)
			}
			lines, of = append(lines, th.Title.Apply(text.Cut(group, w))), append(of, -1)
		}
		lines, of = append(lines, h.entry(l, w, i == h.list.Index())), append(of, i)
	}
	if len(lines) == 0 {
		return []string{th.Dim.Apply(text.Cut(" nothing found", w))}, []int{-1}
	}
	return lines, of
}

// entry draws one key.
func (h *help) entry(l helpLine, w int, chosen bool) string {
	th := h.d.Theme()
	shown, does := draw.Fit(l.shown, helpKeyWidth-1)+" ", l.does
	reason := h.off(l.key)
	if reason != "" {
		does = reason + ": " + does
	}
	bar := " "
	does = text.Cut(does, max(0, w-1-helpKeyWidth))
	switch {
	case chosen:
		return draw.RowBar + th.Selected.Apply(draw.Fit(th.Glyphs.CursorBar+shown+does, w))
	case reason != "" || len(l.key.Binding.Keys()) == 0:
		return bar + th.Dim.Apply(shown+does)
	}
	return bar + th.Key.Apply(shown) + th.Text.Apply(does)
}

// off returns the reason why a key has no effect now, or "".
func (h *help) off(k keymap.Key) string {
	if len(k.Binding.Keys()) == 0 { // a wait
		return ""
	}
	if !k.Binding.Enabled() {
		return "off"
	}
	if !k.ChangesRoom() {
		return ""
	}
	if h.d.WatchOnly() {
		return "watch only"
	}
	if Denied(h.d.Snapshot(), k) {
		return "not allowed"
	}
	return ""
}

// Denied reports whether the room has refused all that a key does for lack of permission.
func Denied(s *video.Snapshot, k keymap.Key) bool {
	if len(s.Denied) == 0 {
		return false
	}
	methods := k.Methods()
	return len(methods) > 0 && !slices.ContainsFunc(methods, func(a string) bool {
		_, no := s.Denied[video.Action(a)]
		return !no
	})
}

package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// choice is one line of a list.
type choice struct {
	id   string // what stays the same when the list changes
	text string // clean
	note string // clean; dim, at the right
	also string // searched together with text, not shown
	off  string // why it cannot be chosen; "" when it can
	key  string // key that chooses it at once, in lists without a search
}

// list is choices with a cursor, a search and perhaps marks. What is open keeps its order: choices that come later go
// to the end, choices that vanish stay and cannot be chosen.
type list struct {
	items  []choice
	texts  []string // what is searched, by index of items
	query  typed
	shown  []int // indices of items, as on the screen
	cursor string
	marks  map[string]struct{} // nil: one choice only
	top    int                 // index into shown of the first line
	h      int                 // lines of the last frame
}

func newList(items []choice) list {
	l := list{h: 1}
	l.hold(slices.Clone(items))
	l.search()
	return l
}

// hold takes the choices and notes what is searched.
func (l *list) hold(items []choice) {
	l.items = items
	l.texts = make([]string, len(items))
	for i, c := range items {
		l.texts[i] = c.text
		if c.also != "" {
			l.texts[i] += " " + c.also
		}
	}
}

// refresh takes the present choices over without moving any.
func (l *list) refresh(now []choice) {
	byID := make(map[string]int, len(now))
	for i, c := range now {
		byID[c.id] = i
	}
	items := make([]choice, 0, len(now))
	for _, old := range l.items {
		if i, ok := byID[old.id]; ok {
			items = append(items, now[i])
			delete(byID, old.id)
			continue
		}
		if old.off == "" {
			old.off = "gone"
		}
		items = append(items, old)
	}
	for _, c := range now {
		if _, ok := byID[c.id]; ok {
			items = append(items, c)
		}
	}
	l.hold(items)
	keep, top := l.cursor, l.top
	l.search()
	l.cursor, l.top = keep, top
	if l.at() < 0 {
		l.first()
	}
}

// search applies the query and puts the cursor on the best.
func (l *list) search() {
	l.shown = fuzzyRank(l.query.text(), l.texts)
	l.top = 0
	l.first()
}

// first puts the cursor on the first line that can be chosen, else on the first.
func (l *list) first() {
	l.cursor = ""
	for _, i := range l.shown {
		if l.items[i].off == "" {
			l.cursor = l.items[i].id
			return
		}
	}
	if len(l.shown) > 0 {
		l.cursor = l.items[l.shown[0]].id
	}
}

// at returns the line of the cursor, or -1.
func (l *list) at() int {
	return slices.IndexFunc(l.shown, func(i int) bool { return l.items[i].id == l.cursor })
}

// put moves the cursor to the choice with the id, when it is shown.
func (l *list) put(id string) {
	if slices.ContainsFunc(l.shown, func(i int) bool { return l.items[i].id == id }) {
		l.cursor = id
	}
}

func (l *list) has(id string) bool {
	return slices.ContainsFunc(l.items, func(c choice) bool { return c.id == id })
}

func (l *list) move(by int) {
	if len(l.shown) == 0 {
		return
	}
	at := min(max(l.at()+by, 0), len(l.shown)-1)
	l.cursor = l.items[l.shown[at]].id
}

// item returns the choice under the cursor.
func (l *list) item() (choice, bool) {
	if at := l.at(); at >= 0 {
		return l.items[l.shown[at]], true
	}
	return choice{}, false
}

// mark marks the choice under the cursor, or takes its mark away, and goes on to the next.
func (l *list) mark() {
	c, ok := l.item()
	if !ok || l.marks == nil || c.off != "" {
		return
	}
	if _, marked := l.marks[c.id]; marked {
		delete(l.marks, c.id)
	} else {
		l.marks[c.id] = struct{}{}
	}
	l.move(1)
}

// chosen returns the marked ids in the order of the list, else the one under the cursor.
func (l *list) chosen() []string {
	var ids []string
	for _, c := range l.items {
		if _, ok := l.marks[c.id]; ok && c.off == "" {
			ids = append(ids, c.id)
		}
	}
	if c, ok := l.item(); len(ids) == 0 && ok && c.off == "" {
		ids = append(ids, c.id)
	}
	return ids
}

// hiddenMarks counts the marks that the search hides.
func (l *list) hiddenMarks() int {
	n := len(l.marks)
	for _, i := range l.shown {
		if _, marked := l.marks[l.items[i].id]; marked {
			n--
		}
	}
	return n
}

// typeKey gives a key to the search and reports whether it was for it.
func (l *list) typeKey(k tea.KeyMsg) bool {
	before := l.query.text()
	if !l.query.key(k) {
		return false
	}
	if l.query.text() != before {
		l.search()
	}
	return true
}

// count says how many of the choices are shown.
func (l *list) count() string {
	if len(l.shown) == len(l.items) {
		return strconv.Itoa(len(l.items))
	}
	return strconv.Itoa(len(l.shown)) + " of " + strconv.Itoa(len(l.items))
}

// lines returns exactly h lines of exactly w cells with the cursor among them.
func (l *list) lines(th *theme.Theme, w, h int) []string {
	l.h = max(h, 1)
	at := l.at()
	l.top = max(0, min(l.top, len(l.shown)-h))
	if at >= 0 {
		l.top = min(max(l.top, at-h+1), at)
	}
	out := make([]string, 0, max(h, 0))
	for row := l.top; row < len(l.shown) && len(out) < h; row++ {
		out = append(out, l.line(th, l.items[l.shown[row]], w, row == at))
	}
	for len(out) < h {
		out = append(out, draw.Pad(w))
	}
	return out
}

// line draws one choice: bar, mark, key, text, note.
func (l *list) line(th *theme.Theme, c choice, w int, current bool) string {
	bar, sign := " ", ""
	if current {
		bar = th.Glyphs.CursorBar
	}
	if l.marks != nil {
		sign = "  "
		if _, marked := l.marks[c.id]; marked {
			sign = th.Glyphs.Mark + " "
		}
	}
	key := ""
	if c.key != "" {
		key = draw.Fit(c.key, 2)
	}
	note := c.note
	if c.off != "" {
		note = c.off
	}
	room := w - 1 - draw.Width(sign) - draw.Width(key)
	note = text.Cut(note, max(0, room-min(text.Width(c.text), room/2)-1))
	space := room - text.Width(note)
	if note != "" {
		space--
	}
	name := text.Cut(c.text, space)
	gap := draw.Pad(room - draw.Width(name) - draw.Width(note))
	switch {
	case current:
		return th.Selected.Apply(draw.Fit(bar+sign+key+name+gap+note, w))
	case c.off != "":
		return draw.Fit(bar+sign+th.Dim.Apply(key+name+gap+note), w)
	}
	return draw.Fit(bar+th.Marked.Apply(sign)+th.Key.Apply(key)+l.highlight(th, name)+gap+th.Dim.Apply(note), w)
}

// highlight paints what the search found in a name.
func (l *list) highlight(th *theme.Theme, name string) string {
	match, ok := fuzzyMatch(l.query.text(), name)
	letters := []rune(name)
	// A paint between a letter and its accent would tear them apart.
	if !ok || len(match.hits) == 0 || len(characters(name)) != len(letters) {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(letters); {
		from, hit := i, slices.Contains(match.hits, i)
		for i < len(letters) && slices.Contains(match.hits, i) == hit {
			i++
		}
		if part := string(letters[from:i]); hit {
			b.WriteString(th.Match.Apply(part))
		} else {
			b.WriteString(part)
		}
	}
	return b.String()
}

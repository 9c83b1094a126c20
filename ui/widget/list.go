package widget

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Choice is one line of a list.
type Choice struct {
	ID   string // stays the same when the list changes
	Text string // clean
	Note string // clean; dim, at the right
	Also string // searched together with Text, not shown
	Off  string // the reason why it cannot be chosen; "" if it can
	Key  string // key that chooses it at once, in lists without a search
}

// List is a list of choices with a cursor, a search and perhaps marks. An open list keeps its order: new choices are
// appended, and choices that have vanished stay but cannot be chosen.
type List struct {
	Items  []Choice
	texts  []string // the searched text, by index of items
	Query  Editor
	Shown  []int // indices of items, as on the screen
	cursor string
	Marks  map[string]struct{} // nil: one choice only
	top    int                 // index into shown of the first line
	h      int                 // lines of the last frame
}

// NewList returns a list of choices with the cursor on the first that can be chosen.
func NewList(items []Choice) List {
	l := List{h: 1}
	l.hold(slices.Clone(items))
	l.Search()
	return l
}

// Out returns the label of the key that cancels. With typed text, the key first clears the text.
func (l *List) Out(cancel key.Binding) key.Binding {
	if l.Query.Empty() {
		return draw.Named(cancel, "back")
	}
	return draw.Named(cancel, "clear")
}

// hold sets the choices and the text that is searched.
func (l *List) hold(items []Choice) {
	l.Items = items
	l.texts = make([]string, len(items))
	for i, c := range items {
		l.texts[i] = c.Text
		if c.Also != "" {
			l.texts[i] += " " + c.Also
		}
	}
}

// Refresh updates the choices without moving any.
func (l *List) Refresh(now []Choice) {
	byID := make(map[string]int, len(now))
	for i, c := range now {
		byID[c.ID] = i
	}
	items := make([]Choice, 0, len(now))
	for _, old := range l.Items {
		if i, ok := byID[old.ID]; ok {
			items = append(items, now[i])
			delete(byID, old.ID)
			continue
		}
		if old.Off == "" {
			old.Off = "gone"
		}
		items = append(items, old)
	}
	for _, c := range now {
		if _, ok := byID[c.ID]; ok {
			items = append(items, c)
		}
	}
	l.hold(items)
	keep, top := l.cursor, l.top
	l.Search()
	l.cursor, l.top = keep, top
	if l.at() < 0 {
		l.first()
	}
}

// Search applies the query and puts the cursor on the best match.
func (l *List) Search() {
	l.Shown = fuzzyRank(l.Query.Text(), l.texts)
	l.top = 0
	l.first()
}

// first puts the cursor on the first line that can be chosen, else on the first.
func (l *List) first() {
	l.cursor = ""
	for _, i := range l.Shown {
		if l.Items[i].Off == "" {
			l.cursor = l.Items[i].ID
			return
		}
	}
	if len(l.Shown) > 0 {
		l.cursor = l.Items[l.Shown[0]].ID
	}
}

// at returns the line of the cursor, or -1.
func (l *List) at() int {
	return slices.IndexFunc(l.Shown, func(i int) bool { return l.Items[i].ID == l.cursor })
}

// Put moves the cursor to the choice with the id, if it is shown.
func (l *List) Put(id string) {
	if slices.ContainsFunc(l.Shown, func(i int) bool { return l.Items[i].ID == id }) {
		l.cursor = id
	}
}

// Has reports whether there is a choice with the id.
func (l *List) Has(id string) bool {
	return slices.ContainsFunc(l.Items, func(c Choice) bool { return c.ID == id })
}

func (l *List) move(by int) {
	if len(l.Shown) == 0 {
		return
	}
	at := min(max(l.at()+by, 0), len(l.Shown)-1)
	l.cursor = l.Items[l.Shown[at]].ID
}

// Click puts the cursor on the choice in a line of the last frame.
func (l *List) Click(y int) {
	if row := l.top + y; y >= 0 && y < l.h && row < len(l.Shown) {
		l.cursor = l.Items[l.Shown[row]].ID
	}
}

// Item returns the choice under the cursor.
func (l *List) Item() (Choice, bool) {
	if at := l.at(); at >= 0 {
		return l.Items[l.Shown[at]], true
	}
	return Choice{}, false
}

// Index returns the index of the choice under the cursor, or -1.
func (l *List) Index() int {
	if at := l.at(); at >= 0 {
		return l.Shown[at]
	}
	return -1
}

// Page sets the step of the page keys, in lines, for lists that are drawn elsewhere.
func (l *List) Page(h int) { l.h = max(h, 1) }

// mark toggles the mark of the choice under the cursor and moves to the next choice.
func (l *List) mark() {
	c, ok := l.Item()
	if !ok || l.Marks == nil || c.Off != "" {
		return
	}
	if _, marked := l.Marks[c.ID]; marked {
		delete(l.Marks, c.ID)
	} else {
		l.Marks[c.ID] = struct{}{}
	}
	l.move(1)
}

// chosen returns the marked ids in the order of the list, else the id under the cursor.
func (l *List) chosen() []string {
	var ids []string
	for _, c := range l.Items {
		if _, ok := l.Marks[c.ID]; ok && c.Off == "" {
			ids = append(ids, c.ID)
		}
	}
	if c, ok := l.Item(); len(ids) == 0 && ok && c.Off == "" {
		ids = append(ids, c.ID)
	}
	return ids
}

// hiddenMarks counts the marks that the search hides.
func (l *List) hiddenMarks() int {
	n := len(l.Marks)
	for _, i := range l.Shown {
		if _, marked := l.Marks[l.Items[i].ID]; marked {
			n--
		}
	}
	return n
}

// typeKey passes a key to the search and reports whether the search used it.
func (l *List) typeKey(k tea.KeyMsg) bool {
	before := l.Query.Text()
	if !l.Query.Key(k) {
		return false
	}
	if l.Query.Text() != before {
		l.Search()
	}
	return true
}

// count returns the number of shown and of all choices, as text.
func (l *List) count() string {
	if len(l.Shown) == len(l.Items) {
		return strconv.Itoa(len(l.Items))
	}
	return strconv.Itoa(len(l.Shown)) + " of " + strconv.Itoa(len(l.Items))
}

// Lines returns exactly h lines of exactly w cells with the cursor among them.
func (l *List) Lines(th *theme.Theme, w, h int) []string {
	l.h = max(h, 1)
	at := l.at()
	l.top = max(0, min(l.top, len(l.Shown)-h))
	if at >= 0 {
		l.top = min(max(l.top, at-h+1), at)
	}
	out := make([]string, 0, max(h, 0))
	for row := l.top; row < len(l.Shown) && len(out) < h; row++ {
		out = append(out, l.line(th, l.Items[l.Shown[row]], w, row == at))
	}
	for len(out) < h {
		out = append(out, draw.Pad(w))
	}
	return out
}

// line draws one choice: bar, mark, key, text, note.
func (l *List) line(th *theme.Theme, c Choice, w int, current bool) string {
	bar, sign := " ", ""
	if current {
		bar = th.Glyphs.CursorBar
	}
	if l.Marks != nil {
		sign = "  "
		if _, marked := l.Marks[c.ID]; marked {
			sign = th.Glyphs.Mark + " "
		}
	}
	key := ""
	if c.Key != "" {
		key = draw.Fit(c.Key, 2)
	}
	note := c.Note
	if c.Off != "" {
		note = c.Off
	}
	room := w - 1 - draw.Width(sign) - draw.Width(key)
	note = text.Cut(note, max(0, room-min(text.Width(c.Text), room/2)-1))
	space := room - text.Width(note)
	if note != "" {
		space--
	}
	name := text.Cut(c.Text, space)
	gap := draw.Pad(room - draw.Width(name) - draw.Width(note))
	switch {
	case current:
		return draw.RowBar + th.Selected.Apply(draw.Fit(bar+sign+key+name+gap+note, w))
	case c.Off != "":
		return draw.Fit(bar+sign+th.Dim.Apply(key+name+gap+note), w)
	}
	return draw.Fit(bar+th.Marked.Apply(sign)+th.Key.Apply(key)+l.highlight(th, name)+gap+th.Dim.Apply(note), w)
}

// highlight paints the letters of a name that the search matched.
func (l *List) highlight(th *theme.Theme, name string) string {
	match, ok := fuzzyMatch(l.Query.Text(), name)
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

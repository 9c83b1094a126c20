package draw

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"gavel/theme"
)

// Named returns the binding with another description, for the hints of a dialog.
func Named(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// HintRow draws keys with their descriptions in a line, and remembers their places for the mouse. The zero value is
// ready.
type HintRow struct {
	line   string // as drawn last, without blanks at its end
	placed []placed
}

// placed is a key at the columns from..to of a line.
type placed struct {
	from, to int
	key      key.Binding
}

// Place remembers that a key takes w cells from column x on.
func (h *HintRow) Place(k key.Binding, x, w int) { h.placed = append(h.placed, placed{x, x + w, k}) }

// HintAt returns the name of the key at a column of a line of the screen, and false if there is none. Any line but the
// one that was drawn last has none, because there may have been no room for it.
func (h *HintRow) HintAt(line string, x int) (name string, ok bool) {
	if h.line == "" || !strings.HasPrefix(line, h.line) {
		return "", false
	}
	return h.At(x)
}

// At returns the name of the key at a column, and false if there is none.
func (h *HintRow) At(x int) (name string, ok bool) {
	for _, p := range h.placed {
		if keys := p.key.Keys(); x >= p.from && x < p.to && len(keys) > 0 {
			return keys[0], true
		}
	}
	return "", false
}

// Buttons returns the line with the key that confirms and the key that cancels. The latter is highlighted, because
// Enter selects it.
func (h *HintRow) Buttons(th *theme.Theme, yes key.Binding, does string, no key.Binding) string {
	h.placed = nil
	line := th.Key.Apply(" "+ShortKey(yes)+" ") + does
	h.Place(yes, 0, Width(line))
	line += " " + th.Dim.Apply(th.Glyphs.Dot) + " "
	button := th.Selected.Apply(" " + ShortKey(no) + " " + no.Help().Desc + " ")
	h.Place(no, Width(line), Width(button))
	h.line = line + button
	return h.line
}

// AddHint adds a key to the line, and returns it.
func (h *HintRow) AddHint(th *theme.Theme, k key.Binding) string {
	h.line += Pad(hintGap)
	hint := hintOf(th, k)
	h.Place(k, Width(h.line), Width(hint))
	h.line += hint
	return h.line
}

// HintLine lists as many keys with their descriptions as fit into w cells.
func (h *HintRow) HintLine(th *theme.Theme, w int, keys []key.Binding) string {
	h.placed = nil
	var b strings.Builder
	used := 0
	for _, k := range keys {
		gap := 0
		if used > 0 {
			gap = hintGap
		}
		hint := hintOf(th, k)
		n := Width(hint)
		if used+gap+n > w {
			continue
		}
		b.WriteString(Pad(gap) + hint)
		h.Place(k, used+gap, n)
		used += gap + n
	}
	h.line = b.String()
	return Fit(h.line, w)
}

// hintGap is how many cells separate two keys.
const hintGap = 2

func hintOf(th *theme.Theme, k key.Binding) string {
	return th.Key.Apply(ShortKey(k)) + " " + th.KeyText.Apply(k.Help().Desc)
}

// HintWidth returns how many cells HintLine needs for all of the keys.
func HintWidth(keys []key.Binding) (w int) {
	for _, k := range keys {
		w += Width(ShortKey(k)) + 1 + Width(k.Help().Desc) + hintGap
	}
	return w
}

// ShortKey returns the first key of a binding. One is enough in the footer, because help lists all.
func ShortKey(b key.Binding) string {
	first, _, _ := strings.Cut(b.Help().Key, " ")
	return first
}

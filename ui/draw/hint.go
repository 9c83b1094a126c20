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

// Buttons returns the line with the key that confirms and the key that cancels. The latter is highlighted, because
// Enter selects it.
func Buttons(th *theme.Theme, yes key.Binding, does string, no key.Binding) string {
	return th.Key.Apply(" "+ShortKey(yes)+" ") + does + " " + th.Dim.Apply(th.Glyphs.Dot) + " " +
		th.Selected.Apply(" "+ShortKey(no)+" "+no.Help().Desc+" ")
}

// HintLine lists as many keys with their descriptions as fit into w cells.
func HintLine(th *theme.Theme, w int, keys []key.Binding) string {
	var b strings.Builder
	used := 0
	for _, k := range keys {
		help := k.Help()
		help.Key, _, _ = strings.Cut(help.Key, " ") // one key is enough here; help lists all
		n := Width(help.Key) + 1 + Width(help.Desc)
		if used > 0 {
			n += 2
		}
		if used+n > w {
			continue
		}
		if used > 0 {
			b.WriteString("  ")
		}
		b.WriteString(th.Key.Apply(help.Key) + " " + th.KeyText.Apply(help.Desc))
		used += n
	}
	return Fit(b.String(), w)
}

// HintWidth returns how many cells HintLine needs for all of the keys.
func HintWidth(keys []key.Binding) (w int) {
	for _, k := range keys {
		w += Width(ShortKey(k)) + 1 + Width(k.Help().Desc) + 2
	}
	return w
}

// ShortKey returns the first key of a binding. One is enough in the footer, because help lists all.
func ShortKey(b key.Binding) string {
	first, _, _ := strings.Cut(b.Help().Key, " ")
	return first
}

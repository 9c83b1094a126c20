package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"gavel/theme"
)

// named is a binding under another name, for the hints of a dialog.
func named(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// hintLine lists keys and what they do, as many as fit.
func hintLine(th *theme.Theme, w int, keys []key.Binding) string {
	var b strings.Builder
	used := 0
	for _, k := range keys {
		help := k.Help()
		help.Key, _, _ = strings.Cut(help.Key, " ") // one key is enough here; help has all
		n := width(help.Key) + 1 + width(help.Desc)
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
	return fit(b.String(), w)
}

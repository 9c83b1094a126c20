package ui

import (
	"gavel/theme"
	"gavel/ui/pane"
	"gavel/ui/term"
	"gavel/ui/text"
)

// background follows the colours that the terminal reports, unless the user has chosen a theme.
func (m *Model) background(b term.Background) {
	if m.o.ThemeFor != nil {
		m.restyle(m.o.ThemeFor(b.Dark()))
	}
}

// wideLetters adapts to a terminal that draws lines and signs in two cells: ours become ASCII, and those of others
// count as two cells.
func (m *Model) wideLetters() {
	text.SetAmbiguousWide(true)
	m.narrow = true
	m.restyle(m.o.Theme)
}

// restyle draws everything in another theme.
func (m *Model) restyle(th theme.Theme) {
	if m.narrow {
		th = th.WithNarrowGlyphs()
	}
	m.o.Theme = th
	for _, p := range m.panes {
		if p, ok := p.(pane.Styled); ok {
			p.Restyle()
		}
	}
	m.screen.kept = kept{}
	m.foot.kept = hints{}
	clear(m.foot.short[:])
	m.dirty = true
}

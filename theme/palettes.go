package theme

import (
	"io"

	"github.com/charmbracelet/lipgloss"
)

// hue is one colour in three depths. Each depth was chosen by eye, because automatic reduction
// makes calm colours loud, or different ones equal.
type hue = lipgloss.CompleteColor

func rgb(trueColor, ansi256, ansi16 string) hue {
	return hue{TrueColor: trueColor, ANSI256: ansi256, ANSI: ansi16}
}

// palette holds the colours that differ between a dark and a light background.
type palette struct {
	dim, faint, accent, key             hue
	green, good, amber, red, blue       hue
	orange, rose, violet, bar, barEmpty hue
	onAccent, onDanger                  hue // text on the two backgrounds below
	rowBG, blurBG, inputBG              hue
	onRow                               hue // text on the three above: the terminal's own may be as light or dark
	accentBG, dangerBG                  hue
}

// The terminal sets the shades of the 16 colours and the background, and both are unknown. The colours used here are
// legible on white and on black with xterm's shades. If no colour is, words keep the terminal's own colour (the empty
// ones). theme/contrast_test.go computes the contrast.
var darkPalette = palette{
	dim: rgb("#a3acb6", "249", ""), faint: rgb("#444c56", "239", "8"),
	accent: rgb("#6cb6ff", "75", "12"), key: rgb("#c5cfd9", "252", ""),
	green: rgb("#57d972", "78", "13"), good: rgb("#8ddb8c", "114", ""),
	amber: rgb("#e0b04c", "179", "5"), red: rgb("#f98a82", "210", "9"),
	blue: rgb("#76c7d0", "80", "12"), orange: rgb("#f69d50", "215", "5"),
	rose: rgb("#c9a0a0", "181", "1"), violet: rgb("#c9a0f5", "183", "12"),
	bar: rgb("#6aabf7", "75", "12"), barEmpty: rgb("#4a525c", "240", "8"),
	onAccent: rgb("#ffffff", "231", "15"), onDanger: rgb("#ffffff", "231", "15"),
	rowBG: rgb("#2a3544", "237", ""), blurBG: rgb("#22272e", "235", ""), inputBG: rgb("#22272e", "235", ""),
	onRow:    rgb("#e6edf3", "255", ""),
	accentBG: rgb("#2b5c94", "24", "4"), dangerBG: rgb("#a8322d", "124", "1"),
}

var lightPalette = palette{
	dim: rgb("#57606a", "240", ""), faint: rgb("#c4cad1", "251", "8"),
	accent: rgb("#0a58b0", "25", "12"), key: rgb("#32383f", "237", ""),
	green: rgb("#0f6b2b", "22", "13"), good: rgb("#2a6f3e", "22", ""),
	amber: rgb("#7c5100", "58", "5"), red: rgb("#b4232a", "124", "9"),
	blue: rgb("#0a6475", "24", "12"), orange: rgb("#9a4100", "94", "5"),
	rose: rgb("#7d5052", "89", "1"), violet: rgb("#7a3fc0", "91", "12"),
	bar: rgb("#3468a8", "25", "12"), barEmpty: rgb("#c4cad1", "250", "8"),
	onAccent: rgb("#ffffff", "231", "15"), onDanger: rgb("#ffffff", "231", "15"),
	rowBG: rgb("#dce8f7", "254", ""), blurBG: rgb("#eef1f4", "255", ""), inputBG: rgb("#eef1f4", "255", ""),
	onRow:    rgb("#1f2328", "235", ""),
	accentBG: rgb("#0a58b0", "25", "4"), dangerBG: rgb("#b3222a", "124", "1"),
}

// kit makes paints for one profile, on a renderer that never asks a terminal.
type kit struct {
	r       *lipgloss.Renderer
	profile Profile
}

func newKit(p Profile) kit {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	r.SetHasDarkBackground(true)
	return kit{r: r, profile: p}
}

func (k kit) plain() lipgloss.Style      { return k.r.NewStyle() }
func (k kit) bold() lipgloss.Style       { return k.r.NewStyle().Bold(true) }
func (k kit) fg(c hue) Paint             { return newPaint(k.plain().Foreground(c)) }
func (k kit) fgBold(c hue) Paint         { return newPaint(k.bold().Foreground(c)) }
func (k kit) poor() bool                 { return k.profile == ANSI16 }
func (k kit) button(fg, bg hue) Paint    { return newPaint(k.bold().Foreground(fg).Background(bg)) }
func (k kit) onBG(bg hue) lipgloss.Style { return k.plain().Background(bg) }

// coloured returns the theme of a palette.
func (k kit) coloured(c palette) *Theme {
	return k.surfaces(c, &Theme{
		Dim: k.fg(c.dim), Strong: newPaint(k.bold()), Accent: k.fg(c.accent),
		Title:     newPaint(k.bold()),
		CursorBar: k.fgBold(c.accent), Marked: k.fgBold(c.violet),
		Match:   k.fgBold(c.amber),
		Talking: k.fgBold(c.green), Good: k.fg(c.good), Warn: k.fg(c.amber),
		Bad: k.fgBold(c.red), Busy: k.fg(c.blue), Rec: k.fgBold(c.red),
		Hand: k.fgBold(c.orange), Muted: k.fg(c.rose),
		Stale: k.fg(c.dim), Shade: k.fg(c.faint),
		Border: k.fg(c.faint), BorderFocused: k.fg(c.accent),
		DialogBorder: k.fg(c.accent), DangerBorder: k.fgBold(c.red),
		Tab: k.fg(c.dim), Key: k.fgBold(c.key), KeyText: k.fg(c.dim),
		Placeholder: k.fg(c.dim), Bar: k.fg(c.bar), BarEmpty: k.fg(c.barEmpty),
	})
}

// surfaces adds the paints with a background. None of the 16 colours is a calm background on which
// every foreground is legible, so in that profile rows are reversed.
func (k kit) surfaces(c palette, t *Theme) *Theme {
	t.Selected, t.TabActive = k.button(c.onAccent, c.accentBG), k.button(c.onAccent, c.accentBG)
	t.Danger = k.button(c.onDanger, c.dangerBG)
	t.Tint = t.Danger
	if k.poor() {
		t.Cursor = newPaint(k.plain().Reverse(true))
		t.CursorBlurred = newPaint(k.bold())
		t.Input = newPaint(k.plain().Underline(true))
		return t
	}
	t.Cursor = newPaint(k.onBG(c.rowBG).Foreground(c.onRow))
	t.CursorBlurred = newPaint(k.onBG(c.blurBG).Foreground(c.onRow))
	t.Input = newPaint(k.onBG(c.inputBG).Foreground(c.onRow))
	return t
}

// mono returns the theme for NO_COLOR, with bold, faint, underline and reverse only. Important
// things are bold or reversed; things that are off or old are faint; glyphs and letters show the
// rest.
func (k kit) mono() *Theme { return k.hueless(newPaint(k.plain().Faint(true))) }

// hueless is mono with another paint in place of faint.
func (k kit) hueless(faint Paint) *Theme {
	bold := newPaint(k.bold())
	under := newPaint(k.plain().Underline(true))
	reverse := newPaint(k.plain().Reverse(true))
	boldReverse := newPaint(k.bold().Reverse(true))
	return &Theme{
		Dim: faint, Strong: bold, Accent: bold, Title: bold,
		Cursor: reverse, CursorBlurred: under, CursorBar: bold, Marked: bold, Match: under,
		Talking: bold, Warn: bold, Bad: boldReverse, Busy: under,
		Rec: boldReverse, Hand: bold, Muted: faint, Stale: faint, Shade: faint,
		Border: faint, BorderFocused: bold, DialogBorder: bold, DangerBorder: bold,
		Tab: faint, TabActive: boldReverse, Key: bold, KeyText: faint, Input: under, Placeholder: faint,
		Selected: boldReverse, Danger: boldReverse, Tint: boldReverse, BarEmpty: faint,
	}
}

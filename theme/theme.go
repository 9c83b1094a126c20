// Package theme holds what the console looks like: named paints and glyphs.
//
// A Theme is plain data, made once at start from a palette, a colour profile and
// the kind of locale, and never changed afterwards; it is safe for concurrent
// reading. The package decides nothing about the room: which paint a muted member
// gets is the business of package ui. It asks the terminal nothing either; what it
// knows comes from the environment or from the caller.
package theme

import (
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Bubble Tea v1 asks the terminal for its background colour while its package is
// initialised, and waits for the answer: 5.4 s to the first frame on a terminal that
// never answers, 0.15 s with this line. Go initialises ready packages in the order of
// their import paths, so gavel/theme comes before github.com/charmbracelet/bubbletea,
// as long as theme imports nothing that Lip Gloss does not need as well. The value
// itself is never used: no style of ours adapts to the background.
func init() {
	lipgloss.SetHasDarkBackground(true)
}

// Profile is how many colours the terminal shows.
type Profile = termenv.Profile

// The profiles, from the richest to none. Plain writes no escape sequence at all, not
// even bold; it is for files, golden tests and TERM=dumb.
const (
	TrueColor Profile = termenv.TrueColor
	ANSI256   Profile = termenv.ANSI256
	ANSI16    Profile = termenv.ANSI
	Plain     Profile = termenv.Ascii
)

// Theme is a set of paints by purpose, and the glyphs that go with them.
// Its zero value paints nothing and draws nothing; use ByName.
type Theme struct {
	Name string // "dark", "light" or "mono"

	Text   Paint // ordinary text, in the terminal's own colour
	Dim    Paint // what matters less: units, ids, times, column heads
	Strong Paint // what matters more: names in dialogs, counts
	Accent Paint // the one colour that leads the eye
	Brand  Paint // the program's name in the header
	Title  Paint // titles in borders, and of dialogs

	Cursor        Paint // the row that a key acts on; put other paints Over it
	CursorBlurred Paint // the same row while another pane has the focus
	CursorBar     Paint // the bar in front of that row
	Marked        Paint // the mark and the name of a marked member
	Match         Paint // the part of a text that the filter found

	Talking Paint // talks now
	Good    Paint // on, confirmed, live
	Warn    Paint // look here: opened, altered name, waiting
	Bad     Paint // refused, lost, failed
	Busy    Paint // sent, not yet confirmed
	Rec     Paint // a recording or stream runs
	Hand    Paint // a raised hand
	Muted   Paint // microphone, camera or ear is off
	Stale   Paint // a picture that the room has not confirmed
	Shade   Paint // the screen behind a dialog

	Border        Paint // frame of a pane
	BorderFocused Paint // frame of the pane with the focus
	DialogBorder  Paint // frame of a dialog
	DangerBorder  Paint // frame of a dialog about what cannot be undone
	Tab           Paint // a pane's name when panes are tabs
	TabActive     Paint // the name of the shown one

	Key         Paint // a key in the footer and the help
	KeyText     Paint // what it does
	Input       Paint // text being typed
	Placeholder Paint // what could be typed
	Selected    Paint // the chosen line or button of a dialog
	Danger      Paint // the chosen button when it cannot be undone

	Bar      Paint // filled part of a meter
	BarEmpty Paint // the rest of it

	Glyphs Glyphs
}

// WithASCII returns the theme with glyphs of 7 bits, for locales that are not UTF-8.
func (t Theme) WithASCII() Theme {
	t.Glyphs = ASCIIGlyphs()
	return t
}

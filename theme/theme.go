// Package theme holds the look of the console: named paints and glyphs.
//
// A Theme is plain data, made once at the start from a palette, a colour profile and the kind of locale. It never
// changes afterwards and is safe for concurrent reading. The package does not decide anything about the room: package
// ui chooses the paint of a muted member. It sends nothing to the terminal. It uses only the environment and the
// caller's arguments.
package theme

import (
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Bubble Tea v1 queries the terminal for its background colour when its package is initialised, and waits for the
// answer: 5.4 s to the first frame on a terminal that never answers, 0.15 s with this line. Of the packages
// whose imports are ready, Go initialises the first by import path. So gavel/theme comes before
// github.com/charmbracelet/bubbletea, as long as theme imports nothing that Lip Gloss does not need as well. The value
// itself is never used, because no style of gavel adapts to the background.
func init() {
	lipgloss.SetHasDarkBackground(true)
}

// Profile is the number of colours that a terminal shows.
type Profile = termenv.Profile

// The profiles, from the richest to none. Plain writes no escape sequence, not even bold; it is for
// files, golden tests and TERM=dumb.
const (
	TrueColor Profile = termenv.TrueColor
	ANSI256   Profile = termenv.ANSI256
	ANSI16    Profile = termenv.ANSI
	Plain     Profile = termenv.Ascii
)

// Theme is a set of paints by purpose, with matching glyphs. The zero value paints nothing and
// draws nothing; use ByName.
type Theme struct {
	Name string // one of Names

	Text   Paint // ordinary text, in the terminal's own colour
	Dim    Paint // less important: units, ids, times, column heads
	Strong Paint // more important: names in dialogs, counts
	Accent Paint // the one colour that leads the eye
	Title  Paint // titles in borders, and of dialogs

	Cursor        Paint // the row that a key acts on; put other paints Over it
	CursorBlurred Paint // the same row while another pane has the focus
	CursorBar     Paint // the bar in front of that row
	Marked        Paint // the mark and the name of a marked member
	Match         Paint // the part of a string that the filter found

	Talking Paint // talking now
	Good    Paint // on, confirmed, live
	Warn    Paint // needs a look: opened, altered name, waiting
	Bad     Paint // refused, lost, failed
	Busy    Paint // sent, not yet confirmed
	Rec     Paint // a recording or stream is running
	Hand    Paint // a raised hand
	Muted   Paint // microphone, camera or ear is off
	Tint    Paint // the header while many join at once
	Stale   Paint // a view that the room has not confirmed
	Shade   Paint // the screen behind a dialog

	Border        Paint // frame of a pane
	BorderFocused Paint // frame of the pane with the focus
	DialogBorder  Paint // frame of a dialog
	DangerBorder  Paint // frame of a dialog about an action that cannot be undone
	Tab           Paint // a pane's name when panes are tabs
	TabActive     Paint // the name of the pane that is shown

	Key         Paint // a key in the footer and the help
	KeyText     Paint // the word beside a key
	Input       Paint // text being typed
	Placeholder Paint // a hint in an empty field
	Selected    Paint // the selected line or button of a dialog
	Danger      Paint // the selected button of an action that cannot be undone

	Bar      Paint // filled part of a meter
	BarEmpty Paint // the rest of a meter

	Glyphs Glyphs
	ASCII  bool // the terminal shows only ASCII
}

// WithASCII returns the theme with ASCII glyphs, for locales other than UTF-8.
func (t *Theme) WithASCII() *Theme {
	next := t.WithNarrowGlyphs()
	next.ASCII = true
	return next
}

// WithNarrowGlyphs returns the theme with ASCII glyphs, for terminals that draw lines and signs in two cells.
func (t *Theme) WithNarrowGlyphs() *Theme {
	next := *t
	next.Glyphs = asciiGlyphs()
	return &next
}

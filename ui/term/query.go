package term

import (
	"bytes"
	"image/color"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// queryWait is how long an answer to a query counts, so that colours and widths do not change while a person works.
const queryWait = 100 * time.Millisecond

const (
	// askBackground queries the background. Nothing waits for the answer, because many terminals send none.
	askBackground = "\x1b]11;?\a"
	// ambiguous is a character that a terminal set up for Chinese, Japanese or Korean draws in two cells. The cursor
	// position after it reveals its width.
	ambiguous = "─"
	askWidth  = "\x1b[H" + ambiguous + "\x1b[6n"
)

// questions are the queries that the terminal has not answered yet.
type questions struct {
	at                time.Time
	background, width bool
}

// Ambiguous reports that the terminal draws characters of ambiguous width, such as lines and Cyrillic letters, in two
// cells.
type Ambiguous struct{}

// cursorAt is the cursor position that the terminal reports, from 1. On the wire it has the form of F3 with modifiers.
type cursorAt struct{ x, y int }

// ask records the queries sent at the time at, and returns them. If ascii is set, the terminal shows only ASCII and is
// not asked for the width of other characters.
func (q *questions) ask(at time.Time, ascii bool) string {
	*q = questions{at, true, !ascii}
	if ascii {
		return askBackground
	}
	return askWidth + askBackground
}

// take removes answers that are late, repeated or not asked for. All other messages stay. It reuses msgs.
func (q *questions) take(at time.Time, msgs []tea.Msg) []tea.Msg {
	soon := at.Sub(q.at) <= queryWait
	kept := msgs[:0]
	for _, msg := range msgs {
		switch m := msg.(type) {
		case Background:
			if soon && q.background {
				kept = append(kept, msg)
			}
			q.background = false
		case cursorAt:
			if soon && q.width && m == (cursorAt{3, 1}) {
				kept = append(kept, Ambiguous{})
			}
			q.width = false
		default:
			kept = append(kept, msg)
		}
	}
	return kept
}

// open reports whether an answer may still arrive. After the console ends, it would appear as typed text in the shell.
func (q *questions) open(now time.Time) bool {
	return (q.background || q.width) && now.Sub(q.at) < pieceWait
}

// Background is the background colour that the terminal reports.
type Background struct{ Color color.Color }

// Dark reports whether the background is darker than medium grey.
func (b Background) Dark() bool {
	r, g, bl, _ := b.Color.RGBA()
	// ITU-R BT.601: the perceived brightness, from 0 to 65535.
	const red, green, blue, all, middle = 299, 587, 114, 1000, 0x8000
	return (red*r+green*g+blue*bl)/all < middle
}

// answer adds the background in an OSC string. It ignores other strings.
func (d *decoder) answer(b []byte) {
	value, ok := bytes.CutPrefix(b, []byte("11;"))
	if !ok {
		return
	}
	value = bytes.TrimRight(value, "\a\x1b\\\x9c")
	if c := ansi.XParseColor(string(value)); c != nil {
		d.out = append(d.out, Background{c})
	}
}

package term

import (
	"bytes"
	"image/color"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// queryWait is how long the answer to a query counts. Colours and widths do not change later, under somebody's hands.
const queryWait = 100 * time.Millisecond

const (
	// askBackground asks a terminal for its background. Nobody waits for the answer: many terminals are mute.
	askBackground = "\x1b]11;?\a"
	// ambiguous is a letter that a terminal set up for Chinese, Japanese or Korean draws in two cells. Where the cursor is
	// after it says so.
	ambiguous = "─"
	askWidth  = "\x1b[H" + ambiguous + "\x1b[6n"
)

// questions are what a terminal was asked and has not answered.
type questions struct {
	at                time.Time
	background, width bool
}

// Ambiguous says that the terminal draws letters of ambiguous width, such as lines and Cyrillic letters, in two cells.
type Ambiguous struct{}

// cursorAt is where a terminal says that its cursor is, from 1. It looks like F3 with modifiers, and is no key.
type cursorAt struct{ x, y int }

// ask notes what the terminal is asked at a time, and returns the questions. One that shows nothing but ASCII is not
// asked how wide it draws other letters.
func (q *questions) ask(at time.Time, ascii bool) string {
	*q = questions{at, true, !ascii}
	if ascii {
		return askBackground
	}
	return askWidth + askBackground
}

// take keeps of messages what are not answers, and the answers to questions that were asked: each counts once, and only
// soon after it was asked.
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

// open reports whether an answer may still come. It would be typed into the shell.
func (q *questions) open(now time.Time) bool {
	return (q.background || q.width) && now.Sub(q.at) < pieceWait
}

// Background is the terminal's answer to the question for its background.
type Background struct{ Color color.Color }

// Dark reports whether the background is a dark one.
func (b Background) Dark() bool {
	r, g, bl, _ := b.Color.RGBA()
	// ITU-R BT.601: how bright a colour looks, from 0 to 65535.
	const red, green, blue, all, middle = 299, 587, 114, 1000, 0x8000
	return (red*r+green*g+blue*bl)/all < middle
}

// answer adds the answer to a query that came as an OSC string. Other strings are nothing.
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

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

// ask asks the terminal what it is like.
func (t *Terminal) ask() {
	t.mu.Lock()
	t.asked = questions{time.Now(), true, true}
	t.mu.Unlock()
	t.write([]byte(askWidth + askBackground))
}

// answers keeps of messages what are not answers, and the answers to questions that were asked: each counts once, and
// only soon after it was asked.
func (t *Terminal) answers(at time.Time, msgs []tea.Msg) []tea.Msg {
	t.mu.Lock()
	defer t.mu.Unlock()
	soon := at.Sub(t.asked.at) <= queryWait
	kept := msgs[:0]
	for _, msg := range msgs {
		switch m := msg.(type) {
		case Background:
			if soon && t.asked.background {
				kept = append(kept, msg)
			}
			t.asked.background = false
		case cursorAt:
			if soon && t.asked.width && m == (cursorAt{3, 1}) {
				kept = append(kept, Ambiguous{})
			}
			t.asked.width = false
		default:
			kept = append(kept, msg)
		}
	}
	return kept
}

// awaitsAnswer reports whether an answer may still come. It would be typed into the shell.
func (t *Terminal) awaitsAnswer() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return (t.asked.background || t.asked.width) && time.Since(t.asked.at) < pieceWait
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

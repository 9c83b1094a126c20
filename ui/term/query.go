package term

import (
	"bytes"
	"image/color"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// queryWait is how long the answer to a query counts. The colours do not change later, under somebody's hands.
const queryWait = 100 * time.Millisecond

// askBackground asks a terminal for its background. Nobody waits for the answer: many terminals are mute.
const askBackground = "\x1b]11;?\a"

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
func (d *Decoder) answer(b []byte) {
	value, ok := bytes.CutPrefix(b, []byte("11;"))
	if !ok {
		return
	}
	value = bytes.TrimRight(value, "\a\x1b\\\x9c")
	if c := ansi.XParseColor(string(value)); c != nil {
		d.out = append(d.out, Background{c})
	}
}

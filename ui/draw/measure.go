package draw

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

// Terminals disagree about the width of some scripts: some draw an Indic vowel sign in the cell of its letter, others
// in a cell of its own. Here such text counts as wide as the widest terminal draws it (text.Width). Package term sets
// the column again after each such word, so a name cannot shift its neighbours.

// piece is one escape sequence, or one grapheme with the cells it takes.
type piece struct {
	text   string
	w      int
	escape bool
}

// pieces calls f for each piece of a line until f returns false.
func pieces(line string, f func(piece) bool) {
	var state byte
	for len(line) > 0 {
		c := line[0]
		if state == ansi.NormalState && ' ' <= c && c <= '~' && (len(line) == 1 || line[1] < utf8.RuneSelf) { // most letters
			if !f(piece{text: line[:1], w: 1}) {
				return
			}
			line = line[1:]
			continue
		}
		seq, w, n, next := ansi.DecodeSequence(line, state, nil)
		p := piece{text: seq, w: w, escape: w == 0 && seq[0] < ' '}
		if w > 0 && seq[0] > '~' {
			p.w = text.Width(seq)
		}
		if !f(p) {
			return
		}
		line, state = line[n:], next
	}
}

// measure is Width for lines with letters beyond ASCII.
func measure(line string) int {
	n := 0
	pieces(line, func(p piece) bool { n += p.w; return true })
	return n
}

// Crop returns the cells of a line from column from up to column to. Paints that are on at the start stay on. A wide
// letter across an edge is left out, so the result may be shorter.
func Crop(line string, from, to int) string {
	var b strings.Builder
	at := 0
	pieces(line, func(p piece) bool {
		if p.escape || (at >= from && at+p.w <= to) {
			b.WriteString(p.text)
		}
		at += p.w
		return true
	})
	return b.String()
}

// cut returns at most w cells of a line, with an ellipsis if something is missing.
func cut(line string, w int) string {
	if w <= 0 {
		return ""
	}
	var b strings.Builder
	at, full := 0, false
	pieces(line, func(p piece) bool {
		switch {
		case p.escape:
			b.WriteString(p.text)
		case !full && at+p.w <= w-1:
			b.WriteString(p.text)
			at += p.w
		case !full:
			b.WriteString(text.Ellipsis)
			full = true
		}
		return true
	})
	return b.String()
}

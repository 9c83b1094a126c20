package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

// Terminals disagree about the cells that some scripts take: Indic vowel signs are part of the letter in one and have a cell
// of their own in the next. Here such text counts as wide as the widest of them draws it (text.Width), and the column is set
// again behind each such word, so that a name can move nothing but itself.

// piece is one escape sequence, or one grapheme with the cells it takes.
type piece struct {
	text   string
	w      int
	escape bool
	unsure bool // terminals disagree about w
}

// pieces calls f for each piece of a line until f returns false.
func pieces(line string, f func(piece) bool) {
	var state byte
	for len(line) > 0 {
		seq, w, n, next := ansi.DecodeSequence(line, state, nil)
		p := piece{text: seq, w: w, escape: w == 0 && seq[0] < ' '}
		if w > 0 && seq[0] > '~' {
			p.w = text.Width(seq)
			p.unsure = p.w != w
		}
		if !f(p) {
			return
		}
		line, state = line[n:], next
	}
}

// measure is width for lines with letters beyond ASCII.
func measure(line string) int {
	n := 0
	pieces(line, func(p piece) bool { n += p.w; return true })
	return n
}

// unsure reports whether terminals may disagree about the width of the line.
func unsure(line string) bool {
	found := false
	pieces(line, func(p piece) bool { found = p.unsure; return !found })
	return found
}

// crop returns the cells of a line from column from up to column to. Paints that are on at its beginning stay on; a wide
// letter on a seam is left out, so that the result may be shorter.
func crop(line string, from, to int) string {
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

// cut returns at most w cells of a line, with an ellipsis when something is missing.
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

// pin makes every terminal put the words of a finished line where they were measured: the cells of an unsure word are
// blanked before it, and the column is set again behind it. The line begins in the first column.
func pin(line string) string {
	if !unsure(line) {
		return line
	}
	var b strings.Builder
	var word []piece
	at := 0
	flush := func() {
		at = pinWord(&b, word, at)
		word = word[:0]
	}
	pieces(line, func(p piece) bool {
		if p.escape || p.text == " " {
			flush()
			b.WriteString(p.text)
			at += p.w
			return true
		}
		word = append(word, p)
		return true
	})
	flush()
	return b.String()
}

// pinWord writes one word that begins in column at, and returns the column behind it.
func pinWord(b *strings.Builder, word []piece, at int) int {
	w, loose := 0, false
	for _, p := range word {
		w += p.w
		loose = loose || p.unsure
	}
	if loose {
		b.WriteString("\x1b[" + strconv.Itoa(w) + "X") // erase w cells, the cursor stays
	}
	for _, p := range word {
		b.WriteString(p.text)
	}
	if loose {
		b.WriteString("\x1b[" + strconv.Itoa(at+w+1) + "G") // to the column behind
	}
	return at + w
}

// pins remembers pinned lines, because most lines of a frame are those of the frame before.
type pins struct{ known map[string]string }

// maxPins is a few screens of lines; more are forgotten all at once.
const maxPins = 1024

// looseLeads are the first bytes, in UTF-8, of all letters whose width terminals disagree about: the Indic and Southeast
// Asian scripts and the planes beyond the first. A frame without them, which most are, is not looked at any further.
const looseLeads = "\xe0\xe1\xea\xef\xf0"

// frame pins every line of a frame that needs it.
func (p *pins) frame(frame string) string {
	if !hasLead(frame) {
		return frame
	}
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		if hasLead(line) {
			lines[i] = p.line(line)
		}
	}
	return strings.Join(lines, "\n")
}

func hasLead(s string) bool {
	for i := range len(looseLeads) {
		if strings.IndexByte(s, looseLeads[i]) >= 0 {
			return true
		}
	}
	return false
}

func (p *pins) line(line string) string {
	if done, ok := p.known[line]; ok {
		return done
	}
	if p.known == nil || len(p.known) >= maxPins {
		p.known = make(map[string]string, maxPins)
	}
	done := pin(line)
	p.known[line] = done
	return done
}

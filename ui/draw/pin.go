package draw

import (
	"strconv"
	"strings"
)

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

// Pins remembers pinned lines, because most lines of a frame are those of the frame before.
type Pins struct{ known map[string]string }

// maxPins is a few screens of lines; more are forgotten all at once.
const maxPins = 1024

// looseLeads are the first bytes, in UTF-8, of all letters whose width terminals disagree about: the Indic and
// Southeast Asian scripts and the planes beyond the first. A frame without them, which most are, is not looked at any
// further.
const looseLeads = "\xe0\xe1\xea\xef\xf0"

func hasLead(s string) bool {
	for i := range len(looseLeads) {
		if strings.IndexByte(s, looseLeads[i]) >= 0 {
			return true
		}
	}
	return false
}

// Frame pins every line of a frame that needs it.
func (p *Pins) Frame(frame string) string {
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

func (p *Pins) line(line string) string {
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

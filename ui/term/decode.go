package term

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// pieceWait is how long the rest of a sequence may come after its beginning. A slow line cuts a sequence anywhere.
	pieceWait = time.Second
	// doubtWait is how long ESC P and ESC X wait for more. They open a string, and they are Escape and a letter.
	doubtWait = 50 * time.Millisecond
	// maxHeld bounds the beginning of a sequence that is kept. No key and no answer is as long. The middle of a longer one
	// is dropped, so that its end is still taken for an end.
	maxHeld = 4096
	// stringWait bounds a string whose end was lost: the keys after it must not vanish for ever.
	stringWait = 5 * time.Second
)

const (
	esc   = 0x1b
	ctrlC = 0x03
	del   = 0x7f
	// terminator ends a string, in eight bits.
	terminator = 0x9c
	// x10Bytes follow the head of a mouse report of the oldest kind.
	x10Bytes = 3
	// c1 is what turns an introducer of two bytes into the one of eight bits: ESC [ is 0x9b.
	c1 = 0x40
)

// decoder turns the bytes that a terminal sends into messages: tea.KeyMsg, tea.MouseMsg, OtherKey and Background. Every
// sequence is one message or none, whether it comes whole or in pieces. The zero value is ready. It has no clock
// and starts nothing: the caller passes the time at which bytes came. It is not safe for concurrent use.
type decoder struct {
	// alt reports whether a key is bound together with Alt. Alt is not set in its argument. With nil, nothing is bound:
	// Escape and a letter that come together are Escape, and then the letter.
	alt func(tea.Key) bool

	held  []byte    // the beginning of a token whose end has not come
	since time.Time // when its first byte came
	last  time.Time // when the last byte of all came
	acted bool      // held begins with an ESC that was Escape already
	paste paste
	out   []tea.Msg
}

// feed decodes b, which came at a time. It returns the messages in order; they are the caller's.
func (d *decoder) feed(at time.Time, b []byte) []tea.Msg {
	d.out = nil
	d.expire(at)
	quiet := at.Sub(d.last)
	if len(b) == 0 {
		return d.out
	}
	d.last = at
	switch {
	case d.paste.open:
		b = d.pasted(b, quiet)
	case len(d.held) > 0:
		b = d.complete(b)
	}
	if len(b) == 0 || d.poured(at, b) {
		return d.out
	}
	d.since = at
	d.scan(b)
	return d.out
}

// complete decodes what is held together with b and returns the rest of b.
func (d *decoder) complete(b []byte) (rest []byte) {
	d.held = append(d.held, b...)
	n := d.token(d.held)
	if n == 0 {
		d.hold(d.held)
		return nil
	}
	rest = bytes.Clone(d.held[n:])
	d.drop()
	if d.paste.open {
		rest = d.pasted(rest, 0)
	}
	return rest
}

// deadline returns when silence has something to do. There may be no such time.
func (d *decoder) deadline() (at time.Time, ok bool) {
	switch {
	case d.paste.open:
		return d.last.Add(pasteWait), true
	case d.doubtful():
		return d.last.Add(doubtWait), true
	}
	return time.Time{}, false
}

// silence returns the messages that come because nothing came until a time.
func (d *decoder) silence(at time.Time) []tea.Msg {
	d.out = nil
	d.expire(at)
	return d.out
}

func (d *decoder) expire(at time.Time) {
	quiet := at.Sub(d.last)
	switch {
	case d.paste.open:
		if quiet >= pasteWait {
			d.endPaste()
		}
	case d.doubtful() && quiet >= doubtWait:
		if !d.acted {
			d.key(tea.KeyEscape)
		}
		d.rune(rune(d.held[1]))
		d.drop()
	case len(d.held) > 0 && (quiet > pieceWait || at.Sub(d.since) > stringWait && d.inString()):
		d.drop()
	}
}

// doubtful reports whether what is held can still be Escape and a letter that somebody has typed. The other introducers
// are not typed as keys of gavel: they wait for pieceWait, and are dropped.
func (d *decoder) doubtful() bool {
	return len(d.held) == 2 && d.held[0] == esc && (d.held[1] == 'P' || d.held[1] == 'X')
}

func (d *decoder) inString() bool {
	return len(d.held) > 1 && d.held[0] == esc && bytes.IndexByte([]byte("]PX^_"), d.held[1]) >= 0
}

// drop forgets what is held.
func (d *decoder) drop() { d.held, d.acted = d.held[:0], false }

// scan takes whole tokens from b and holds the rest.
func (d *decoder) scan(b []byte) {
	for len(b) > 0 {
		n := d.token(b)
		if n == 0 {
			break
		}
		b = b[n:]
		if d.paste.open {
			b = d.pasted(b, 0)
		}
	}
	if len(b) == 1 && b[0] == esc {
		d.key(tea.KeyEscape) // at once; what follows within pieceWait completes a sequence
		d.acted = true
	}
	d.hold(b)
}

// hold keeps the beginning of a token.
func (d *decoder) hold(b []byte) {
	d.held = append(d.held[:0], b...)
	if n := len(d.held); n > maxHeld {
		const head = 2
		middle := byte('?') // makes it an answer
		if d.held[1] == 'O' {
			middle = '0'
		}
		d.held = append(d.held[:head], middle, d.held[n-1])
	}
}

// token decodes the first token of b and returns its length: 0 when its end has not come.
func (d *decoder) token(b []byte) int {
	switch c := b[0]; {
	case c == esc:
		return d.escape(b)
	case c >= ' ' && c < del:
		d.rune(rune(c))
		return 1
	case c < utf8.RuneSelf:
		d.key(tea.KeyType(c))
		return 1
	case c < 0xa0:
		return d.eightBit(b)
	case !utf8.FullRune(b):
		return 0
	}
	r, n := utf8.DecodeRune(b)
	if r != utf8.RuneError || n > 1 {
		d.rune(r)
	}
	return n
}

// escape decodes a token that begins with ESC.
func (d *decoder) escape(b []byte) int {
	if len(b) == 1 {
		return 0
	}
	if n, whole, ok := sequence(b[1], b[2:], false); ok {
		if n < 0 {
			return 0
		}
		if whole {
			d.paste.eight = false
			d.sequence(b[1], b[2:2+n])
		}
		return 2 + n
	}
	switch {
	case d.acted:
		return 1
	case d.alt != nil:
		if n := d.withAlt(b[1:]); n > 0 {
			return 1 + n
		}
	}
	d.key(tea.KeyEscape)
	return 1
}

// withAlt decodes a key that came together with an ESC before it, if it is bound with Alt. It returns its length, or 0.
func (d *decoder) withAlt(b []byte) int {
	probe := decoder{}
	n := probe.token(b)
	if n == 0 || len(probe.out) != 1 {
		return 0
	}
	k, ok := probe.out[0].(tea.KeyMsg)
	if !ok || k.Paste || !d.alt(tea.Key(k)) {
		return 0
	}
	k.Alt = true
	d.out = append(d.out, k)
	return n
}

// eightBit decodes a token that begins with an introducer of eight bits. No letter in UTF-8 begins with such a byte.
func (d *decoder) eightBit(b []byte) int {
	n, whole, ok := sequence(b[0]-c1, b[1:], true)
	switch {
	case !ok:
		return 1
	case n < 0:
		return 0
	case whole:
		d.paste.eight = true
		d.sequence(b[0]-c1, b[1:1+n])
	}
	return 1 + n
}

// sequence looks for the end of a sequence. It returns how many bytes after the introducer belong to it, or -1 when its
// end has not come. A sequence that was cut off is not whole: it means nothing. ok is false when the introducer is
// none. eight says that it came as one byte of eight bits.
func sequence(introducer byte, b []byte, eight bool) (n int, whole, ok bool) {
	switch introducer {
	case '[':
		n, whole = controlEnd(b)
	case 'O':
		n, whole = singleEnd(b)
	case ']', 'P', 'X', '^', '_':
		n, whole = stringEnd(b, eight)
	default:
		return 0, false, false
	}
	return n, whole, true
}

// controlEnd looks for the end of a control sequence. Three kinds break the rule that the first letter is the end:
// function keys of the Linux console (CSI [ A), a few that some terminals write with the letter O (CSI O P), and X10's
// mouse.
func controlEnd(b []byte) (n int, whole bool) {
	if len(b) == 0 {
		return -1, false
	}
	switch b[0] {
	case '[':
		return fixed(b, 2)
	case 'O':
		if len(b) > 1 && !isLetter(b[1]) {
			return 1, true // the focus was lost
		}
		return fixed(b, 2)
	case 'M':
		return fixed(b, 1+x10Bytes)
	}
	i := 0
	for i < len(b) && b[i] >= '0' && b[i] <= '?' {
		i++
	}
	if i < len(b) && b[i] == '$' && isNumber(b[:i]) {
		return i + 1, true // Shift in rxvt; the answers that have a $ have a prefix or two numbers
	}
	for i < len(b) && b[i] >= ' ' && b[i] <= '/' {
		i++
	}
	return end(b, i, '@')
}

// singleEnd looks for the end of a sequence that begins with SS3.
func singleEnd(b []byte) (n int, whole bool) {
	i := 0
	for i < len(b) && (b[i] >= '0' && b[i] <= '9' || b[i] == ';') {
		i++
	}
	return end(b, i, ' ')
}

// end decides about the byte at i, where a sequence should end with a byte from first on.
func end(b []byte, i int, first byte) (n int, whole bool) {
	switch {
	case i >= len(b):
		return -1, false
	case b[i] >= first && b[i] < del:
		return i + 1, true
	}
	return cutOff(b, i), false
}

// fixed takes n bytes, whatever they are.
func fixed(b []byte, n int) (int, bool) {
	for i, c := range b[:min(n, len(b))] {
		if c < ' ' {
			return cutOff(b, i), false
		}
	}
	if len(b) < n {
		return -1, false
	}
	return n, true
}

// cutOff returns how much goes with a sequence that a byte at i has cut off. ESC and ctrl-c begin something new, and so
// does a letter beyond ASCII. Other control keys go with the sequence: Enter must not answer a question by accident.
func cutOff(b []byte, i int) int {
	if c := b[i]; c == esc || c == ctrlC || c >= utf8.RuneSelf {
		return i
	}
	return i + 1
}

// stringEnd looks for the end of a string: an answer to a query, or a key of a few terminals.
//
// The end of eight bits counts only after a beginning of eight bits: otherwise it may be part of a letter.
func stringEnd(b []byte, eight bool) (n int, whole bool) {
	for i, c := range b {
		switch {
		case c == '\a', c == terminator && eight:
			return i + 1, true
		case c == esc && i+1 == len(b):
			return -1, false
		case c == esc && b[i+1] == '\\':
			return i + 2, true
		case c == esc, c == ctrlC:
			return i, false
		case c == 0x18, c == 0x1a: // CAN and SUB cut a string off
			return i + 1, false
		}
	}
	return -1, false
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

// isNumber reports whether b is digits and nothing else.
func isNumber(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

// numbers returns the parameters of a sequence. One that is left out counts as 0. What follows a colon is left out.
func numbers(b []byte) []int {
	if len(b) == 0 {
		return nil
	}
	var out []int
	for part := range bytes.SplitSeq(b, []byte(";")) {
		part, _, _ = bytes.Cut(part, []byte(":"))
		n, _ := strconv.Atoi(string(part))
		out = append(out, n)
	}
	return out
}

// key adds a key without a letter.
func (d *decoder) key(k tea.KeyType) { d.out = append(d.out, tea.KeyMsg{Type: k}) }

// rune adds a key with a letter.
func (d *decoder) rune(r rune) {
	k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
	if r == ' ' {
		k.Type = tea.KeySpace
	}
	d.out = append(d.out, k)
}

package term

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// pieceWait is how long a started sequence waits for its next byte. A slow line may cut a sequence anywhere.
	pieceWait = time.Second
	// doubtWait is how long ESC P and ESC X wait for more. They may start a string, or be Escape and a letter.
	doubtWait = 50 * time.Millisecond
	// maxHeld bounds the bytes of an unfinished sequence. No key and no answer is as long. If a sequence is longer, its
	// middle is dropped and its end is still recognised.
	maxHeld = 4096
	// stringWait bounds a string whose end was lost, so that the keys after it are not lost for ever.
	stringWait = 5 * time.Second
)

const (
	esc   = 0x1b
	ctrlC = 0x03
	del   = 0x7f
	// terminator is the 8-bit end of a string.
	terminator = 0x9c
	// x10Bytes is the number of bytes after the head of an X10 mouse report.
	x10Bytes = 3
	// c1 is the difference between an 8-bit introducer and the second byte of the same 7-bit one: ESC [ is 0x9b.
	c1 = 0x40
)

// decoder turns the bytes that a terminal sends into messages: tea.KeyMsg, tea.MouseMsg, OtherKey, Background and
// cursorAt. Every sequence is at most one message, whether it arrives whole or in pieces. The zero value is ready to
// use. The decoder has no clock and starts no goroutine: the caller passes the time at which bytes arrived. It is not
// safe for concurrent use.
type decoder struct {
	// alt reports whether a key is bound with Alt. Alt is not set in its argument. If alt is nil, no key is bound with
	// Alt, and ESC directly followed by a letter is Escape and then the letter.
	alt func(tea.Key) bool

	held  []byte    // an unfinished token
	since time.Time // when the first byte of held arrived
	last  time.Time // when any byte last arrived
	acted bool      // held starts with an ESC already reported as Escape
	paste paste
	out   []tea.Msg
}

// feed decodes b, which arrived at the time at, and returns the messages in order. The caller owns the slice.
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

// complete appends b to held, decodes the first token and returns the bytes after it.
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

// deadline returns the time at which to call silence if no byte arrives before it; ok is false if there is none.
func (d *decoder) deadline() (at time.Time, ok bool) {
	switch {
	case d.paste.open:
		return d.last.Add(pasteWait), true
	case d.doubtful():
		return d.last.Add(doubtWait), true
	}
	return time.Time{}, false
}

// silence returns the messages that are due because no byte has arrived until at.
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

// doubtful reports whether held may still be a typed Escape and a letter. The other introducers are not keys of gavel,
// so they wait for pieceWait and are dropped.
func (d *decoder) doubtful() bool {
	return len(d.held) == 2 && d.held[0] == esc && (d.held[1] == 'P' || d.held[1] == 'X')
}

func (d *decoder) inString() bool {
	return len(d.held) > 1 && d.held[0] == esc && bytes.IndexByte([]byte("]PX^_"), d.held[1]) >= 0
}

// drop discards held.
func (d *decoder) drop() { d.held, d.acted = d.held[:0], false }

// scan decodes all whole tokens in b and holds the rest.
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
		d.key(tea.KeyEscape) // at once; later bytes may still complete a sequence
		d.acted = true
	}
	d.hold(b)
}

// hold keeps an unfinished token for the next bytes.
func (d *decoder) hold(b []byte) {
	d.held = append(d.held[:0], b...)
	if n := len(d.held); n > maxHeld {
		const head = 2
		middle := byte('?') // marks the shortened sequence as an answer
		if d.held[1] == 'O' {
			middle = '0'
		}
		d.held = append(d.held[:head], middle, d.held[n-1])
	}
}

// token decodes the first token of b and returns its length, or 0 if b does not hold all of it.
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

// escape decodes a token that starts with ESC, and returns its length as token does.
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

// withAlt decodes the key in b, which follows an ESC, if the key is bound with Alt. It returns the length of the key,
// or 0 if the key is not bound.
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

// eightBit decodes a token that starts with an 8-bit introducer. No character in UTF-8 starts with such a byte.
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

// sequence finds the end of the sequence in b, the bytes after introducer. n is the number of bytes that belong to it,
// or -1 if its end is not in b. whole is false for a sequence that was cut off, which has no meaning. ok is false if
// introducer starts no sequence. eight reports an 8-bit introducer.
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

// controlEnd finds the end of a control sequence. Normally the first letter ends it. There are three exceptions: the
// function keys of the Linux console (CSI [ A), keys that some terminals send with the letter O (CSI O P), and X10
// mouse reports.
func controlEnd(b []byte) (n int, whole bool) {
	if len(b) == 0 {
		return -1, false
	}
	switch b[0] {
	case '[':
		return fixed(b, 2)
	case 'O':
		if len(b) > 1 && !isLetter(b[1]) {
			return 1, true // focus lost
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
		return i + 1, true // Shift in rxvt; answers with a $ have a prefix or two numbers
	}
	for i < len(b) && b[i] >= ' ' && b[i] <= '/' {
		i++
	}
	return end(b, i, '@')
}

// singleEnd finds the end of a sequence that starts with SS3.
func singleEnd(b []byte) (n int, whole bool) {
	i := 0
	for i < len(b) && (b[i] >= '0' && b[i] <= '9' || b[i] == ';') {
		i++
	}
	return end(b, i, ' ')
}

// end checks the byte at i, which should end a sequence: the sequence is whole if the byte is in first to '~'.
func end(b []byte, i int, first byte) (n int, whole bool) {
	switch {
	case i >= len(b):
		return -1, false
	case b[i] >= first && b[i] < del:
		return i + 1, true
	}
	return cutOff(b, i), false
}

// fixed finds the end of a sequence of n bytes, which may be anything but control characters.
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

// cutOff returns the number of bytes to drop with a sequence that the byte at i has cut off. ESC, ctrl-c and characters
// beyond ASCII start something new. Other control characters are dropped too: Enter must not answer a question by
// accident.
func cutOff(b []byte, i int) int {
	if c := b[i]; c == esc || c == ctrlC || c >= utf8.RuneSelf {
		return i
	}
	return i + 1
}

// stringEnd finds the end of a string: an answer to a query, or a key of a few terminals.
//
// An 8-bit end counts only after an 8-bit start. Otherwise the byte may be part of a letter in UTF-8.
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

// isNumber reports whether b consists of one or more digits.
func isNumber(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

// numbers returns the parameters of a sequence. A missing parameter is 0. Sub-parameters, after a colon, are ignored.
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

// key adds a key that has no character.
func (d *decoder) key(k tea.KeyType) { d.out = append(d.out, tea.KeyMsg{Type: k}) }

// rune adds a key that has a character.
func (d *decoder) rune(r rune) {
	k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
	if r == ' ' {
		k.Type = tea.KeySpace
	}
	d.out = append(d.out, k)
}

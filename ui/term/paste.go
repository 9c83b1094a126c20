package term

import (
	"bytes"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// pasteWait is the silence that ends a paste whose end was lost. Otherwise every later key would be pasted text.
	pasteWait = time.Second
	// quitWait is the silence after which a lone ctrl-c is a key even inside a paste. Pasted text may contain this byte,
	// but then it arrives together with others.
	quitWait = 200 * time.Millisecond
	// maxPaste bounds the text of a paste in bytes. The rest is dropped. No field of gavel accepts as much.
	maxPaste = 1 << 20
	// handful is how many different keys a person can press between two reads. More come from a terminal that does not
	// mark a paste.
	handful = 20
	// pourWait is the pause that ends such an unmarked paste.
	pourWait = 200 * time.Millisecond
)

// paste is the text between the marks of a paste.
type paste struct {
	open   bool
	eight  bool // its start mark had an 8-bit introducer
	text   []byte
	poured time.Time // when an unmarked paste last sent bytes
}

// end returns the end mark. It is the 8-bit one only if the start mark was: otherwise its first byte may be part of a
// letter.
func (p *paste) end() []byte {
	if p.eight {
		return []byte("\x9b201~")
	}
	return []byte("\x1b[201~")
}

// pasted adds b to the text of an open paste, and returns the bytes after its end. quiet is the silence before b.
func (d *decoder) pasted(b []byte, quiet time.Duration) (rest []byte) {
	if quiet >= quitWait && isCtrlC(b) {
		d.paste.open, d.paste.text = false, nil
		d.key(tea.KeyCtrlC)
		return nil
	}
	mark := d.paste.end()
	from := max(0, len(d.paste.text)-len(mark)) // the mark may have started in earlier bytes
	text := append(d.paste.text, b...)
	if i := bytes.Index(text[from:], mark); i >= 0 {
		rest = bytes.Clone(text[from+i+len(mark):])
		d.paste.text = text[:from+i]
		d.endPaste()
		return rest
	}
	if keep := len(mark) - 1; len(text) > maxPaste { // its end is kept: the mark may have started there
		text = append(text[:maxPaste-keep], text[len(text)-keep:]...)
	}
	d.paste.text = text
	return nil
}

// isCtrlC reports whether b is exactly one ctrl-c, in any encoding.
func isCtrlC(b []byte) bool {
	switch string(b) {
	case "\x03", "\x1b[99;5u", "\x1b[27;5;99~":
		return true
	}
	return false
}

// endPaste closes the paste and adds its text.
func (d *decoder) endPaste() {
	text, mark := d.paste.text, d.paste.end()
	d.paste.open, d.paste.text = false, nil
	for n := len(mark) - 1; n > 0; n-- { // an incomplete end mark
		if bytes.HasSuffix(text, mark[:n]) {
			text = text[:len(text)-n]
			break
		}
	}
	d.addPaste(text)
}

// addPaste adds text as one key that is marked as pasted. Invalid UTF-8 is dropped.
func (d *decoder) addPaste(text []byte) {
	runes := make([]rune, 0, utf8.RuneCount(text))
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r != utf8.RuneError || n > 1 {
			runes = append(runes, r)
		}
		text = text[n:]
	}
	if len(runes) > 0 {
		d.out = append(d.out, tea.KeyMsg{Type: tea.KeyRunes, Runes: runes, Paste: true})
	}
}

// poured handles an unmarked paste, of a terminal that does not mark one, so that its text runs no commands. It adds b
// as pasted text, or only ctrl-c if b contains it, and reports whether it did. A held key is not a paste.
func (d *decoder) poured(at time.Time, b []byte) bool {
	first, n := utf8.DecodeRune(b)
	held := len(bytes.TrimLeft(b, string(first))) == 0 && first != utf8.RuneError || n == len(b)
	many := utf8.RuneCount(b) > handful && !held
	if !many && at.Sub(d.paste.poured) >= pourWait || bytes.IndexByte(b, esc) >= 0 || isEightBit(b) {
		return false
	}
	d.paste.poured = at
	if bytes.IndexByte(b, ctrlC) >= 0 { // ctrl-c always quits
		d.key(tea.KeyCtrlC)
		return true
	}
	d.addPaste(b)
	return true
}

// isEightBit reports whether b starts with an 8-bit control sequence.
func isEightBit(b []byte) bool { return b[0] >= utf8.RuneSelf && b[0] < 0xa0 }

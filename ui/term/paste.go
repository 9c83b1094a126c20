package term

import (
	"bytes"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// pasteWait is the silence that ends a paste whose end was lost. Otherwise every key would be text for ever.
	pasteWait = time.Second
	// quitWait is the silence after which ctrl-c, when it comes alone, is a key inside a paste, too. In pasted text there
	// may be such a byte, and it comes with others.
	quitWait = 200 * time.Millisecond
	// maxPaste bounds the text of a paste in bytes. No field of gavel takes as much. The rest is dropped.
	maxPaste = 1 << 20
	// handful is how many different keys hands press while one read waits. More at once were poured in by a terminal that
	// does not mark a paste.
	handful = 20
	// pourWait is the pause after which keys are keys again.
	pourWait = 200 * time.Millisecond
)

// paste is the text between the marks of a paste.
type paste struct {
	open   bool
	eight  bool // its mark was an introducer of eight bits
	text   []byte
	poured time.Time // when keys were poured in last
}

// end returns the mark at the end. It is of eight bits only when the one at the beginning was: otherwise the first byte
// of it may be part of a letter.
func (p *paste) end() []byte {
	if p.eight {
		return []byte("\x9b201~")
	}
	return []byte("\x1b[201~")
}

// pasted takes the text of an open paste from b and returns what follows its end. quiet is the silence before b.
func (d *decoder) pasted(b []byte, quiet time.Duration) (rest []byte) {
	if quiet >= quitWait && isCtrlC(b) {
		d.paste.open, d.paste.text = false, nil
		d.key(tea.KeyCtrlC)
		return nil
	}
	mark := d.paste.end()
	from := max(0, len(d.paste.text)-len(mark)) // the mark may have begun in what came before
	text := append(d.paste.text, b...)
	if i := bytes.Index(text[from:], mark); i >= 0 {
		rest = bytes.Clone(text[from+i+len(mark):])
		d.paste.text = text[:from+i]
		d.endPaste()
		return rest
	}
	if keep := len(mark) - 1; len(text) > maxPaste { // the end of it is kept: the mark may have begun there
		text = append(text[:maxPaste-keep], text[len(text)-keep:]...)
	}
	d.paste.text = text
	return nil
}

// isCtrlC reports whether b is ctrl-c and nothing else, in any form.
func isCtrlC(b []byte) bool {
	switch string(b) {
	case "\x03", "\x1b[99;5u", "\x1b[27;5;99~":
		return true
	}
	return false
}

// endPaste adds the paste.
func (d *decoder) endPaste() {
	text, mark := d.paste.text, d.paste.end()
	d.paste.open, d.paste.text = false, nil
	for n := len(mark) - 1; n > 0; n-- { // the beginning of a mark whose rest was lost
		if bytes.HasSuffix(text, mark[:n]) {
			text = text[:len(text)-n]
			break
		}
	}
	d.addPaste(text)
}

// addPaste adds text as one key that is marked as pasted. Bytes that are no UTF-8 are left out.
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

// poured makes a paste of keys that were poured in by a terminal that does not mark one: keys that nobody has pressed
// one by one must not run commands. A held key is one key. It reports whether it has taken b.
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

// isEightBit reports whether b begins with a control sequence of eight bits.
func isEightBit(b []byte) bool { return b[0] >= utf8.RuneSelf && b[0] < 0xa0 }

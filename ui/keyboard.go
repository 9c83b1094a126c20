package ui

import (
	"bytes"
	"io"
	"os"
	"time"
)

const (
	esc = 0x1b
	// maxString bounds what a terminal may say in one string; what goes on for longer is no answer.
	maxString = 4096
	// mouseBytes follow the head of a mouse report of the oldest kind.
	mouseBytes = 3
)

// keyboard is the standard input without what is no key: answers of the terminal (OSC, DCS, APC, device attributes, cursor
// position) and mouse reports. Taken for keys, their letters would be commands. The end of the input means that nobody can
// leave the console any more.
type keyboard struct {
	*os.File
	gone     func()
	held     []byte // the beginning of a sequence whose end has not come
	inPaste  bool   // inside of a paste that the terminal has marked
	poured   time.Time
	inString int // bytes of a string left out so far, plus one; 0 outside
}

// Read reads keys. It returns no bytes when there was nothing but answers.
func (k *keyboard) Read(b []byte) (int, error) {
	whole := b
	if len(b) > 2*len(pasteBegin+pasteEnd) {
		b = b[:len(b)-len(pasteBegin+pasteEnd)] // room to mark a paste
	}
	before := copy(b, k.held)
	k.held = k.held[:0]
	n, err := k.File.Read(b[before:])
	if n == 0 && err != nil {
		k.gone()
		return 0, io.EOF // also for the error of a terminal that was hung up
	}
	n += before
	// On a busy machine a sequence may come in two pieces; taken for itself, the second would be keys.
	for dangling(b[:n]) && n < len(b) && err == nil && readable(k.File, pieceWait) {
		var more int
		more, err = k.File.Read(b[n:])
		if more == 0 {
			break
		}
		n += more
	}
	return k.mark(whole, k.filter(b[:n], n == len(b)), time.Now()), err
}

const (
	pasteBegin, pasteEnd = "\x1b[200~", "\x1b[201~"
	// handful is how many different keys hands press while one read waits; more at once were poured in.
	handful = 20
	// pourEnds is the pause after which keys are keys again.
	pourEnds = 200 * time.Millisecond
)

// mark makes a paste of the first n bytes of b when they were poured in by a terminal that does not mark pastes: keys that
// nobody has pressed one by one must not run commands. A held key is one key. It returns the new length.
func (k *keyboard) mark(b []byte, n int, now time.Time) int {
	keys := b[:n]
	begun, ended := bytes.LastIndex(keys, []byte(pasteBegin)), bytes.LastIndex(keys, []byte(pasteEnd))
	marked := k.inPaste || begun >= 0
	if begun >= 0 || ended >= 0 {
		k.inPaste = begun > ended
	}
	poured := n > handful && len(bytes.Trim(keys, string(keys[:1]))) > 0 || n > 0 && now.Sub(k.poured) < pourEnds
	if marked || !poured || bytes.IndexByte(keys, esc) >= 0 || n+len(pasteBegin+pasteEnd) > len(b) {
		return n
	}
	k.poured = now
	if bytes.IndexByte(keys, 0x03) >= 0 { // ctrl-c always quits
		b[0] = 0x03
		return 1
	}
	copy(b[len(pasteBegin):], keys)
	copy(b, pasteBegin)
	return len(pasteBegin) + n + copy(b[len(pasteBegin)+n:], pasteEnd)
}

// pieceWait is how long the rest of a sequence may be behind its head. Who presses Escape waits as long.
const pieceWait = 25 * time.Millisecond

// dangling reports whether b ends with the head of a sequence: ESC, alone or with the byte that opens a longer one.
func dangling(b []byte) bool {
	i := bytes.LastIndexByte(b, esc)
	return i >= 0 && (i == len(b)-1 || i == len(b)-2 && bytes.IndexByte([]byte(openers), b[i+1]) >= 0)
}

// openers are the bytes that, behind ESC, open a sequence: CSI, OSC, DCS, APC, PM and SOS.
const openers = "[]P_^X"

// filter leaves out of b what is no key, in place, and returns how much is left. full says that more has come already.
func (k *keyboard) filter(b []byte, full bool) int {
	out := b[:0]
	for i := 0; i < len(b); {
		skip, keep := k.next(b[i:], full)
		out = append(out, b[i:i+keep]...)
		i += skip + keep
	}
	return len(out)
}

// next says how many bytes at the beginning of b are kept or, instead, left out.
func (k *keyboard) next(b []byte, full bool) (skip, keep int) {
	switch {
	case k.inString > 0:
		return k.inside(b), 0
	case b[0] == esc && full && dangling(b) && len(b) <= 2:
		k.held = append(k.held, b...)
		return len(b), 0
	case b[0] != esc || len(b) == 1:
		return 0, 1
	case b[1] == '[':
		return k.control(b, full)
	case bytes.IndexByte([]byte(openers[1:]), b[1]) >= 0 && len(b) > 2: // alone it is a key with alt
		k.inString = 1
		return 2, 0
	}
	return 0, 1
}

// inside leaves out a string up to its end. A key that cannot be part of one ends it as well.
func (k *keyboard) inside(b []byte) (skip int) {
	for i, c := range b {
		k.inString++
		switch {
		case c == '\a':
			k.inString = 0
			return i + 1
		case c == esc && i+1 == len(b):
			k.held = append(k.held, c)
			return len(b)
		case c == esc && b[i+1] == '\\':
			k.inString = 0
			return i + 2
		case c == esc, c == 0x03, k.inString > maxString:
			k.inString = 0
			return i
		}
	}
	return len(b)
}

// control judges a sequence that begins with CSI.
func (k *keyboard) control(b []byte, full bool) (skip, keep int) {
	end := 2
	for end < len(b) && b[end] >= ' ' && b[end] <= '?' {
		end++
	}
	switch {
	case end == len(b) && (full || end > 2) && end < maxString:
		k.held = append(k.held, b...)
		return len(b), 0
	case end == len(b):
		return 0, end
	case b[end] == esc: // it was cut off
		return end, 0
	case end == 2 && b[end] == 'M':
		return min(len(b), end+1+mouseBytes), 0
	case end > 2 && (bytes.IndexByte([]byte("<=>?"), b[2]) >= 0 || bytes.IndexByte([]byte("cnytxR"), b[end]) >= 0):
		return end + 1, 0
	}
	return 0, end + 1
}

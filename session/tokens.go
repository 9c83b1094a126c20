package session

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// text takes a string and returns what stands between its quotes. Every byte that is not ASCII must stand in a string, so
// that UTF-8 is checked here.
func (s *scanner) text() (span, error) {
	if !s.take('"') {
		return span{}, errNotJSON
	}
	s.escaped = false
	from, ascii := s.i, true
	for {
		plain, end := plainText(s.b, s.i)
		ascii = ascii && plain
		s.i = end
		switch {
		case !s.has(1):
			return span{}, errNotJSON
		case s.b[s.i] == '"':
			s.i++
			if !ascii && !utf8.Valid(s.b[from:s.i-1]) {
				return span{}, errNotUTF8
			}
			return span{from, s.i - 1}, nil
		case s.b[s.i] == '\\':
			s.escaped = true
			if !s.escape() {
				return span{}, errNotJSON
			}
		case s.b[s.i] < ' ':
			return span{}, errNotJSON
		}
	}
}

// Masks for eight bytes at once.
const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// plainText returns where the run of bytes from i on ends that need no closer look in a string: at a quote, a backslash, a
// control character, or the end of b; and whether they are all ASCII. It looks at eight bytes at once: most of every frame is
// ids of 36 bytes (measured: byte by byte took half of the time of the scanner).
func plainText(b []byte, i int) (ascii bool, end int) {
	var high uint64
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quote, slash := w^everyByte*'"', w^everyByte*'\\'
		// A byte's high bit is set where the byte is 0, or for control below ' '. Borrows can only set bits above such a byte.
		stop := (quote-everyByte)&^quote | (slash-everyByte)&^slash | (w-everyByte*' ')&^w
		if stop &= highBits; stop != 0 {
			n := bits.TrailingZeros64(stop) / 8
			high |= w & (1<<(8*n) - 1)
			return high&highBits == 0, i + n
		}
		high |= w
	}
	for ; i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\'; i++ {
		high |= uint64(b[i])
	}
	return high&highBits == 0, i
}

// escape takes a backslash and what belongs to it. Lone surrogates pass: servers written in JavaScript send them when
// they cut a name in the middle of an emoji.
func (s *scanner) escape() bool {
	const short, long = 2, 6
	if !s.has(short) {
		return false
	}
	switch s.b[s.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i += short
		return true
	case 'u':
		if !s.has(long) {
			return false
		}
		for _, c := range s.b[s.i+short : s.i+long] {
			if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
				return false
			}
		}
		s.i += long
		return true
	}
	return false
}

func (s *scanner) number() error {
	s.take('-')
	switch {
	case s.take('0'):
	case !s.digits():
		return errNotJSON
	}
	if s.take('.') && !s.digits() {
		return errNotJSON
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			return errNotJSON
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	from := s.i
	for s.has(1) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > from
}

func (s *scanner) word(w string) error {
	if !s.has(len(w)) || string(s.b[s.i:s.i+len(w)]) != w {
		return errNotJSON
	}
	s.i += len(w)
	return nil
}

func (s *scanner) at(c byte) bool { return s.has(1) && s.b[s.i] == c }

func (s *scanner) take(c byte) bool {
	if !s.at(c) {
		return false
	}
	s.i++
	return true
}

// space skips the spaces that may stand here. Relays send none, which is seen at once.
func (s *scanner) space() {
	if s.i < len(s.b) && s.b[s.i] > ' ' {
		return
	}
	s.spaces()
}

func (s *scanner) spaces() {
	for s.has(1) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

// has reports whether n bytes more are there, and reads on where the text comes in pieces.
func (s *scanner) has(n int) bool { return len(s.b)-s.i >= n || s.readTo(s.i+n) }

// readTo reads until the text has n bytes; false when it ends before.
func (s *scanner) readTo(n int) bool {
	for s.more != nil && len(s.b) < n && s.failed == nil {
		s.b, s.failed = s.more(s.b)
	}
	return len(s.b) >= n
}

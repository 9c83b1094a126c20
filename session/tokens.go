package session

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// text takes a string, and the spaces before it, and returns what stands between its quotes.
func (s *scanner) text() (span, error) {
	if s.peek() != '"' && s.next() != '"' {
		return span{}, errNotJSON
	}
	s.escaped, s.wide = false, false
	from := s.i + 1
	end := plainText(s.b, from)
	if end == len(s.b) || s.b[end] != '"' {
		return s.oddText(from, end)
	}
	s.i = end + 1
	return spanOf(from, end), nil
}

// oddText goes on with a text whose plain beginning ends at i. Every byte that is not ASCII must stand in a string, so that
// UTF-8 is checked here.
func (s *scanner) oddText(from, i int) (span, error) {
	for s.i = i; ; s.i = plainText(s.b, s.i) {
		switch c := s.peek(); {
		case c == '"':
			s.i++
			if s.wide && !utf8.Valid(s.b[from:s.i-1]) {
				return span{}, errNotUTF8
			}
			return spanOf(from, s.i-1), nil
		case c == '\\':
			s.escaped = true
			if !s.escape() {
				return span{}, errNotJSON
			}
		case c < ' ': // also at the end
			return span{}, errNotJSON
		case c >= utf8.RuneSelf:
			s.wide = true
			s.i++
		}
	}
}

// Masks for eight bytes at once.
const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// plainText returns where the run of bytes from i on ends that need no closer look in a string: at a quote, a backslash, a
// control character, a byte beyond ASCII, or the end of b. It looks at eight bytes at once: most of every frame is ids of 36
// bytes (measured: byte by byte took half of the time of the scanner).
func plainText(b []byte, i int) int {
	for i+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[i:])
		// A byte's high bit is set where the byte is a backslash, below '#' or beyond ASCII. Borrows can only set bits above
		// such a byte.
		stop := (w ^ everyByte*'\\' - everyByte) | (w - everyByte*'#') | w
		if stop &= highBits; stop == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(stop) / 8
		if c := b[i]; c != ' ' && c != '!' { // the only ones of those that are plain
			return i
		}
		i++
	}
	return plainEnd(b, i)
}

// plainEnd is plainText byte by byte.
func plainEnd(b []byte, i int) int {
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' && b[i] < utf8.RuneSelf {
		i++
	}
	return i
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
	if s.peek() == '-' {
		s.i++
	}
	if s.peek() == '0' {
		s.i++
	} else if !s.digits() {
		return errNotJSON
	}
	if s.peek() == '.' {
		s.i++
		if !s.digits() {
			return errNotJSON
		}
	}
	if s.peek()|0x20 != 'e' {
		return nil
	}
	s.i++
	if c := s.peek(); c == '+' || c == '-' {
		s.i++
	}
	if !s.digits() {
		return errNotJSON
	}
	return nil
}

func (s *scanner) digits() bool {
	from := s.i
	for {
		i := s.i
		for i < len(s.b) && s.b[i] >= '0' && s.b[i] <= '9' {
			i++
		}
		s.i = i
		if i < len(s.b) || !s.has(1) {
			return i > from
		}
	}
}

func (s *scanner) word(w string) error {
	if !s.has(len(w)) || string(s.b[s.i:s.i+len(w)]) != w {
		return errNotJSON
	}
	s.i += len(w)
	return nil
}

// peek returns the byte that stands here; 0, which may stand nowhere, at the end.
func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return s.peekOn()
}

func (s *scanner) peekOn() byte {
	if !s.has(1) {
		return 0
	}
	return s.b[s.i]
}

// next skips the spaces that may stand here, and returns the byte behind them as peek does. Relays send no spaces, which is
// seen at once.
func (s *scanner) next() byte {
	if i := s.i; i < len(s.b) && s.b[i] > ' ' {
		return s.b[i]
	}
	return s.spaces()
}

func (s *scanner) spaces() byte {
	for {
		switch c := s.peek(); c {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return c
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

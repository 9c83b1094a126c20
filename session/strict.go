package session

import (
	"bytes"
	"errors"
)

// Limits of what is taken from the wire.
const (
	// maxDepth of nesting. The protocol needs 8; more than 64 is an attack on the stack of whoever builds values.
	maxDepth = 64
	// maxKeys of one object outside of metadata. The widest entity has about 30; the bound keeps the search for
	// duplicates, which is quadratic, far below the cost of parsing.
	maxKeys = 128
)

// Why a frame is refused. The frame's text is never part of the error.
var (
	errNotUTF8      = errors.New("frame is not UTF-8")
	errNotJSON      = errors.New("frame is not one JSON document")
	errNotObject    = errors.New("frame is not a JSON object")
	errTooDeep      = errors.New("frame is nested too deeply")
	errTooManyKeys  = errors.New("object with too many keys")
	errDuplicateKey = errors.New("object with a key twice, or in two spellings")
	errOddKey       = errors.New("key written with escapes")
)

// span is a piece of the scanned bytes, of which there are a few megabytes at most; the zero span is "not there".
type span struct{ from, to uint32 }

func spanOf(from, to int) span { return span{uint32(from), uint32(to)} }

func (p span) in(b []byte) []byte { return b[p.from:p.to] }
func (p span) found() bool        { return p.to > p.from }

// node is the value that stands there, or nil.
func (p span) node(b []byte) node {
	if !p.found() {
		return nil
	}
	return b[p.from:p.to]
}

// scanner checks bytes against the JSON grammar before any value is built, and finds the parts of the envelope on the
// way. It is stricter than JSON in one thing: outside of metadata, which belongs to users, keys must be unique even
// when case is ignored, because decoders disagree about which one counts.
type scanner struct {
	b       []byte
	i       int
	keys    []span // keys of the objects that are open, innermost last
	marks   uint64 // of the keys of the innermost object; see mark
	env     envelope
	escaped bool // the last string has a backslash in it
	wide    bool // … or a byte beyond ASCII

	pieces       // where the text is too long to be held; see lists.go
	failed error // why nothing more comes
}

// scan checks b as one frame.
func (s *scanner) scan(b []byte) error { return s.scanPieces(b, pieces{}) }

// scanPieces checks a frame of which b is the beginning. What is left of its text is in s.b afterwards.
func (s *scanner) scanPieces(b []byte, p pieces) error {
	s.b, s.i, s.keys, s.env, s.pieces, s.failed = b, 0, s.keys[:0], envelope{}, p, nil
	other := s.next() != '{'
	if err := s.document(other); err != nil {
		return err
	}
	if s.spaces(); s.has(1) {
		return errNotJSON
	}
	if other {
		return errNotObject
	}
	return nil
}

// document takes the value that the whole text is: a frame, or something other than an object.
func (s *scanner) document(other bool) error {
	if other {
		return s.value(1, false)
	}
	return s.object(1, false, levelTop)
}

// value takes one value. free is true inside of metadata.
func (s *scanner) value(depth int, free bool) error {
	switch s.peek() {
	case '{':
		return s.object(depth, free, levelOther)
	case '[':
		return s.array(depth, free)
	case '"':
		_, err := s.text()
		return err
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) array(depth int, free bool) error {
	if depth > maxDepth {
		return errTooDeep
	}
	s.i++
	if s.next() == ']' {
		s.i++
		return nil
	}
	for {
		s.next()
		if err := s.value(depth+1, free); err != nil {
			return err
		}
		switch s.next() {
		case ']':
			s.i++
			return nil
		case ',':
			s.i++
		default:
			return errNotJSON
		}
	}
}

func (s *scanner) object(depth int, free bool, lv level) error {
	if depth > maxDepth {
		return errTooDeep
	}
	s.i++
	if s.next() == '}' {
		s.i++
		return nil
	}
	base, outer := len(s.keys), s.marks
	s.marks = 0
	for {
		if err := s.member(depth, free, lv, base); err != nil {
			return err
		}
		switch s.next() {
		case '}':
			s.i++
			s.keys, s.marks = s.keys[:base], outer
			return nil
		case ',':
			s.i++
		default:
			return errNotJSON
		}
	}
}

// member takes one key and its value, and notes where what is looked for stands.
func (s *scanner) member(depth int, free bool, lv level, base int) error {
	place, err := s.text()
	if err != nil {
		return err
	}
	if !free {
		if err := s.unique(place, base); err != nil {
			return err
		}
	}
	if s.peek() != ':' && s.next() != ':' {
		return errNotJSON
	}
	s.i++
	c := s.next()
	key, from := place.in(s.b), s.i
	at := lv.spot(key)
	switch opens := opened[at]; {
	case c == '"':
		_, err = s.text()
	case c == '{' && opens != levelOther:
		s.env.enter(opens)
		err = s.object(depth+1, false, opens)
	case c == '[' && s.split != nil && lv.lists(key):
		err = s.list(depth+1, lv)
	default:
		err = s.value(depth+1, free || string(key) == "meta")
	}
	s.env[at] = spanOf(from, s.i)
	return err
}

// unique refuses a key that its object already has.
func (s *scanner) unique(key span, base int) error {
	k := key.in(s.b)
	if len(s.keys)-base >= maxKeys {
		return errTooManyKeys
	}
	if s.escaped {
		return errOddKey
	}
	m := mark(k)
	if s.wide {
		m = anyMark
	}
	if s.marks&m != 0 {
		wide := s.marks|m == anyMark
		for _, other := range s.keys[base:] {
			if o := other.in(s.b); (wide || len(o) == len(k)) && sameFold(o, k) {
				return errDuplicateKey
			}
		}
	}
	s.marks |= m
	s.keys = append(s.keys, key)
	return nil
}

// anyMark is the mark of keys with letters beyond ASCII: some are another case of one within, and of another length.
const anyMark = ^uint64(0)

// mark is a bit for a key of ASCII: keys that are the same when case is ignored have the same. Most of the others of an object
// have another, so that they need not be compared.
func mark(k []byte) uint64 {
	if len(k) == 0 {
		return 1
	}
	const lower, bits = 0x20, 64
	return 1 << ((7*uint(k[0]|lower) + 3*uint(k[len(k)-1]|lower) + uint(len(k))) % bits)
}

// sameFold reports whether two keys are the same when case is ignored. Most differ in the first byte.
func sameFold(a, b []byte) bool {
	if len(a) > 0 && len(b) > 0 && (a[0]|b[0])&0x80 == 0 && (a[0]^b[0])&^0x20 != 0 {
		return false
	}
	return bytes.EqualFold(a, b)
}

package session

import (
	"encoding/json"
	"errors"
)

// node is JSON text that the scanner has checked and that begins with one value; nil is "not there". What stands behind the
// value is not looked at, so that an object need not be walked through before it is used. It is a view: looking for a key
// walks the text. The objects of events are small, so that this costs less than building a tree of them (measured: half of
// what reading an event cost), and nothing is allocated. What is kept must be copied.
type node []byte

// Why a node cannot be read as what it should be.
var errOtherType = errors.New("value is of another type")

// parseNode checks a text and returns it as a node.
func parseNode(text []byte) (node, error) {
	var s scanner
	if err := s.scan(text); err != nil && !errors.Is(err, errNotObject) {
		return nil, err
	}
	return node(text[skipSpace(text, 0):]), nil
}

// text returns the value as it stands on the wire.
func (n node) text() []byte {
	if len(n) == 0 {
		return nil
	}
	return n[:skipValue(n, 0)]
}

func (n node) isObject() bool { return len(n) > 0 && n[0] == '{' }
func (n node) isArray() bool  { return len(n) > 0 && n[0] == '[' }
func (n node) isNull() bool   { return len(n) > 0 && n[0] == 'n' }
func (n node) isBool() bool   { return len(n) > 0 && (n[0] == 't' || n[0] == 'f') }

// Bool returns the value of true and false.
func (n node) Bool() (bool, error) {
	if !n.isBool() {
		return false, errOtherType
	}
	return n[0] == 't', nil
}

// StringBytes returns the text of a string. It aliases the node when nothing is escaped.
func (n node) StringBytes() ([]byte, error) {
	if len(n) == 0 || n[0] != '"' {
		return nil, errOtherType
	}
	if _, end := plainText(n, 1); end < len(n) && n[end] == '"' {
		return n[1:end], nil
	}
	var s string
	if err := json.Unmarshal(n.text(), &s); err != nil {
		return nil, err
	}
	return []byte(s), nil
}

// Get returns the value under a path of keys, or nil.
func (n node) Get(path ...string) node {
	for _, name := range path {
		w, found := walk(n, '{'), node(nil)
		for w.next() {
			if string(w.key) == name {
				found = w.value
				break
			}
		}
		n = found
	}
	return n
}

// GetStringBytes returns the text of the string under a path of keys, or nil.
func (n node) GetStringBytes(path ...string) []byte {
	b, err := n.Get(path...).StringBytes()
	if err != nil {
		return nil
	}
	return b
}

// walker goes through the members of an object, or the elements of an array.
type walker struct {
	b      []byte
	i      int // where value begins, or the opening bracket
	end    int // where it ends, when that is known; else 0
	object bool
	key    []byte // of an object; as it stands on the wire, where keys have no escapes outside of metadata
	value  node
}

// walk begins a walk through an object or array, as open says. Of anything else there is nothing to walk through.
func walk(n node, open byte) walker {
	if len(n) == 0 || n[0] != open {
		return walker{}
	}
	return walker{b: n, object: open == '{'}
}

// next goes to the next member or element.
func (w *walker) next() bool {
	if len(w.b) == 0 {
		return false
	}
	i := 1
	if w.value != nil {
		if i = w.end; i == 0 {
			i = skipValue(w.b, w.i)
		}
		i = skipSpace(w.b, i)
		if w.b[i] == ',' {
			i++
		}
	}
	i = skipSpace(w.b, i)
	if c := w.b[i]; c == '}' || c == ']' {
		w.b, w.end = nil, i+1
		return false
	}
	w.end = 0
	if w.object {
		end := skipText(w.b, i)
		w.key = w.b[i+1 : end-1]
		i = skipSpace(w.b, skipSpace(w.b, end)+1)
	}
	w.value, w.i = w.b[i:], i
	return true
}

// took says how many bytes of the present value were walked through, so that they need not be looked at again.
func (w *walker) took(n int) { w.end = w.i + n }

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// skipText returns the end of the string that begins at i.
func skipText(b []byte, i int) int {
	for i++; ; i++ {
		if _, i = plainText(b, i); i >= len(b) {
			return len(b)
		}
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
}

// skipValue returns the end of the value that begins at i.
func skipValue(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipText(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	for i < len(b) {
		switch b[i] {
		case ',', '}', ']', ' ', '\t', '\n', '\r':
			return i
		}
		i++
	}
	return i
}

// skipNested returns the end of the object or array that begins at i.
func skipNested(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = skipText(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// node is JSON text that the scanner has checked; nil is "not there". Of an object or array it is the beginning: what stands
// behind is not looked at, so that one need not be walked through before it is used. Of anything else it is the whole. It is
// a view: looking for a key walks the text. The objects of events are small, so that this costs less than building a tree of
// them (measured: half of what reading an event cost), and nothing is allocated. What is kept must be copied.
type node []byte

// Why a node cannot be read as what it should be.
var errOtherType = errors.New("value is of another type")

// parseNode checks a text and returns it as a node.
func parseNode(text []byte) (node, error) {
	var s scanner
	if err := s.scan(text); err != nil && !errors.Is(err, errNotObject) {
		return nil, err
	}
	return node(bytes.TrimSpace(text)), nil
}

// text returns the value as it stands on the wire.
func (n node) text() []byte {
	if n.isObject() || n.isArray() {
		return n[:skipNested(n, 0)]
	}
	return n
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
	if inner := n[1 : len(n)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return inner, nil
	}
	var s string
	if err := json.Unmarshal(n, &s); err != nil {
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
	i      int // where value begins
	end    int // where it ends; 0: not known yet
	object bool
	key    []byte // of an object; as it stands on the wire, where keys have no escapes outside of metadata
	value  node
}

// walk begins a walk through an object or array, as open says. Of anything else there is nothing to walk through.
func walk(n node, open byte) walker {
	if len(n) == 0 || n[0] != open {
		return walker{}
	}
	return walker{b: n, end: 1, object: open == '{'}
}

// next goes to the next member or element.
func (w *walker) next() bool {
	if len(w.b) == 0 {
		return false
	}
	i := w.end
	if i == 0 {
		i = skipNested(w.b, w.i)
	}
	i = skipSpace(w.b, i)
	if w.b[i] == ',' {
		i = skipSpace(w.b, i+1)
	}
	if c := w.b[i]; c == '}' || c == ']' {
		w.b, w.end = nil, i+1
		return false
	}
	if w.object {
		end := skipText(w.b, i)
		w.key = w.b[i+1 : end-1]
		i = skipSpace(w.b, skipSpace(w.b, end)+1)
	}
	w.i = i
	if c := w.b[i]; c == '{' || c == '[' {
		w.value, w.end = w.b[i:], 0
		return true
	}
	w.end = skipScalar(w.b, i)
	w.value = w.b[i:w.end]
	return true
}

// took says how many bytes of the present value were walked through, so that they need not be looked at again.
func (w *walker) took(n int) { w.end = w.i + n }

// skipSpace returns where the next token begins from i on: nothing else up to the space stands between tokens.
func skipSpace(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' {
		i++
	}
	return i
}

// skipText returns the end of the string that begins at i.
func skipText(b []byte, i int) int {
	for i++; ; i += 2 {
		if i = textEnd(b, i); i >= len(b) {
			return len(b)
		}
		if b[i] != '\\' {
			return i + 1
		}
	}
}

// textEnd returns where the next quote or backslash stands from i on.
func textEnd(b []byte, i int) int {
	for i = plainText(b, i); i < len(b) && b[i] >= utf8.RuneSelf; i = plainText(b, i+1) {
	}
	return i
}

// skipScalar returns the end of what begins at i and is no object or array.
func skipScalar(b []byte, i int) int {
	if b[i] == '"' {
		return skipText(b, i)
	}
	for i < len(b) && b[i] > ' ' && b[i] != ',' && b[i] != '}' && b[i] != ']' {
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

package session

import (
	"bytes"
	"encoding/json"
	"errors"
)

// node is one value of JSON text that the scanner has checked, without spaces around it; nil is "not there". It is a view:
// looking for a key walks the text. The objects of events are small, so that this costs less than building a tree of them
// (measured: half of what reading an event cost), and nothing is allocated. What is kept must be copied.
type node []byte

// Why a node cannot be read as what it should be.
var errOtherType = errors.New("value is of another type")

// parseNode checks a text and returns it as a node.
func parseNode(text []byte) (node, error) {
	var s scanner
	if err := s.scan(text); err != nil && !errors.Is(err, errNotObject) {
		return nil, err
	}
	return node(bytes.Trim(text, " \t\r\n")), nil
}

func (n node) isObject() bool { return len(n) > 0 && n[0] == '{' }
func (n node) isArray() bool  { return len(n) > 0 && n[0] == '[' }
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
	if len(n) < 2 || n[0] != '"' {
		return nil, errOtherType
	}
	inside := n[1 : len(n)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return inside, nil
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
	n      node
	i      int
	object bool
	key    []byte // of an object; as it stands on the wire, where keys have no escapes outside of metadata
	value  node
}

// walk begins a walk through an object or array, as open says. Of anything else there is nothing to walk through.
func walk(n node, open byte) walker {
	if len(n) == 0 || n[0] != open {
		return walker{}
	}
	return walker{n: n, i: 1, object: open == '{'}
}

// next goes to the next member or element.
func (w *walker) next() bool {
	i := skipSpace(w.n, w.i)
	if i < len(w.n) && w.n[i] == ',' {
		i = skipSpace(w.n, i+1)
	}
	if i >= len(w.n)-1 { // the closing bracket, or nothing
		return false
	}
	if w.object {
		end := skipText(w.n, i)
		w.key = w.n[i+1 : end-1]
		i = skipSpace(w.n, skipSpace(w.n, end)+1)
	}
	end := skipValue(w.n, i)
	w.value, w.i = w.n[i:end], end
	return true
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// skipText returns the end of the string that begins at i.
func skipText(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return len(b)
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

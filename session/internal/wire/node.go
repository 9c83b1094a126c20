package wire

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/go-json-experiment/json/jsontext"
)

// errOtherType reports a value of the wrong type.
var errOtherType = errors.New("value has the wrong type")

// Node is one value of a document. The zero node is an absent value, which differs from null. Its bytes belong to the
// document, so a caller must copy what it keeps. If an object repeats a key, the last one counts.
type Node struct {
	d  *Document
	at uint32 // place on the tape
}

// Found reports whether the value is present.
func (n Node) Found() bool { return n.d != nil }

// Text returns the value in its JSON form; nil if it is absent.
func (n Node) Text() []byte {
	if n.d == nil {
		return nil
	}
	s := n.d.Tape[n.at]
	return n.d.Text[s.from:s.to:s.to]
}

// kind returns the first byte of the value; 0 if it is absent.
func (n Node) kind() byte {
	if n.d == nil {
		return 0
	}
	return n.d.Text[n.d.Tape[n.at].from]
}

// IsObject reports whether the value is an object.
func (n Node) IsObject() bool { return n.kind() == '{' }

// IsArray reports whether the value is a list.
func (n Node) IsArray() bool { return n.kind() == '[' }

// IsNull reports whether the value is null. An absent value is not null.
func (n Node) IsNull() bool { return n.kind() == 'n' }

func (n Node) isBool() bool { return n.kind() == 't' || n.kind() == 'f' }

// Bool returns the value of a boolean.
func (n Node) Bool() (bool, error) {
	if !n.isBool() {
		return false, errOtherType
	}
	return n.kind() == 't', nil
}

// stringBytes returns the text of a string. The bytes belong to the document if the string has no escapes.
func (n Node) stringBytes() ([]byte, error) {
	if n.kind() != '"' {
		return nil, errOtherType
	}
	return n.d.unquote(n.d.Tape[n.at]), nil
}

// unquote returns the text of a string or key. Half of a surrogate pair becomes U+FFFD; the library also reports an
// error, which is ignored.
func (d *Document) unquote(s Span) []byte {
	inner := d.Text[s.from+1 : s.to-1 : s.to-1]
	if !d.escapes || bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	b, _ := jsontext.AppendUnquote(make([]byte, 0, len(inner)), d.Text[s.from:s.to])
	return b
}

// is reports whether the node is the string s.
func (n Node) is(s string) bool {
	b, err := n.stringBytes()
	return err == nil && string(b) == s
}

// Get returns the value under a path of keys; the zero node if there is none.
func (n Node) Get(path ...string) Node {
	for _, name := range path {
		found := Node{}
		Visit(n, func(key []byte, v Node) {
			if string(key) == name {
				found = v
			}
		})
		n = found
	}
	return n
}

// GetStringBytes returns the text of the string under a path of keys; nil if there is none.
func (n Node) GetStringBytes(path ...string) []byte {
	b, err := n.Get(path...).stringBytes()
	if err != nil {
		return nil
	}
	return b
}

// Visit calls f for each key of an object, in the order of the text. It does nothing for other values.
func Visit(n Node, f func(key []byte, v Node)) {
	if !n.IsObject() {
		return
	}
	tape := n.d.Tape
	for i, end := n.at+1, tape[n.at].next; i < end; i = tape[i+1].next {
		f(n.d.unquote(tape[i]), Node{n.d, i + 1})
	}
}

// each calls f for each element of a list. It does nothing for other values.
func each(n Node, f func(v Node)) {
	if !n.IsArray() {
		return
	}
	for i, end := n.at+1, n.d.Tape[n.at].next; i < end; i = n.d.Tape[i].next {
		f(Node{n.d, i})
	}
}

// Array returns the elements of a list; nil for other values.
func Array(n Node) []Node {
	length := 0
	each(n, func(Node) { length++ })
	if length == 0 {
		return nil
	}
	list := make([]Node, 0, length)
	each(n, func(v Node) { list = append(list, v) })
	return list
}

// Value returns the value as encoding/json does, except that numbers are [json.Number], which keeps their digits.
func (n Node) Value() any {
	switch n.kind() {
	case '{':
		m := map[string]any{}
		Visit(n, func(key []byte, v Node) { m[string(key)] = v.Value() })
		return m
	case '[':
		list := []any{}
		each(n, func(v Node) { list = append(list, v.Value()) })
		return list
	case '"':
		return string(n.d.unquote(n.d.Tape[n.at]))
	case 't', 'f':
		return n.kind() == 't'
	case 'n', 0:
		return nil
	}
	return json.Number(n.Text())
}

// clone returns a copy of the value with a document of its own.
func (n Node) clone() Node {
	if n.d == nil {
		return n
	}
	whole := n.d.Tape[n.at]
	d := &Document{Text: bytes.Clone(n.Text()), Tape: make([]Span, 0, whole.next-n.at), escapes: n.d.escapes}
	for _, s := range n.d.Tape[n.at:whole.next] {
		d.Tape = append(d.Tape, Span{s.from - whole.from, s.to - whole.from, s.next - n.at})
	}
	return d.Root()
}

func isNumberByte(first byte) bool { return first == '-' || first >= '0' && first <= '9' }

func present(v Node) bool { return v.Found() && !v.IsNull() }

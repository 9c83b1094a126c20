package session

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/go-json-experiment/json/jsontext"
)

// errOtherType is why a value cannot be read as what it should be.
var errOtherType = errors.New("value has the wrong type")

// node is one value of a document; the zero node is an absent value, which differs from null. Its bytes belong to the
// document: copy what is kept. Of a key that an object has several times, the last one counts.
type node struct {
	d  *document
	at uint32 // place on the tape
}

func (n node) found() bool { return n.d != nil }

// text returns the value as it is on the wire; nil when it is absent.
func (n node) text() []byte {
	if n.d == nil {
		return nil
	}
	s := n.d.tape[n.at]
	return n.d.text[s.from:s.to:s.to]
}

// kind returns the first byte of the value; 0 when it is absent.
func (n node) kind() byte {
	if n.d == nil {
		return 0
	}
	return n.d.text[n.d.tape[n.at].from]
}

func (n node) isObject() bool { return n.kind() == '{' }
func (n node) isArray() bool  { return n.kind() == '[' }
func (n node) isNull() bool   { return n.kind() == 'n' }
func (n node) isBool() bool   { return n.kind() == 't' || n.kind() == 'f' }

// Bool returns the value of true and false.
func (n node) Bool() (bool, error) {
	if !n.isBool() {
		return false, errOtherType
	}
	return n.kind() == 't', nil
}

// StringBytes returns the text of a string. It belongs to the document when nothing is escaped.
func (n node) StringBytes() ([]byte, error) {
	if n.kind() != '"' {
		return nil, errOtherType
	}
	return n.d.unquote(n.d.tape[n.at]), nil
}

// unquote returns the text of a string or key. Half of a surrogate pair becomes U+FFFD, which the library also reports
// as an error.
func (d *document) unquote(s span) []byte {
	inner := d.text[s.from+1 : s.to-1 : s.to-1]
	if !d.escapes || bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	b, _ := jsontext.AppendUnquote(make([]byte, 0, len(inner)), d.text[s.from:s.to])
	return b
}

// is reports whether the node is the string s.
func (n node) is(s string) bool {
	b, err := n.StringBytes()
	return err == nil && string(b) == s
}

// Get returns the value under a path of keys; the zero node when there is none.
func (n node) Get(path ...string) node {
	for _, name := range path {
		found := node{}
		visit(n, func(key []byte, v node) {
			if string(key) == name {
				found = v
			}
		})
		n = found
	}
	return n
}

// GetStringBytes returns the text of the string under a path of keys; nil when there is none.
func (n node) GetStringBytes(path ...string) []byte {
	b, err := n.Get(path...).StringBytes()
	if err != nil {
		return nil
	}
	return b
}

// visit calls f for each key of an object, in the order of the text; never for any other value.
func visit(n node, f func(key []byte, v node)) {
	if !n.isObject() {
		return
	}
	tape := n.d.tape
	for i, end := n.at+1, tape[n.at].next; i < end; i = tape[i+1].next {
		f(n.d.unquote(tape[i]), node{n.d, i + 1})
	}
}

// each calls f for each element of a list; never for any other value.
func each(n node, f func(v node)) {
	if !n.isArray() {
		return
	}
	for i, end := n.at+1, n.d.tape[n.at].next; i < end; i = n.d.tape[i].next {
		f(node{n.d, i})
	}
}

// array returns the elements of a list; nil for any other value.
func array(n node) []node {
	var list []node
	each(n, func(v node) { list = append(list, v) })
	return list
}

// value returns the value as encoding/json does, but with numbers as [json.Number], which keeps their digits.
func (n node) value() any {
	switch n.kind() {
	case '{':
		m := map[string]any{}
		visit(n, func(key []byte, v node) { m[string(key)] = v.value() })
		return m
	case '[':
		list := []any{}
		each(n, func(v node) { list = append(list, v.value()) })
		return list
	case '"':
		return string(n.d.unquote(n.d.tape[n.at]))
	case 't', 'f':
		return n.kind() == 't'
	case 'n', 0:
		return nil
	}
	return json.Number(n.text())
}

// clone returns a copy of the value with a document of its own.
func (n node) clone() node {
	if n.d == nil {
		return n
	}
	whole := n.d.tape[n.at]
	d := &document{text: bytes.Clone(n.text()), tape: make([]span, 0, whole.next-n.at), escapes: n.d.escapes}
	for _, s := range n.d.tape[n.at:whole.next] {
		d.tape = append(d.tape, span{s.from - whole.from, s.to - whole.from, s.next - n.at})
	}
	return d.root()
}

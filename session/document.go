package session

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDepth bounds the nesting of a text. The protocol needs 8 levels; a text with more than 64 is an attack on the
// stack of whoever builds values from it.
const maxDepth = 64

// Why a text is refused. The text is never part of the error.
var (
	errNotUTF8   = errors.New("frame is not UTF-8")
	errNotJSON   = errors.New("frame is not one JSON document")
	errNotObject = errors.New("frame is not a JSON object")
	errTooDeep   = errors.New("frame is nested too deeply")
)

// document is a JSON text and where its values are. It is checked once, by a library; then its values are found without
// a look at the text, and nothing is allocated for them. Building structs from the same frames costs four times as much
// (measured).
type document struct {
	text []byte
	tape []span // the values in the order of the text; in objects each key is before its value

	escapes bool // there are some in the text: in most there are none, and need not be looked for in each string
}

// span is one value or key: text[from:to] with its quotes or braces. The next value on the same level is tape[next].
type span struct{ from, to, next uint32 }

// parseNode checks a text and returns the value that it is.
func parseNode(text []byte) (node, error) {
	d := &document{text: text}
	if err := d.parse(); err != nil {
		return node{}, err
	}
	return node{d: d}, nil
}

// root returns the value that the whole text is.
func (d *document) root() node { return node{d: d} }

// lenient are the options of the decoder. Names may repeat: the last one counts. UTF-8 is checked beforehand; what the
// decoder would still refuse is half of a surrogate pair, and servers written in JavaScript send that when they cut a
// name in the middle of an emoji.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// decoder is a decoder of the library and the buffer from which it reads.
type decoder struct {
	json *jsontext.Decoder
	buf  bytes.Buffer
}

var decoders = sync.Pool{New: func() any { return &decoder{json: jsontext.NewDecoder(new(bytes.Buffer))} }}

// parse checks the text and notes where its values are.
func (d *document) parse() error {
	d.tape, d.escapes = d.tape[:0], bytes.IndexByte(d.text, '\\') >= 0
	if !utf8.Valid(d.text) {
		return errNotUTF8
	}
	if len(d.text) > maxKeptBuffer { // in one step, for the list of a large room
		d.tape = slices.Grow(d.tape, values(d.text))
	}
	dec := decoders.Get().(*decoder)
	dec.buf = *bytes.NewBuffer(d.text)
	dec.json.Reset(&dec.buf, lenient...)
	err := d.read(dec.json)
	if len(d.text) <= maxKeptBuffer { // the decoder holds the text until it gets another
		decoders.Put(dec)
	}
	return err
}

// read takes the tokens of one value, and the end of the text.
func (d *document) read(dec *jsontext.Decoder) error {
	var open [maxDepth]int // the objects and lists that have no end yet, by their place on the tape
	depth, end := 0, 0
	for {
		if _, err := dec.ReadToken(); err != nil {
			return errNotJSON
		}
		from := end
		for between(d.text[from]) {
			from++
		}
		end = int(dec.InputOffset())
		switch d.text[from] {
		case '{', '[':
			if depth == maxDepth {
				return errTooDeep
			}
			open[depth] = len(d.tape)
			depth++
			d.tape = append(d.tape, span{from: uint32(from)})
		case '}', ']':
			depth--
			s := &d.tape[open[depth]]
			s.to, s.next = uint32(end), uint32(len(d.tape))
		default:
			d.tape = append(d.tape, span{uint32(from), uint32(end), uint32(len(d.tape) + 1)})
		}
		if depth == 0 {
			break
		}
	}
	if len(bytes.TrimLeft(d.text[end:], " \t\r\n")) > 0 {
		return errNotJSON
	}
	return nil
}

// values returns how many values and keys the text has, or a little more: each is after one of these bytes, or is the
// text.
func values(text []byte) int {
	n := 1
	for _, before := range []string{",", ":", "{", "["} {
		n += bytes.Count(text, []byte(before))
	}
	return n
}

// between reports whether c may stand between two tokens.
func between(c byte) bool { return c == ',' || c == ':' || c <= ' ' }

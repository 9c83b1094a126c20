package wire

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth bounds the nesting of a text. The protocol needs 8 levels. A text with more than 64 is an attack on the
// stack of the decoder.
const MaxDepth = 64

// MaxKeptBuffer bounds the buffer that the reader keeps from one frame to the next. Otherwise one huge answer would
// occupy memory until the connection ends.
const MaxKeptBuffer = 64 << 10

// Reasons why a text is refused. The error never contains the text.
var (
	ErrNotUTF8   = errors.New("frame is not UTF-8")
	ErrNotJSON   = errors.New("frame is not one JSON document")
	ErrNotObject = errors.New("frame is not a JSON object")
	ErrTooDeep   = errors.New("frame is nested too deeply")
)

// ErrMalformed reports that an event or an answer lacks a required part.
var ErrMalformed = errors.New("malformed event")

// Document is a JSON text and the places of its values. A library checks the text once. Later lookups do not parse the
// text and allocate nothing. Building structs from the same frames costs four times as much (measured).
type Document struct {
	Text []byte
	Tape []Span // the values in the order of the text; in objects, each key precedes its value

	escapes bool // the text has escapes; most texts have none, and their strings need no search
}

// Span is one value or key: text[from:to], including its quotes or braces. The next value on the same level is
// tape[next].
type Span struct{ from, to, next uint32 }

// ParseNode checks a text and returns its value.
func ParseNode(text []byte) (Node, error) {
	d := &Document{Text: text}
	if err := d.parse(); err != nil {
		return Node{}, err
	}
	return Node{d: d}, nil
}

// Root returns the value of the whole text.
func (d *Document) Root() Node { return Node{d: d} }

// lenient are the options of the decoder. Names may repeat; the last one counts. UTF-8 is checked beforehand. The
// decoder would still refuse half of a surrogate pair, which servers written in JavaScript send when they cut a name
// within an emoji.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// decoder is a decoder of the library and the buffer it reads from.
type decoder struct {
	json *jsontext.Decoder
	buf  bytes.Buffer
}

var decoders = sync.Pool{New: func() any { return &decoder{json: jsontext.NewDecoder(new(bytes.Buffer))} }}

// parse checks the text and records the places of its values.
func (d *Document) parse() error {
	d.Tape, d.escapes = d.Tape[:0], bytes.IndexByte(d.Text, '\\') >= 0
	if !utf8.Valid(d.Text) {
		return ErrNotUTF8
	}
	if len(d.Text) > MaxKeptBuffer { // one allocation, for the list of a large room
		d.Tape = slices.Grow(d.Tape, values(d.Text))
	}
	dec := decoders.Get().(*decoder)
	dec.buf = *bytes.NewBuffer(d.Text)
	dec.json.Reset(&dec.buf, lenient...)
	err := d.read(dec.json)
	if len(d.Text) <= MaxKeptBuffer { // the pooled decoder keeps its text until the next use
		decoders.Put(dec)
	}
	return err
}

// read reads the tokens of one value, and the end of the text.
func (d *Document) read(dec *jsontext.Decoder) error {
	var open [MaxDepth]int // the open objects and lists, by their place on the tape
	depth, end := 0, 0
	for {
		if _, err := dec.ReadToken(); err != nil {
			return ErrNotJSON
		}
		from := end
		for between(d.Text[from]) {
			from++
		}
		end = int(dec.InputOffset())
		switch d.Text[from] {
		case '{', '[':
			if depth == MaxDepth {
				return ErrTooDeep
			}
			open[depth] = len(d.Tape)
			depth++
			d.Tape = append(d.Tape, Span{from: uint32(from)})
		case '}', ']':
			depth--
			s := &d.Tape[open[depth]]
			s.to, s.next = uint32(end), uint32(len(d.Tape))
		default:
			d.Tape = append(d.Tape, Span{uint32(from), uint32(end), uint32(len(d.Tape) + 1)})
		}
		if depth == 0 {
			break
		}
	}
	if len(bytes.TrimLeft(d.Text[end:], " \t\r\n")) > 0 {
		return ErrNotJSON
	}
	return nil
}

// values returns the number of values and keys in the text, or slightly more: each follows one of these bytes, except
// the whole text.
func values(text []byte) int {
	n := 1
	for _, before := range []string{",", ":", "{", "["} {
		n += bytes.Count(text, []byte(before))
	}
	return n
}

// between reports whether c may separate two tokens.
func between(c byte) bool { return c == ',' || c == ':' || c <= ' ' }

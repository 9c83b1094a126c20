// Package filter shapes what --json prints: the fields of --json=LIST, then the expression of --jq or the template of
// --template.
//
// A filter is compiled before anything is dialled, so that a typo costs nothing. What it prints is safe on a terminal.
// Errors of gavel do not pass through a filter.
package filter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/itchyny/gojq"

	"gavel/ui/text"
)

// Spec is what the flags ask for. Query and Template exclude each other.
type Spec struct {
	Fields   []string // of --json=LIST, in order; nil: all
	Query    string   // of --jq; "": none
	Template string   // of --template; "": none
}

// Filter is a compiled [Spec]. It is safe for concurrent use.
type Filter struct {
	fields   []string
	query    *gojq.Code
	template *compiled
}

// New compiles a spec. It returns nil if the spec asks for nothing. Its errors name the flag.
func New(s Spec) (*Filter, error) {
	if len(s.Fields) == 0 && s.Query == "" && s.Template == "" {
		return nil, nil
	}
	if s.Query != "" && s.Template != "" {
		return nil, errors.New("--jq and --template exclude each other")
	}
	f := &Filter{fields: s.Fields}
	if s.Query != "" {
		query, err := compile(s.Query)
		if err != nil {
			return nil, fmt.Errorf("--jq: %w", err)
		}
		f.query = query
	}
	if s.Template != "" {
		t, err := parseTemplate(s.Template)
		if err != nil {
			return nil, fmt.Errorf("--template: %w", err)
		}
		f.template = t
	}
	return f, nil
}

// compile compiles an expression. It has no environment and reads no other input.
func compile(expression string) (*gojq.Code, error) {
	query, err := gojq.Parse(expression)
	if wrong, is := errors.AsType[*gojq.ParseError](err); is && wrong.Token == "" {
		return nil, errors.New("the expression ends too early")
	}
	if err != nil {
		return nil, err
	}
	return gojq.Compile(query)
}

// Print writes one JSON value through the filter. Each result of an expression takes a line: a string as it is,
// anything else as JSON. When ctx ends, it stops an expression that would run for ever.
func (f *Filter) Print(ctx context.Context, w io.Writer, value []byte) error {
	if len(f.fields) > 0 {
		chosen, err := choose(value, f.fields)
		if err != nil {
			return err
		}
		value = chosen
	}
	switch {
	case f.query != nil:
		return f.ask(ctx, w, value)
	case f.template != nil:
		return f.fill(w, value)
	}
	_, err := w.Write(append(text.JSON(value), '\n'))
	return err
}

// ask runs the expression.
func (f *Filter) ask(ctx context.Context, w io.Writer, value []byte) error {
	input, err := decode(value)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for results := f.query.RunWithContext(ctx, input); ; {
		result, ok := results.Next()
		if !ok {
			_, err := w.Write(b.Bytes())
			return err
		}
		if err, failed := result.(error); failed {
			var halt *gojq.HaltError
			if errors.As(err, &halt) && halt.Value() == nil {
				_, err := w.Write(b.Bytes())
				return err
			}
			_, written := w.Write(b.Bytes()) // as jq does: what came before the error is valid
			return errors.Join(fmt.Errorf("--jq: %w", err), written)
		}
		if s, is := result.(string); is {
			b.WriteString(text.Harmless(s))
		} else {
			encoded, err := gojq.Marshal(result)
			if err != nil {
				return fmt.Errorf("--jq: %w", err)
			}
			b.Write(text.JSON(encoded))
		}
		b.WriteByte('\n')
	}
}

// fill executes the template.
func (f *Filter) fill(w io.Writer, value []byte) error {
	data, err := decode(value)
	if err != nil {
		return err
	}
	out, err := f.template.execute(data)
	if err != nil {
		return fmt.Errorf("--template: %w", err)
	}
	_, err = io.WriteString(w, text.Harmless(out))
	return err
}

// decode reads JSON into maps, lists and plain values. Numbers keep their digits.
func decode(value []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("read the JSON to filter: %w", err)
	}
	return v, nil
}

// choose keeps the fields of an object, or of each object of a list. A field that an object lacks is null, so that each
// line has the same keys. The values stay as they are, byte for byte.
func choose(value []byte, fields []string) ([]byte, error) {
	value = bytes.TrimSpace(value)
	if !bytes.HasPrefix(value, []byte("[")) {
		return chooseOf(nil, value, fields)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(value, &list); err != nil {
		return nil, fmt.Errorf("read the JSON to filter: %w", err)
	}
	b := []byte{'['}
	for i, one := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = chooseOf(b, one, fields); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// chooseOf appends the fields of one object.
func chooseOf(b, object []byte, fields []string) ([]byte, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(object, &all); err != nil || all == nil {
		return nil, errors.New("--json: this is not an object, so it has no fields")
	}
	b = append(b, '{')
	for i, field := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		name, _ := json.Marshal(field) // encoding a string never fails
		b = append(append(b, name...), ':')
		if one, found := all[field]; found {
			b = append(b, one...)
		} else {
			b = append(b, "null"...)
		}
	}
	return append(b, '}'), nil
}

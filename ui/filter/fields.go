package filter

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gavel/session/fold"
)

// FieldsOf returns the JSON keys of a struct, or of the elements of a list, in their order.
func FieldsOf(v any) []string { return keysOf(reflect.TypeOf(v)) }

func keysOf(t reflect.Type) (keys []string) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for f := range t.Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && key == "":
			keys = append(keys, keysOf(f.Type)...)
		case f.IsExported() && key != "" && key != "-":
			keys = append(keys, key)
		}
	}
	return keys
}

// UnknownFieldError reports a field that does not exist.
type UnknownFieldError struct {
	Field   string
	Nearest string   // the field that was probably meant, or ""
	Allowed []string // all fields
}

// Error names the field.
func (e *UnknownFieldError) Error() string { return fmt.Sprintf("there is no field %q", e.Field) }

// Fields splits a list such as name,state and checks each field against those that exist; nil allows any. A field that
// is named twice counts once.
func Fields(list string, known []string) ([]string, error) {
	var fields []string
	for field := range strings.SplitSeq(list, ",") {
		field = strings.TrimSpace(field)
		if field == "" || known != nil && !slices.Contains(known, field) {
			return nil, &UnknownFieldError{field, fold.Nearest(field, known), known}
		}
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields, nil
}

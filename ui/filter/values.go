package filter

import (
	"encoding/json"
	"fmt"
)

// plainNumbers replaces the numbers of JSON by integers where they fit, else by floating-point numbers.
func plainNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, err := v.Float64()
		if err != nil {
			return v.String()
		}
		return f
	case []any:
		for i := range v {
			v[i] = plainNumbers(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plainNumbers(v[key])
		}
	}
	return v
}

// printed returns a value as text/template prints it.
func printed(v any) string {
	if v == nil {
		return "<no value>"
	}
	return fmt.Sprint(v)
}

// isTrue reports whether a value is not empty.
func isTrue(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return v != "" && v != int64(0) && v != float64(0)
}

// kindOf names the kind of a value.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a string"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "a number"
}

// fields follows a path of keys. A key that an object lacks is null, and so is everything in null.
func fields(v any, path []string) (any, error) {
	for _, key := range path {
		if v == nil {
			return nil, nil
		}
		object, is := v.(map[string]any)
		if !is {
			return nil, fmt.Errorf("%s has no field %s", kindOf(v), key)
		}
		v = object[key]
	}
	return v, nil
}

package filter

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// function is a function of templates.
type function struct {
	least, most int // numbers of arguments; most 0: any number
	call        func(args []any) (any, error)
}

// functions are those of text/template that make sense for JSON values, and json and join.
func functions() map[string]function {
	return map[string]function{
		"not":     {1, 1, func(args []any) (any, error) { return !isTrue(args[0]), nil }},
		"len":     {1, 1, func(args []any) (any, error) { return length(args[0]) }},
		"index":   {1, 0, index},
		"slice":   {1, 3, slice},
		"print":   {0, 0, func(args []any) (any, error) { return fmt.Sprint(args...), nil }},
		"println": {0, 0, func(args []any) (any, error) { return fmt.Sprintln(args...), nil }},
		"printf":  {1, 0, format},
		"eq":      {2, 0, equals},
		"ne": {2, 2, func(args []any) (any, error) {
			same, err := equals(args)
			return same == false, err
		}},
		"lt":   {2, 2, order(func(c int) bool { return c < 0 })},
		"le":   {2, 2, order(func(c int) bool { return c <= 0 })},
		"gt":   {2, 2, order(func(c int) bool { return c > 0 })},
		"ge":   {2, 2, order(func(c int) bool { return c >= 0 })},
		"json": {1, 1, toJSON},
		"join": {2, 2, join},
	}
}

func length(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return int64(len(v)), nil
	case []any:
		return int64(len(v)), nil
	case map[string]any:
		return int64(len(v)), nil
	}
	return nil, fmt.Errorf("%s has no length", kindOf(v))
}

// index returns an element of a list or object: index LIST 0, index OBJECT "key" 1.
func index(args []any) (any, error) {
	v := args[0]
	for _, at := range args[1:] {
		switch in := v.(type) {
		case []any:
			i, is := at.(int64)
			if !is || i < 0 || i >= int64(len(in)) {
				return nil, fmt.Errorf("a list of %d has no element %v", len(in), at)
			}
			v = in[i]
		case map[string]any:
			key, is := at.(string)
			if !is {
				return nil, fmt.Errorf("the key %v of an object is not a string", at)
			}
			v = in[key]
		default:
			return nil, fmt.Errorf("%s has no elements", kindOf(v))
		}
	}
	return v, nil
}

// slice returns a part of a string or list: slice STRING 1 3.
func slice(args []any) (any, error) {
	size, err := length(args[0])
	if _, isObject := args[0].(map[string]any); err != nil || isObject {
		return nil, fmt.Errorf("%s has no parts", kindOf(args[0]))
	}
	from, to := int64(0), size.(int64)
	for i, bound := range []*int64{&from, &to} {
		if i+1 < len(args) {
			n, is := args[i+1].(int64)
			if !is || n < 0 || n > size.(int64) {
				return nil, fmt.Errorf("%v is out of range", args[i+1])
			}
			*bound = n
		}
	}
	if from > to {
		return nil, fmt.Errorf("%d is after %d", from, to)
	}
	if s, is := args[0].(string); is {
		return s[from:to], nil
	}
	return args[0].([]any)[from:to], nil
}

func format(args []any) (any, error) {
	form, is := args[0].(string)
	if !is {
		return nil, errors.New("the format is not a string")
	}
	return fmt.Sprintf(form, args[1:]...), nil
}

// equals reports whether the first argument equals one of the others.
func equals(args []any) (any, error) {
	for _, other := range args[1:] {
		if args[0] == nil || other == nil {
			if args[0] == other {
				return true, nil
			}
			continue
		}
		if a, b, ok := truths(args[0], other); ok {
			if a == b {
				return true, nil
			}
			continue
		}
		c, err := compare(args[0], other)
		if err != nil {
			return nil, err
		}
		if c == 0 {
			return true, nil
		}
	}
	return false, nil
}

func truths(a, b any) (x, y, ok bool) {
	x, isX := a.(bool)
	y, isY := b.(bool)
	return x, y, isX && isY
}

// order returns a function that compares two values.
func order(holds func(int) bool) func([]any) (any, error) {
	return func(args []any) (any, error) {
		c, err := compare(args[0], args[1])
		if err != nil {
			return nil, err
		}
		return holds(c), nil
	}
}

// compare compares two strings or two numbers.
func compare(a, b any) (int, error) {
	if x, is := a.(string); is {
		if y, is := b.(string); is {
			return strings.Compare(x, y), nil
		}
	}
	if x, is := a.(int64); is {
		if y, is := b.(int64); is {
			return cmp.Compare(x, y), nil
		}
	}
	x, isX := float(a)
	y, isY := float(b)
	if isX && isY {
		return cmp.Compare(x, y), nil
	}
	return 0, fmt.Errorf("%s and %s cannot be compared", kindOf(a), kindOf(b))
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// toJSON returns a value as JSON.
func toJSON(args []any) (any, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(args[0])
	return strings.TrimSuffix(b.String(), "\n"), err
}

// join joins the elements of a list: join ", " LIST.
func join(args []any) (any, error) {
	separator, isText := args[0].(string)
	list, isList := args[1].([]any)
	if !isText || !isList {
		return nil, errors.New("the arguments must be a string and a list: join \", \" .list")
	}
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = printed(v)
	}
	return strings.Join(parts, separator), nil
}

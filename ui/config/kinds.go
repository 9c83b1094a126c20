package config

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/BurntSushi/toml"

	"gavel/session/floor"
	"gavel/session/fold"
	"gavel/session/video"
)

// kind is how the values of a setting are checked, kept and written.
type kind interface {
	ofTable
	// text returns the value as TOML.
	text(v *Values) string
	// plain returns the value as a flag accepts it.
	plain(v *Values) string
}

// ofTable is what a kind with a table has of its own; see inTable.
type ofTable interface {
	// name returns, in words, which values are accepted.
	name() string
	// set checks a value as the TOML library decodes it, and keeps it. Its errors complete "KEY …"; those about an entry
	// of a table are *entryError.
	set(v *Values, raw any) error
	// lines returns the entries of a table as TOML, and nil for other kinds.
	lines(v *Values) []string
}

// scalar is a kind with one value of type T.
type scalar[T any] struct {
	words string
	field func(*Values) *T
	read  func(raw any) (T, error)
	show  func(T) any // nil: as it is
}

func (s scalar[T]) name() string { return s.words }

func (s scalar[T]) set(v *Values, raw any) error {
	value, err := s.read(raw)
	if err == nil {
		*s.field(v) = value
	}
	return err
}

func (s scalar[T]) shown(v *Values) any {
	if s.show != nil {
		return s.show(*s.field(v))
	}
	return *s.field(v)
}

func (s scalar[T]) text(v *Values) string  { return quoted(s.shown(v)) }
func (s scalar[T]) plain(v *Values) string { return fmt.Sprint(s.shown(v)) }
func (scalar[T]) lines(*Values) []string   { return nil }

// quoted returns a value as TOML.
func quoted(value any) string {
	b, err := toml.Marshal(map[string]any{"k": value})
	if err != nil {
		return `""` // a type that no kind of setting has
	}
	_, text, _ := strings.Cut(strings.TrimSpace(string(b)), "= ")
	return escaped(text)
}

// escaped writes characters that a terminal could obey or hide, and that the library does not escape, as \u….
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > maxShort:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	return b.String()
}

// maxShort is the last character that \u can write.
const maxShort = 0xffff

// wants returns the error about a value of the wrong type.
func wants(what string, raw any) error {
	return fmt.Errorf("must be %s, not %s", what, typeOf(raw))
}

// typeOf names the type of a decoded value.
func typeOf(raw any) string {
	switch raw.(type) {
	case string:
		return "a string"
	case bool:
		return "true or false"
	case int64, float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any, []map[string]any:
		return "a table"
	}
	return "a date or time"
}

func readText(raw any) (string, error) {
	s, ok := raw.(string)
	switch {
	case !ok:
		return "", wants("a string in quotation marks", raw)
	case strings.ContainsAny(s, "\x00\r\n"):
		return "", errors.New("must be one line")
	}
	return s, nil
}

func textual(field func(*Values) *string) kind {
	return scalar[string]{words: "string", field: field, read: readText}
}

// readBudget reads the budget of the floor.
func readBudget(raw any) (floor.Budget, error) {
	s, err := readText(raw)
	if err != nil {
		return floor.Budget{}, err
	}
	b, err := floor.ParseBudget(s)
	if bad, ok := errors.AsType[*floor.ArgumentError](err); ok {
		return b, fmt.Errorf("is %q; allowed: %s", bad.Value, bad.Allowed)
	}
	return b, err
}

// path is a string with the name of a file. A leading ~/ is the home directory.
func path(field func(*Values) *string) kind {
	return scalar[string]{words: "path", field: field, read: func(raw any) (string, error) {
		s, err := readText(raw)
		rest, home := strings.CutPrefix(s, "~/")
		if err != nil || !home {
			return s, err
		}
		dir, err := os.UserHomeDir()
		if err != nil {
			return "", errors.New("begins with ~/, but there is no home directory")
		}
		return filepath.Join(dir, rest), nil
	}}
}

func toggle(field func(*Values) *bool) kind {
	return scalar[bool]{words: "true or false", field: field, read: func(raw any) (bool, error) {
		b, ok := raw.(bool)
		if !ok {
			return false, wants("true or false", raw)
		}
		return b, nil
	}}
}

// number is a number from low to high.
func number(field func(*Values) *float64, low, high float64) kind {
	words := fmt.Sprintf("%v to %v", low, high)
	return scalar[float64]{words: words, field: field, read: func(raw any) (float64, error) {
		var f float64
		switch raw := raw.(type) {
		case int64:
			f = float64(raw)
		case float64:
			f = raw
		default:
			return 0, wants("a number from "+words, raw)
		}
		if !(f >= low && f <= high) { // refuses NaN as well
			return 0, fmt.Errorf("is %v; allowed is %s", f, words)
		}
		return f, nil
	}, show: func(f float64) any {
		if f == math.Trunc(f) {
			return int64(f)
		}
		return f
	}}
}

// whole is a whole number from low to high.
func whole(field func(*Values) *int, low, high int64) kind {
	words := fmt.Sprintf("%d to %d", low, high)
	return scalar[int]{words: words, field: field, read: func(raw any) (int, error) {
		n, ok := raw.(int64)
		switch {
		case !ok:
			return 0, wants("a whole number from "+words, raw)
		case n < low || n > high:
			return 0, fmt.Errorf("is %d; allowed is %s", n, words)
		}
		return int(n), nil
	}}
}

// choice is one of several words.
func choice(field func(*Values) *string, words ...string) kind {
	return scalar[string]{words: strings.Join(words, ", "), field: field, read: func(raw any) (string, error) {
		s, err := readText(raw)
		if err == nil && !slices.Contains(words, s) {
			return "", fmt.Errorf("is %q; allowed are %s%s", s, strings.Join(words, ", "), didYouMean(s, words))
		}
		return s, err
	}}
}

// maxDays bounds a number of days: ten years.
const maxDays = 3650

// days is a whole number of days, such as 30d.
func days(field func(*Values) *time.Duration) kind {
	const day = 24 * time.Hour
	return scalar[time.Duration]{words: "number of days", field: field, read: func(raw any) (time.Duration, error) {
		s, err := readText(raw)
		if err != nil || s == "" {
			return 0, err
		}
		digits, ok := strings.CutSuffix(s, "d")
		n, err := strconv.Atoi(digits)
		if !ok || err != nil || n < 1 || n > maxDays {
			return 0, fmt.Errorf("is %q; allowed are 1d to %dd, or \"\"", s, maxDays)
		}
		return time.Duration(n) * day, nil
	}, show: func(d time.Duration) any {
		if d == 0 {
			return ""
		}
		return strconv.Itoa(int(d/day)) + "d"
	}}
}

// didYouMean suggests the nearest of some words, or returns "" if none is near.
func didYouMean(word string, words []string) string {
	if near := fold.Nearest(word, words); near != "" {
		return "; did you mean " + strconv.Quote(near) + "?"
	}
	for _, longer := range words {
		if slices.Contains(strings.Split(longer, "-"), word) { // "mute" for "audio-mute"
			return "; did you mean " + strconv.Quote(longer) + "?"
		}
	}
	return ""
}

// list is a list of strings, of which the first is not empty.
func list(field func(*Values) *[]string) kind {
	return scalar[[]string]{words: "list of strings", field: field, read: func(raw any) ([]string, error) {
		words, err := readWords(raw)
		if err == nil && len(words) > 0 && strings.TrimSpace(words[0]) == "" {
			return nil, errors.New("begins with an empty string; the first string is the program")
		}
		return words, err
	}, show: notNil[string]}
}

func readWords(raw any) ([]string, error) {
	items, ok := raw.([]any)
	if !ok {
		return nil, wants(`a list such as ["one", "two"]`, raw)
	}
	words := make([]string, len(items))
	for i, item := range items {
		word, ok := item.(string)
		if !ok || strings.ContainsRune(word, 0) {
			return nil, fmt.Errorf("must be a list of strings; item %d is %s", i+1, typeOf(item))
		}
		words[i] = word
	}
	return words, nil
}

// notNil returns the list, so that an empty one is written as [].
func notNil[T any](list []T) any { return append([]T{}, list...) }

// methods is a list of methods of the RoomSession reference that change something.
func methods(field func(*Values) *[]video.Action) kind {
	return scalar[[]video.Action]{words: "list of methods", field: field, read: func(raw any) ([]video.Action, error) {
		words, err := readWords(raw)
		if err != nil {
			return nil, err
		}
		known := changing()
		actions := make([]video.Action, 0, len(words))
		for _, word := range words {
			if !slices.Contains(known, word) {
				return nil, fmt.Errorf("has %q, which is not a method that changes something%s", word, didYouMean(word, known))
			}
			actions = append(actions, video.Action(word))
		}
		return actions, nil
	}, show: notNil[video.Action]}
}

// peopleColumns are the columns that the list of people can have.
var peopleColumns = []string{"state", "hand", "line", "talk", "place", "time"}

// ofColumns is a list of columns, each once. The states of people are always shown.
func ofColumns(field func(*Values) *[]string) kind {
	return scalar[[]string]{words: "list of columns", field: field, read: func(raw any) ([]string, error) {
		words, err := readWords(raw)
		if err != nil {
			return nil, err
		}
		for i, word := range words {
			switch {
			case !slices.Contains(peopleColumns, word):
				return nil, fmt.Errorf("has %q; allowed are %s%s", word, strings.Join(peopleColumns, ", "),
					didYouMean(word, peopleColumns))
			case slices.Contains(words[:i], word):
				return nil, fmt.Errorf("has %q twice", word)
			}
		}
		if len(words) > 0 && !slices.Contains(words, peopleColumns[0]) {
			return nil, errors.New("must have state, which shows who is muted, deaf or hidden")
		}
		return words, nil
	}, show: notNil[string]}
}

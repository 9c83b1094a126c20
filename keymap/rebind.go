package keymap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Names returns the names that Rebind accepts, sorted.
func Names() []string {
	var m Map
	var names []string
	for r := range m.rows() {
		names = append(names, r.name)
	}
	slices.Sort(names)
	return names
}

// Rebind replaces all keys of a binding; without keys, it unbinds it. Keys are written as "x",
// "space", "ctrl+d" or "ctrl-d". If the name is unknown or the result does not pass Check, Rebind
// returns the reason and leaves the map unchanged.
func (m *Map) Rebind(name string, keys ...string) error {
	return m.RebindAll(map[string][]string{name: keys})
}

// RebindAll rebinds several bindings at once, so that two can swap their keys. Its errors are those
// of Rebind.
func (m *Map) RebindAll(keys map[string][]string) error {
	next := *m
	var faults []error
	for name, wanted := range keys {
		if err := next.set(name, wanted); err != nil {
			faults = append(faults, err)
		}
	}
	// The order of a map is random; messages must not be.
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if err := errors.Join(append(faults, next.Check())...); err != nil {
		return fmt.Errorf("bind keys: %w", err)
	}
	*m = next
	return nil
}

func (m *Map) set(name string, keys []string) error {
	for r := range m.rows() {
		if r.name == name {
			*r.binding = bind(normal(keys), r.word)
			return nil
		}
	}
	return fmt.Errorf("no binding is called %q%s", name, suggestion(name))
}

// normal returns keys with + after ctrl, alt and shift, where the help shows a hyphen.
func normal(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		for _, prefix := range []string{"ctrl", "alt", "shift"} {
			if rest, found := strings.CutPrefix(k, prefix+"-"); found {
				k = prefix + "+" + rest
			}
		}
		out[i] = k
	}
	return out
}

// suggestion names the bindings that share a word with an unknown name, or all of them.
func suggestion(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '-' || r == '_' || r == ' ' })
	all := Names()
	near := slices.DeleteFunc(slices.Clone(all), func(known string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(known, word) })
	})
	if len(near) == 0 {
		near = all
	}
	return ": use " + strings.Join(near, ", ")
}

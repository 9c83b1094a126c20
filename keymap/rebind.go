package keymap

import (
	"cmp"
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

// Displaced is a key of gavel's own that a user has given to another binding.
type Displaced struct {
	Key     string // as people write it
	By      string // the binding that has the key now
	From    string // the binding that had it
	Keyless bool   // From has no key left
}

// Rebind replaces all keys of bindings, by name; without keys, it unbinds one. Two bindings can swap their keys. Keys
// are written as "x", "space", "ctrl+d" or "ctrl-d". A chosen key always takes precedence over the default key of
// another binding; the returned list, sorted by key, names the displaced keys.
//
// Rebind leaves the map unchanged and returns an error if a name is unknown, two chosen bindings claim one key in
// one context, or the result does not pass Check. Faults that belong to a binding are *KeyError or *ConflictError.
func (m *Map) Rebind(keys map[string][]string) ([]Displaced, error) {
	next := *m
	var faults []error
	for name, wanted := range keys {
		if err := next.set(name, wanted); err != nil {
			faults = append(faults, err)
		}
	}
	// The order of a map is random; messages must not be.
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	displaced := next.displace(keys)
	if err := errors.Join(append(faults, next.Check())...); err != nil {
		return nil, fmt.Errorf("bind keys: %w", err)
	}
	*m = next
	return displaced, nil
}

// displace takes the chosen keys from the bindings that were not chosen.
func (m *Map) displace(chosen map[string][]string) []Displaced {
	var all []Displaced
	for _, c := range Contexts() {
		for k, names := range m.owners(c) {
			mine := slices.IndexFunc(names, func(name string) bool { _, is := chosen[name]; return is })
			if len(names) < 2 || mine < 0 {
				continue
			}
			for _, name := range names {
				if _, is := chosen[name]; !is && !m.lastWayOut(k, name) {
					all = append(all, m.take(k, names[mine], name))
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b Displaced) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.From, b.From))
	})
	return all
}

// lastWayOut reports whether the key is the only key of a binding that must have one. Such a key is not displaced, so
// Check reports the conflict.
func (m *Map) lastWayOut(k, name string) bool {
	named, _ := m.Named(name)
	return slices.Contains(essential, name) && slices.Equal(named.Binding.Keys(), []string{k})
}

// take takes a key from one binding for another.
func (m *Map) take(k, by, from string) Displaced {
	d := Displaced{Key: Display(k), By: by, From: from}
	for r := range m.rows() {
		if r.name == from {
			rest := slices.DeleteFunc(slices.Clone(r.binding.Keys()), func(has string) bool { return has == k })
			*r.binding, d.Keyless = bind(rest, r.word), len(rest) == 0
		}
	}
	return d
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

// normal returns keys as Bubble Tea names them. The help shows them with a hyphen and capitals.
func normal(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		prefixes := ""
		for _, prefix := range []string{"ctrl", "alt", "shift"} {
			if n := len(prefix) + 1; len(k) > n && strings.EqualFold(k[:n], prefix+"-") {
				prefixes, k = prefixes+prefix+"+", k[n:]
			}
		}
		switch low := strings.ToLower(k); {
		case low == "pgdn":
			k = "pgdown"
		case low == spaceName || slices.Contains(namedKeys, low), strings.HasPrefix(prefixes, "ctrl+") && len(k) == 1:
			k = low
		}
		out[i] = prefixes + k
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

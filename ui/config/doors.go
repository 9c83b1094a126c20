package config

import (
	"errors"
	"maps"
	"slices"

	"gavel/session/door"
)

// doors is the table of rules about people who join.
type doors struct{}

func (doors) name() string { return "table of rules" }

func (doors) lines(v *Values) []string {
	var lines []string
	for _, r := range v.Doors {
		text := "{ who = " + quoted(r.Who.String()) + ", do = " + quoted(string(r.Do))
		if r.Reason != "" {
			text += ", reason = " + quoted(r.Reason)
		}
		lines = append(lines, bare(r.Name)+" = "+text+" }")
	}
	return lines
}

func (doors) set(v *Values, raw any) error {
	m, faults := entries(raw, nil, "")
	var all []door.Rule
	for _, name := range slices.Sorted(maps.Keys(m)) {
		rule, faulty := readDoor(name, m[name])
		faults = append(faults, faulty...)
		all = append(all, rule)
	}
	if len(faults) == 0 {
		v.Doors = all
	}
	return errors.Join(faults...)
}

// readDoor reads one rule, and returns its faults. A rule without a selector would match everyone, so a missing
// selector is a fault.
func readDoor(name string, raw any) (door.Rule, []error) {
	r := door.Rule{Name: name, Do: door.Watch}
	if m, ok := raw.(map[string]any); !ok || m["who"] == nil {
		err := errors.New(`must be { who = "SELECTOR", do = "mute" }`)
		return r, []error{&entryError{entry: name, err: err}}
	}
	return r, setFields("doors", name, raw, []string{"who", "do", "reason"}, func(field string, value any) (err error) {
		switch field {
		case "who":
			return selecting(ofLists, func(*Values) **selection { return &r.Who }).set(nil, value)
		case "do":
			var words []string
			for _, do := range door.Dos() {
				words = append(words, string(do))
			}
			var word string
			err = choice(func(*Values) *string { return &word }, words...).set(nil, value)
			r.Do = door.Do(word)
			return err
		}
		r.Reason, err = readText(value)
		return err
	})
}

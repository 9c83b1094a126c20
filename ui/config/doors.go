package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"gavel/session/door"
)

// doors is the table of rules about people who join.
type doors struct{}

func (doors) name() string           { return "table of rules" }
func (doors) text(v *Values) string  { return inline(doors{}.lines(v)) }
func (doors) plain(v *Values) string { return doors{}.text(v) }

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
		rule, err := readDoor(name, m[name])
		if err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		all = append(all, rule)
	}
	if len(faults) == 0 {
		v.Doors = all
	}
	return errors.Join(faults...)
}

// readDoor reads one rule. A rule without a selector would be about everybody, so it is an error.
func readDoor(name string, raw any) (door.Rule, error) {
	r := door.Rule{Name: name, Do: door.Watch}
	m, ok := raw.(map[string]any)
	if !ok || m["who"] == nil {
		return r, errors.New(`must be { who = "SELECTOR", do = "mute" }`)
	}
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(m)) {
		var err error
		switch key {
		case "who":
			err = selecting(ofLists, func(*Values) **selection { return &r.Who }).set(nil, m[key])
		case "do":
			var words []string
			for _, do := range door.Dos() {
				words = append(words, string(do))
			}
			var word string
			err = choice(func(*Values) *string { return &word }, words...).set(nil, m[key])
			r.Do = door.Do(word)
		case "reason":
			r.Reason, err = readText(m[key])
		default:
			err = fmt.Errorf("is not known%s", didYouMean(key, []string{"who", "do", "reason"}))
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %w", key, err))
		}
	}
	if len(faults) > 0 {
		return r, faults[0]
	}
	return r, nil
}

package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gavel/keymap"
	"gavel/session/alarm"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/theme"
)

// maxFaults is how many faults are reported.
const maxFaults = 20

// entryError is a fault of an entry of a table.
type entryError struct {
	entry string // its name
	field string // of the entry; "" for the whole entry
	err   error  // completes "TABLE.ENTRY …", or is a whole sentence
	whole bool
}

func (e *entryError) Error() string { return e.err.Error() }
func (e *entryError) Unwrap() error { return e.err }

// entries returns the table, and an error for each entry with an unknown name. known nil allows any name.
func entries(raw any, known []string, what string) (map[string]any, []error) {
	m, ok := raw.(map[string]any)
	if !ok {
		return nil, []error{wants("a table", raw)}
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if known != nil && len(faults) < maxFaults && !slices.Contains(known, name) {
			err := fmt.Errorf("no %s is called %q%s", what, name, didYouMean(name, known))
			faults = append(faults, &entryError{entry: name, err: err, whole: true})
		}
	}
	return m, faults
}

// setFields reads the fields of an entry of a table, and returns its faults. An unknown field is a fault.
func setFields(table, entry string, raw any, known []string, set func(field string, value any) error) (faults []error) {
	fields, ok := raw.(map[string]any)
	if !ok {
		return []error{&entryError{entry: entry, err: wants("a table", raw)}}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(known, name) {
			err := fmt.Errorf("%s.%s has no field %q%s", table, entry, name, didYouMean(name, known))
			faults = append(faults, &entryError{entry: entry, field: name, err: err, whole: true})
		} else if err := set(name, fields[name]); err != nil {
			faults = append(faults, &entryError{entry: entry, field: name, err: err})
		}
	}
	return faults
}

// tableOf returns the entries of a table as TOML, sorted.
func tableOf(m map[string]string) []string {
	lines := make([]string, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		lines = append(lines, bare(name)+" = "+quoted(m[name]))
	}
	return lines
}

// inTable writes a kind with a table.
type inTable struct{ ofTable }

func (t inTable) text(v *Values) string  { return inline(t.lines(v)) }
func (t inTable) plain(v *Values) string { return t.text(v) }

// inline returns a table as TOML in one line.
func inline(lines []string) string {
	if len(lines) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(lines, ", ") + " }"
}

// bare returns the name of a key as TOML.
func bare(name string) string {
	plain := func(r rune) bool {
		return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	if name != "" && strings.IndexFunc(name, func(r rune) bool { return !plain(r) }) < 0 {
		return name
	}
	return quoted(name)
}

// paints is the table of the user's own paints.
type paints struct{}

func (paints) name() string             { return "table of paints" }
func (paints) lines(v *Values) []string { return tableOf(v.chosen) }

func (paints) set(v *Values, raw any) error {
	m, faults := entries(raw, theme.PaintNames(), "paint")
	specs, chosen := map[string]theme.Spec{}, map[string]string{}
	for name, value := range m {
		text, err := readText(value)
		if err == nil {
			specs[name], err = theme.ParseSpec(text)
		}
		if err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		chosen[name] = text
	}
	if len(faults) == 0 {
		v.Paints, v.chosen = specs, chosen
	}
	return errors.Join(faults...)
}

// bindings is the table of keys.
type bindings struct{}

func (bindings) name() string { return "table of keys" }

func (bindings) lines(v *Values) []string {
	m := map[string]string{}
	for name, keys := range v.bound {
		m[name] = strings.Join(keys, " ")
	}
	return tableOf(m)
}

func (bindings) set(v *Values, raw any) error {
	m, faults := entries(raw, keymap.Names(), "binding")
	keys := map[string][]string{}
	for name, value := range m {
		words, err := readKeys(value)
		if err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		keys[name] = words
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	next := keymap.Default()
	displaced, err := next.Rebind(keys)
	if err != nil {
		return keyFaults(err, keys)
	}
	v.Keys, v.bound, v.Displaced = next, keys, displaced
	return nil
}

// readKeys returns the keys of a binding: a string with blanks between them, a list, or "" for none.
func readKeys(raw any) ([]string, error) {
	if text, ok := raw.(string); ok {
		return strings.Fields(text), nil
	}
	if _, ok := raw.([]any); !ok {
		return nil, wants(`a string such as "x" or "ctrl-d f5"`, raw)
	}
	words, err := readWords(raw)
	for _, word := range words {
		if word != strings.TrimSpace(word) || word == "" {
			return nil, fmt.Errorf("has the key %q; the space bar is written space", word)
		}
	}
	return words, err
}

// keyFaults returns the faults of key bindings, each with the binding that it is about.
func keyFaults(err error, chosen map[string][]string) error {
	var faults []error
	var collect func(error)
	collect = func(err error) {
		switch e := err.(type) { //nolint:errorlint // it walks the tree itself, to find all of them
		case *keymap.KeyError:
			faults = append(faults, &entryError{entry: e.Name, err: e, whole: true})
		case *keymap.ConflictError:
			at := slices.IndexFunc(e.Names, func(name string) bool { _, is := chosen[name]; return is })
			faults = append(faults, &entryError{entry: e.Names[max(0, at)], err: e, whole: true})
		case interface{ Unwrap() []error }:
			for _, err := range e.Unwrap() {
				collect(err)
			}
		case interface{ Unwrap() error }:
			collect(e.Unwrap())
		default:
			faults = append(faults, err)
		}
	}
	collect(err)
	return errors.Join(faults...)
}

// selection is a parsed selector.
type selection = selector.Selector

// ofMembers is the data that a list of people may need. Such a list cannot refer to itself or to another list. A
// selector of a group may refer to lists.
const (
	ofMembers = selector.Talking | selector.History | selector.Joins
	ofLists   = ofMembers | selector.ProtectedList | selector.PanelList
)

// nobody is the selector that chooses no member. It stands for none, because an empty selector is an error.
const nobody = "!all"

// selecting is a selector that may need the data.
func selecting(known selector.Known, field func(*Values) **selection) kind {
	return scalar[*selection]{words: "selector", field: field, read: func(raw any) (*selection, error) {
		text, err := readText(raw)
		if err != nil {
			return nil, err
		}
		return selector.Parse(text, known)
	}, show: func(s *selection) any {
		if s == nil {
			return nobody
		}
		return s.String()
	}}
}

// named is a table that gives each name one of several words.
type named struct {
	words []string
	known func() []string // the names; nil means any
	field func(*Values) *map[string]string
}

func (n named) name() string             { return "table of " + strings.Join(n.words, " or ") }
func (n named) lines(v *Values) []string { return tableOf(*n.field(v)) }

func (n named) set(v *Values, raw any) error {
	var known []string
	if n.known != nil {
		known = n.known()
	}
	m, faults := entries(raw, known, "kind of alarm")
	values := map[string]string{}
	for name, value := range m {
		var is string
		if err := choice(func(*Values) *string { return &is }, n.words...).set(v, value); err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		values[name] = is
	}
	if len(faults) == 0 {
		*n.field(v) = values
	}
	return errors.Join(faults...)
}

// media is a table of addresses to play.
type media struct{}

func (media) name() string             { return "table of addresses" }
func (media) lines(v *Values) []string { return tableOf(v.Media) }

func (media) set(v *Values, raw any) error {
	m, faults := entries(raw, nil, "")
	addresses := map[string]string{}
	for name, value := range m {
		address, err := readText(value)
		if err == nil {
			err = checkAddress(address)
		}
		if err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		addresses[name] = address
	}
	if len(faults) == 0 {
		v.Media = addresses
	}
	return errors.Join(faults...)
}

// checkAddress checks an address as the method that plays it does.
func checkAddress(address string) error {
	_, err := video.Command{Action: video.ActPlay, Args: video.Args{"url": address}}.Normalize()
	if wrong, ok := errors.AsType[*video.ArgumentError](err); ok {
		return errors.New(wrong.Reason)
	}
	return err
}

// streams is a table of the files and programs that hold addresses to stream to.
type streams struct{}

func (streams) name() string { return "table of files and programs" }

func (streams) lines(v *Values) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(v.Streams)) {
		where := v.Streams[name]
		text := "{ cmd = " + quoted(where.Cmd) + " }"
		if where.File != "" {
			text = "{ file = " + quoted(where.File) + " }"
		}
		lines = append(lines, bare(name)+" = "+text)
	}
	return lines
}

func (streams) set(v *Values, raw any) error {
	m, faults := entries(raw, nil, "")
	all := map[string]Secret{}
	for name, value := range m {
		secret, err := readSecret(value)
		if err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		all[name] = secret
	}
	if len(faults) == 0 {
		v.Streams = all
	}
	return errors.Join(faults...)
}

// readSecret reads where a secret is.
func readSecret(raw any) (s Secret, err error) {
	wanted := errors.New(`must be { file = "…" } or { cmd = ["…"] }`)
	m, ok := raw.(map[string]any)
	if !ok {
		return s, fmt.Errorf("%w, because the address holds a secret", wanted)
	}
	file, isFile := m["file"]
	argv, isCmd := m["cmd"]
	switch {
	case len(m) == 1 && isFile:
		err = path(func(*Values) *string { return &s.File }).set(nil, file)
	case len(m) == 1 && isCmd:
		err = list(func(*Values) *[]string { return &s.Cmd }).set(nil, argv)
	}
	if err == nil && s.File == "" && len(s.Cmd) == 0 {
		err = wanted
	}
	return s, err
}

// quorums is the table of groups of which a minimum must be present.
type quorums struct{}

func (quorums) name() string { return "table of selectors and numbers" }

func (quorums) lines(v *Values) []string {
	var lines []string
	for _, q := range v.Quorums {
		lines = append(lines, fmt.Sprintf("%s = { of = %s, min = %d }", bare(q.Name), quoted(q.Of.String()), q.Min))
	}
	return lines
}

// mostQuorum is the largest quorum; the largest room on sale has 300 members.
const mostQuorum = 300

func (quorums) set(v *Values, raw any) error {
	m, faults := entries(raw, nil, "")
	var all []alarm.Quorum
	for _, name := range slices.Sorted(maps.Keys(m)) {
		q := alarm.Quorum{Name: name}
		faulty := setFields("quorums", name, m[name], []string{"of", "min"}, func(field string, value any) error {
			if field == "of" {
				return selecting(ofLists, func(*Values) **selection { return &q.Of }).set(nil, value)
			}
			return whole(func(*Values) *int { return &q.Min }, 1, mostQuorum).set(nil, value)
		})
		if len(faulty) == 0 && (q.Of == nil || q.Min == 0) {
			err := errors.New(`must be { of = "meta.role=interpreter", min = 2 }`)
			faulty = append(faulty, &entryError{entry: name, err: err})
		}
		faults = append(faults, faulty...)
		all = append(all, q)
	}
	if len(faults) == 0 {
		v.Quorums = all
	}
	return errors.Join(faults...)
}

// alarmNames returns the kinds of alarms.
func alarmNames() []string {
	var names []string
	for _, row := range alarm.Rows() {
		names = append(names, string(row.Kind))
	}
	return names
}

// alarmKinds returns the kinds with their usual loudness, for the help.
func alarmKinds() string {
	usual := map[alarm.Loudness]string{alarm.Quiet: "quiet", alarm.Once: "once", alarm.Loud: "loud"}
	var kinds []string
	for _, row := range alarm.Rows() {
		kinds = append(kinds, string(row.Kind)+" ("+usual[row.Loudness]+")")
	}
	return strings.Join(kinds, ", ")
}

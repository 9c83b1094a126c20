package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"gavel/keymap"
	"gavel/session/fold"
)

// Bounds of a file, far above what a user writes: one with every setting has 4 KB. The time that the TOML library takes
// grows with the square of the depth.
const (
	MaxBytes  = 64 << 10
	maxInline = 256 // inline tables
	maxDots   = 128 // in a line
)

// File is a configuration file as read. Its values are immutable.
type File struct {
	Path string // "" for none
	Values
	// Warnings are sentences, without a full stop, about settings that are valid but probably not intended.
	Warnings []string
	lines    map[string]int // of the settings in the file, by key
}

// Line returns the line of a setting in the file, from 1; 0 if the file does not have it.
func (f *File) Line(key string) int { return f.lines[key] }

// None returns the settings without a file.
func None() *File { return &File{Values: Defaults()} }

// Error is one fault of a configuration file.
type Error struct {
	Path    string
	Line    int    // from 1; 0 if the fault is about the whole file
	Problem string // without a full stop
}

// Error returns file, line and problem.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Path + ": " + e.Problem
	}
	return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Problem)
}

// Faults returns each fault in an error of [Load] or [Parse], which must not be nil.
func Faults(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// First returns the first fault in an error of [Load] or [Parse] as one line, with the number of the others. The error
// must not be nil.
func First(err error) string {
	faults := Faults(err)
	if len(faults) == 1 {
		return faults[0].Error()
	}
	return fmt.Sprintf("%v (and %d more)", faults[0], len(faults)-1)
}

// Load reads the file at path. Its errors are those of the file system, and one *Error for each fault.
func Load(path string) (*File, error) {
	data, err := read(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// read returns the bytes of an ordinary file.
func read(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &Error{Path: path, Problem: "is not an ordinary file"}
	}
	return io.ReadAll(io.LimitReader(f, MaxBytes+1))
}

// Parse reads a file's content. The error has one *Error for each fault, in the order of the lines.
func Parse(path string, data []byte) (*File, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, &Error{Path: path, Problem: fmt.Sprintf("is larger than %d KiB", MaxBytes>>10)}
	case !utf8.Valid(data):
		line := 1 + bytes.Count(data[:validPrefix(data)], []byte("\n"))
		return nil, &Error{Path: path, Line: line, Problem: "is not UTF-8"}
	case bytes.Count(data, []byte("{")) > maxInline:
		return nil, &Error{Path: path, Problem: fmt.Sprintf("has more than %d inline tables", maxInline)}
	}
	for line := range bytes.Lines(data) {
		if bytes.Count(line, []byte(".")) > maxDots {
			return nil, &Error{Path: path, Problem: fmt.Sprintf("has a line with more than %d dots", maxDots)}
		}
	}
	p := &parser{path: path, file: &File{Path: path, Values: Defaults(), lines: map[string]int{}}}
	top, err := p.decode(data)
	if err != nil {
		return nil, err
	}
	p.table(top, nil)
	for _, r := range unknownNames(&p.file.Values) {
		p.fault([]string{"scenes", r.scene, r.field}, "scenes.%s.%s is %q, but no %s has this name%s",
			r.scene, r.field, r.name, r.what, didYouMean(r.name, r.known))
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	p.warn()
	return p.file, nil
}

// validPrefix returns how many bytes at the start are UTF-8.
func validPrefix(data []byte) int {
	n := 0
	for n < len(data) {
		r, size := utf8.DecodeRune(data[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

// parser checks the content of a file against the table.
type parser struct {
	path   string
	meta   toml.MetaData
	top    map[string]toml.Primitive
	file   *File
	faults []*Error
}

// decode reads the text twice: for the values, and for where they are.
func (p *parser) decode(data []byte) (top map[string]any, err error) {
	if _, err = toml.Decode(string(data), &top); err == nil {
		p.meta, err = toml.Decode(string(data), &p.top)
	}
	if e, ok := errors.AsType[toml.ParseError](err); ok {
		return nil, &Error{Path: p.path, Line: max(1, e.Position.Line), Problem: "is not TOML: " + e.Message}
	}
	if err != nil {
		return nil, &Error{Path: p.path, Problem: "is not TOML: " + err.Error()}
	}
	return top, nil
}

// err returns the faults in the order of the lines.
func (p *parser) err() error {
	slices.SortStableFunc(p.faults, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	all := make([]error, len(p.faults))
	for i, fault := range p.faults {
		all[i] = fault
	}
	return errors.Join(all...)
}

// table sets the settings of a table of the file.
func (p *parser) table(m map[string]any, above []string) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		at := append(slices.Clone(above), name)
		key := strings.Join(at, ".")
		i := slices.IndexFunc(table, func(s Setting) bool { return s.Key == key && !strings.Contains(name, ".") })
		switch inner, isTable := m[name].(map[string]any); {
		case i >= 0:
			p.setting(table[i], m[name], at)
		case isTable && hasSettings(key):
			p.table(inner, at)
		case hasSettings(key):
			p.fault(at, "%s %v", key, wants("a table", m[name]))
		default:
			p.unknown(at, key)
		}
	}
}

// hasSettings reports whether a table of this name holds settings.
func hasSettings(key string) bool {
	return slices.ContainsFunc(table, func(s Setting) bool { return strings.HasPrefix(s.Key, key+".") })
}

// setting sets one setting.
func (p *parser) setting(s Setting, raw any, at []string) {
	p.file.lines[s.Key] = p.firstLine(at, raw)
	if err := s.kind.set(&p.file.Values, raw); err != nil {
		for _, fault := range Faults(err) {
			p.faultOf(s, at, fault)
		}
	}
}

// faultOf notes a fault of a setting, or of one of its entries.
func (p *parser) faultOf(s Setting, at []string, err error) {
	entry, ok := errors.AsType[*entryError](err)
	switch {
	case !ok:
		p.fault(at, "%s %v", s.Key, err)
	case entry.whole && entry.field == "":
		p.fault(append(slices.Clone(at), entry.entry), "%s%s", entry.Error(), p.others(at, entry))
	case entry.whole:
		p.fault(append(slices.Clone(at), entry.entry, entry.field), "%s", entry.Error())
	case entry.field != "":
		p.fault(append(slices.Clone(at), entry.entry, entry.field), "%s.%s.%s %v", s.Key, entry.entry, entry.field, err)
	default:
		p.fault(append(slices.Clone(at), entry.entry), "%s.%s %v", s.Key, entry.entry, err)
	}
}

// others returns where the other bindings of a conflict are.
func (p *parser) others(at []string, entry *entryError) string {
	conflict, ok := errors.AsType[*keymap.ConflictError](entry)
	if !ok {
		return ""
	}
	var also []string
	table, _ := p.lookup(at)
	for _, name := range conflict.Names {
		if _, here := table[name]; here && name != entry.entry {
			also = append(also, fmt.Sprintf("%s is in line %d", name, p.line(append(slices.Clone(at), name))))
		} else if name != entry.entry {
			also = append(also, name+" cannot be without it")
		}
	}
	return "; " + strings.Join(also, ", ")
}

// unknown notes a key that is not in the table.
func (p *parser) unknown(at []string, key string) {
	if reason := notInFile[key]; reason != "" {
		p.fault(at, "%s", reason)
		return
	}
	var names []string
	for _, s := range Settings() {
		names = append(names, s.Key)
		if inTable, last, ok := strings.Cut(s.Key, "."); ok {
			names = append(names, inTable, last)
		}
	}
	near := fold.Nearest(key, names)
	for _, s := range Settings() { // the user gave only the last part
		if near != "" && strings.HasSuffix(s.Key, "."+near) {
			near = s.Key
		}
	}
	if near == "" {
		p.fault(at, "there is no setting %q; gavel config --help lists them", key)
		return
	}
	p.fault(at, "there is no setting %q; did you mean %q?", key, near)
}

// notInFile has an answer for keys that people try.
var notInFile = map[string]string{
	"token": "the token does not belong in this file, which is copied and shown; use token_file, token_cmd or keyring",
}

func (p *parser) fault(at []string, format string, args ...any) {
	if len(p.faults) >= maxFaults {
		return
	}
	p.faults = append(p.faults, &Error{Path: p.path, Line: p.line(at), Problem: fmt.Sprintf(format, args...)})
}

// warn adds warnings about settings that are probably not intended.
func (p *parser) warn() {
	for key, s := range map[string]*selection{"protected": p.file.Protected, "panel": p.file.Panel} {
		if s.UsesName() {
			p.file.Warnings = append(p.file.Warnings, fmt.Sprintf(
				"%s:%d: %s chooses by name, and people choose their names; meta.KEY or id is safer",
				p.path, p.file.lines[key], key))
		}
	}
	for _, d := range p.file.Displaced {
		left := ""
		if d.Keyless {
			left = " and has no key now"
		}
		p.file.Warnings = append(p.file.Warnings, fmt.Sprintf("%s:%d: %s is %s; %s had it by default%s",
			p.path, p.line([]string{"keys", d.By}), d.Key, d.By, d.From, left))
	}
	slices.Sort(p.file.Warnings)
}

// line returns the line of a key, or of the innermost table around it that has one; 0 if there is none.
func (p *parser) line(at []string) int {
	_, line := p.lookup(at)
	return line
}

// firstLine returns the line of a setting that is in the file. A table without a head has that of its first entry.
func (p *parser) firstLine(at []string, raw any) int {
	if line := p.line(at); line > 0 {
		return line
	}
	first := 0
	entries, _ := raw.(map[string]any)
	for name := range entries {
		if line := p.line(append(slices.Clone(at), name)); first == 0 || line < first {
			first = line
		}
	}
	return max(1, first)
}

// lookup returns the line of a key, as line does, and what is in it if it is a table.
func (p *parser) lookup(at []string) (m map[string]toml.Primitive, line int) {
	m = p.top
	for _, name := range at {
		value, ok := m[name]
		if !ok {
			return nil, line
		}
		err := p.meta.PrimitiveDecode(value, &place{})
		if e, ok := errors.AsType[toml.ParseError](err); ok {
			line = max(line, e.Position.Line)
		}
		m = nil
		if p.meta.PrimitiveDecode(value, &m) != nil {
			m = nil
		}
	}
	return m, line
}

// place refuses every value. The library reports the position of a value only in errors.
type place struct{}

// UnmarshalTOML refuses the value.
func (*place) UnmarshalTOML(any) error { return errors.New("here") }

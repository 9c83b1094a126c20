package keymap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// forbidden are keys that never arrive, arrive as another key, or already have a meaning in every terminal. The value
// is the reason.
var forbidden = map[string]string{
	"ctrl+z": "it suspends programs",
	"ctrl+s": "it stops the output of many terminals",
	"ctrl+q": "it starts the output of many terminals",
	"ctrl+i": "terminals send it as tab",
	"ctrl+m": "terminals send it as enter",
	"ctrl+h": "terminals send it as backspace",
	"ctrl+[": "terminals send it as esc",
}

// forceQuitKey always quits, whatever else is bound.
const forceQuitKey = "ctrl+c"

// essential lists the bindings that must have a key: without one of them, a context would have no
// way out.
var essential = []string{"force-quit", "back", "accept", "cancel", "yes", "no", "submit"}

// KeyError is a fault in the keys of one binding.
type KeyError struct {
	Name    string // of the binding
	Problem string // the whole sentence, without a full stop
}

// Error returns the problem.
func (e *KeyError) Error() string { return e.Problem }

// keyErrorf returns the fault of a binding.
func keyErrorf(name, format string, args ...any) error {
	return &KeyError{Name: name, Problem: fmt.Sprintf(format, args...)}
}

// ConflictError reports that several bindings claim one key in one context.
type ConflictError struct {
	Key     string   // as people write it
	Names   []string // of the bindings, in the order of the table
	Context Context
}

// Error names the key, all bindings and the context.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s is bound to both %s (%s)", e.Key, strings.Join(e.Names, " and "), e.Context)
}

// Check returns all faults that make the map unusable, joined, or nil. Faults are: two bindings with one key in one
// context, keys that must not be bound, letters where text is typed, a dialog without a way out, and Enter as yes.
func (m *Map) Check() error {
	var faults []error
	for r := range m.rows() {
		faults = append(faults, r.check()...)
	}
	return errors.Join(append(faults, m.conflicts()...)...)
}

func (r row) check() []error {
	var faults []error
	keys := r.binding.Keys()
	if len(keys) == 0 && slices.Contains(essential, r.name) {
		faults = append(faults, keyErrorf(r.name, "%s needs a key", r.name))
	}
	for _, k := range keys {
		if err := r.checkKey(k); err != nil {
			faults = append(faults, err)
		}
	}
	if r.name == "force-quit" && !slices.Contains(keys, forceQuitKey) {
		faults = append(faults, keyErrorf(r.name, "%s must keep %s", r.name, Display(forceQuitKey)))
	}
	return faults
}

func (r row) checkKey(k string) error {
	if reason, ok := forbidden[k]; ok {
		return keyErrorf(r.name, "%s cannot be bound to %s: %s", Display(k), r.name, reason)
	}
	if !isKey(k) {
		return keyErrorf(r.name, "%q is not a key: use one character, or %s", k, keyNames)
	}
	if k == forceQuitKey && r.name != "force-quit" {
		return keyErrorf(r.name, "%s cannot be bound to %s: it always quits", Display(k), r.name)
	}
	if r.live&typingSet != 0 && isPrintable(k) {
		return keyErrorf(r.name, "%s cannot be bound to %s: it types a character there", Display(k), r.name)
	}
	if r.name == "yes" && (k == "enter" || k == " ") {
		return keyErrorf(r.name, "%s cannot mean yes: it is pressed by accident too easily", Display(k))
	}
	return nil
}

// conflicts finds keys that have two bindings in one context. It reports each pair once, with the first such context.
func (m *Map) conflicts() []error {
	var faults []error
	seen := map[string]bool{}
	for _, c := range Contexts() {
		for k, names := range m.owners(c) {
			clash := Display(k) + " " + strings.Join(names, " ")
			if len(names) > 1 && !seen[clash] {
				seen[clash] = true
				faults = append(faults, &ConflictError{Key: Display(k), Names: names, Context: c})
			}
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return faults
}

// owners returns the names of the bindings for each key of a context.
func (m *Map) owners(c Context) map[string][]string {
	owners := map[string][]string{}
	for r := range m.rows() {
		if !r.live.has(c) {
			continue
		}
		for _, k := range r.binding.Keys() {
			owners[k] = append(owners[k], r.name)
		}
	}
	return owners
}

// keyNames lists, for messages, the names that isKey knows.
const keyNames = "space, enter, esc, tab, backspace, delete, insert, up, down, left, right, home, end, " +
	"pgup, pgdown, f1 to f12, or one with shift+, ctrl+ or alt+ before it"

var namedKeys = strings.Fields("enter esc tab backspace delete insert up down left right home end pgup pgdown " +
	"f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12")

// isKey reports whether k is a name that Bubble Tea gives to a key.
func isKey(k string) bool {
	if isPrintable(k) || slices.Contains(namedKeys, k) {
		return true
	}
	for _, prefix := range []string{"alt+", "ctrl+", "shift+"} {
		rest, found := strings.CutPrefix(k, prefix)
		if !found {
			continue
		}
		letter := len(rest) == 1 && rest[0] >= 'a' && rest[0] <= 'z'
		return slices.Contains(namedKeys, rest) || prefix == "alt+" && isKey(rest) || prefix == "ctrl+" && letter
	}
	return false
}

// isPrintable reports whether pressing k in a text field types it.
func isPrintable(k string) bool {
	r, size := utf8.DecodeRuneInString(k)
	return size > 0 && size == len(k) && r >= ' ' && r != 0x7f && r != utf8.RuneError
}

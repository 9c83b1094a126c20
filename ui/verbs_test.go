package ui

import (
	"slices"
	"testing"

	"gavel/keymap"
)

// TestVerbsNameTheirKeys holds the names of verbs, and of the conditions of other keys, against the key map.
func TestVerbsNameTheirKeys(t *testing.T) {
	keys, shown, own := keymap.Default(), map[string]bool{}, map[string]bool{}
	for _, context := range keymap.Contexts() {
		first, last := keys.Short(context)
		for _, k := range slices.Concat(first, last) {
			shown[k.Name] = true
		}
	}
	for _, v := range slices.Concat(roomVerbs, memberVerbs) {
		if _, ok := keys.Named(v.key); !ok || own[v.key] {
			t.Errorf("%q is not a key, or has two verbs", v.key)
		}
		own[v.key] = true
	}
	for name := range conditions {
		if own[name] || !shown[name] {
			t.Errorf("%q has a verb, which has its condition, or the footer never asks for it", name)
		}
	}
}

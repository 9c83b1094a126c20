package plain

import (
	"testing"

	"gavel/session/floor"
)

// TestEveryVerbOfTheFloorCanBeTyped holds the verbs against the table of the floor.
func TestEveryVerbOfTheFloorCanBeTyped(t *testing.T) {
	t.Parallel()
	typed := map[floor.Verb]bool{}
	for _, v := range floorVerbs {
		if _, ok := v.floor.Row(); !ok || v.about == "" {
			t.Errorf("%s is no verb of the floor, or has no line in the help", v.names[0])
		}
		typed[v.floor] = true
	}
	for _, row := range floor.Rows() {
		if !typed[row.Verb] {
			t.Errorf("%s cannot be typed", row.Verb)
		}
	}
}

// TestLongerVerbsComeFirst holds that no verb hides a longer one.
func TestLongerVerbsComeFirst(t *testing.T) {
	t.Parallel()
	for i, v := range verbs() {
		for _, name := range v.names {
			for _, before := range verbs()[:i] {
				if _, is := before.is(name); is {
					t.Errorf("%q is taken for %q", name, before.names[0])
				}
			}
		}
	}
}

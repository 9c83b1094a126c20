package dialog

import (
	"strings"
	"testing"

	"gavel/session/floor"
)

// Every line of the menu has its place.
func TestFloorMenuOrderNamesEveryKey(t *testing.T) {
	t.Parallel()
	keys := []string{"v", "R", "f"}
	for _, p := range floor.Presets() {
		keys = append(keys, modeKeys[p])
	}
	turns := []floor.Turn{{ID: "a", Kind: floor.Guest}}
	for _, v := range []floor.View{
		{Mode: floor.Queue.Mode(), Shared: true, Paused: "gap", Turns: turns, Banner: []floor.Who{{ID: "b"}}},
		{Mode: floor.Quiet.Mode(), Interrupted: true, Break: "break", Closed: true},
	} {
		for _, item := range floorItems(&v) {
			keys = append(keys, item.key)
		}
	}
	for _, l := range floorLines {
		keys = append(keys, l.key)
	}
	for _, k := range keys {
		if !strings.Contains(menuOrder, k) {
			t.Errorf("the menu has no place for %s", k)
		}
	}
}

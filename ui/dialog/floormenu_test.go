package dialog

import (
	"strings"
	"testing"

	"gavel/session/floor"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// Every line of the menu has a place in menuOrder.
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

// The prompts for a line of text have titles, not verbs in the middle of a sentence.
func TestFloorLinesAskUnderATitle(t *testing.T) {
	for i := range floorLines {
		d := uitest.NewFakeDesk(t, nil)
		askFloorLine(d, &floorLines[i], nil)
		if title := d.Top().Title(); title != draw.Capital(title) || title == "" {
			t.Errorf("the title is %q", title)
		}
	}
	d := uitest.NewFakeDesk(t, nil)
	AskFloorNote(d, nil)
	if title := d.Top().Title(); title != "Write a note" {
		t.Errorf("the title is %q", title)
	}
}

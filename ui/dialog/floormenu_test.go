package dialog

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// shown are floors that together show every item.
var shown = []floor.View{
	{
		Mode: floor.Queue.Mode(), Shared: true, Paused: "gap", Turns: []floor.Turn{{ID: "a", Kind: floor.Guest}},
		Banner: []floor.Who{{ID: "b"}}, Queue: []floor.Entry{{ID: "a", Unsure: true}},
	},
	{Mode: floor.Queue.Mode(), Turns: []floor.Turn{{ID: "a", Kind: floor.Guest, Paused: true}}},
	{Mode: floor.Quiet.Mode(), Interrupted: true, Break: "break", Closed: true},
}

// Every line of the menu has a place in menuOrder.
func TestFloorMenuOrderNamesEveryKey(t *testing.T) {
	t.Parallel()
	keys := []string{"v", "R", "f"}
	for _, p := range floor.Presets() {
		keys = append(keys, modeKeys[p])
	}
	for _, v := range shown {
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

// Every verb of the floor is in the menu or in the palette, unless a key of the console runs it.
func TestConsoleServesEveryVerbOfTheFloor(t *testing.T) {
	t.Parallel()
	keys := map[floor.Verb]string{
		floor.VerbNext: "n", floor.VerbGive: "t", floor.VerbAnswer: "A", floor.VerbTakeBack: "N", floor.VerbUnqueue: "W",
	}
	served := map[floor.Verb]bool{}
	run := func(c floor.Call) tea.Cmd { served[c.Verb] = true; return nil }
	d := uitest.NewFakeDesk(t, &video.Snapshot{})
	d.At = "a"
	for _, v := range shown {
		for _, item := range slices.Concat(floorItems(&v), (&paletteFloor{d: d}).entryItems(&v)) {
			run(item.call)
		}
	}
	for _, l := range floorLines {
		run(l.call("x"))
	}
	menu := &floorMenu{d: d, run: run}
	menu.modes(floor.New(floor.Config{}), floor.Open.Mode())
	for _, then := range menu.then {
		then()
	}
	NewLaneMenu(d, floor.Entry{ID: "a"}, run).Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("r")})
	for _, row := range floor.Rows() {
		if served[row.Verb] == (keys[row.Verb] != "") {
			t.Errorf("%s: in a menu %v, key %q", row.Verb, served[row.Verb], keys[row.Verb])
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

// Choices run their own verbs, even if their texts are equal.
func TestEqualTextsOfTheFloorRunTheirOwnVerbs(t *testing.T) {
	t.Parallel()
	d := uitest.NewFakeDesk(t, &video.Snapshot{})
	var ran []floor.Call
	run := func(c floor.Call) tea.Cmd { ran = append(ran, c); return nil }
	items := []floorItem{
		{"k", "same", floor.Call{Verb: floor.VerbClose}},
		{"h", "same", floor.Call{Verb: floor.VerbCount}},
		{"1", "same", floor.Call{Verb: floor.VerbDismiss, Who: "a"}},
		{"2", "same", floor.Call{Verb: floor.VerbDismiss, Who: "b"}},
	}
	menu := &floorMenu{d: d}
	for _, item := range items {
		menu.add(item.key, item.text, func() tea.Cmd { return run(item.call) })
	}
	for _, item := range items {
		menu.menu("").Key(uitest.KeyOf(item.key))
	}
	palette := &paletteFloor{d: d, memory: &Memory{RunFloor: run}}
	for _, choice := range palette.offer(items) {
		if _, is := palette.run(choice.ID); !is {
			t.Errorf("%s is no verb of the floor", choice.ID)
		}
	}
	for i, c := range ran {
		if want := items[i%len(items)].call; c != want {
			t.Errorf("run %d: %+v, want %+v", i, c, want)
		}
	}
	if len(ran) != 2*len(items) {
		t.Errorf("%d verbs were run", len(ran))
	}
}

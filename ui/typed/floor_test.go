package typed_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/typed"
)

// TestEveryVerbOfTheFloorHasAName holds the names of gavel floor and of the control port against the table.
func TestEveryVerbOfTheFloorHasAName(t *testing.T) {
	t.Parallel()
	names := typed.FloorNames()
	if rows := floor.Rows(); len(rows) != len(names) {
		t.Errorf("%d verbs have %d names", len(rows), len(names))
	}
	for _, row := range floor.Rows() {
		c := typed.FloorCall{
			Verb: typed.FloorName(row.Verb), Who: "Ann", Text: "x", By: 1, Mode: "queue", Order: "first", Confirm: true,
		}
		call, err := c.Call(&floor.View{}, ann)
		want := floor.Call{Verb: row.Verb, Text: "x", By: 1, Sure: true}
		if row.Takes&floor.WithWho != 0 {
			want.Who = "a"
		}
		if row.Takes&floor.WithMode != 0 {
			want.Mode = floor.Queue.Mode()
		}
		if row.Verb == floor.VerbOrder {
			want.Text = "first"
		}
		if call != want || err != nil {
			t.Errorf("%s: %+v, want %+v: %v", c.Verb, call, want, err)
		}
		if words := typed.FloorWords(row.Verb); strings.HasPrefix(words, "[]") || words == "" && row.Needs&floor.WithText != 0 {
			t.Errorf("%s: its text has no name", c.Verb)
		}
	}
}

// ann finds Ann. Bop is nearly Bob.
func ann(who string) (video.MemberID, error) {
	switch who {
	case "Ann":
		return "a", nil
	case "Bop":
		return "", errors.New("did you mean Bob?")
	}
	return "", typed.ErrNobody
}

// TestParseFloor reads what people type after gavel floor ROOM.
func TestParseFloor(t *testing.T) {
	t.Parallel()
	view := &floor.View{
		Turns: []floor.Turn{{ID: "c", Kind: floor.Guest}},
		Queue: []floor.Entry{
			{ID: "~1", Name: "Brandt at the door"},
			{ID: "ann2", Name: "Änn"},
			{ID: "left", Name: "Zoe", Away: time.Unix(1, 0)},
		},
	}
	mode := floor.Queue.Mode()
	mode.Guests, mode.Enforce = 2, floor.Off
	for line, want := range map[string]any{
		"next":                         "the verb next lacks a parameter",
		"grant Ann":                    floor.Call{Verb: floor.VerbGive, Who: "a"},
		"grant ann2":                   floor.Call{Verb: floor.VerbGive, Who: "ann2"},
		"grant Änn":                    typed.ErrNobody.Error(),
		"drop zoé":                     floor.Call{Verb: floor.VerbUnqueue, Who: "left"},
		"drop brandt at the Door":      floor.Call{Verb: floor.VerbUnqueue, Who: "~1"},
		"queue Ann lane=reply":         floor.Call{Verb: floor.VerbQueue, Who: "a", Lane: floor.Replies},
		"queue Cy at the door":         floor.Call{Verb: floor.VerbQueue, Text: "Cy at the door"},
		"queue Bop":                    "did you mean Bob?",
		"queue Ann lane=x":             `floor: lane is "x"; allowed: reply or point`,
		"queue a=b":                    floor.Call{Verb: floor.VerbQueue, Text: "a=b"},
		"extend":                       floor.Call{Verb: floor.VerbExtend, Who: "c"},
		"pause Ann":                    floor.Call{Verb: floor.VerbPause, Who: "a"},
		"stop":                         floor.Call{Verb: floor.VerbTakeBack},
		"stop Ann":                     floor.Call{Verb: floor.VerbTakeBack, Who: "a"},
		"move Ann by=-2":               floor.Call{Verb: floor.VerbMove, Who: "a", By: -2},
		"move by=1":                    "move needs NAME",
		"move Ann":                     "move needs by=N",
		"move Ann by=0":                `by is "0"; allowed: a whole number that is not 0`,
		"order alternating key=party":  floor.Call{Verb: floor.VerbOrder, Text: "alternating party"},
		"budget 10m, 3 turns":          floor.Call{Verb: floor.VerbBudget, Text: "10m, 3 turns"},
		"length 3m":                    floor.Call{Verb: floor.VerbLength, Text: "3m"},
		"enforce":                      "enforce needs off|mark|hold",
		"break":                        floor.Call{Verb: floor.VerbBreak},
		"break over":                   floor.Call{Verb: floor.VerbBreak, Text: "over"},
		"close it":                     `close accepts nothing after it, not "it"`,
		"mode max=2 queue off":         floor.Call{Verb: floor.VerbMode, Mode: mode},
		"mode":                         "mode needs a mode",
		"mode queue max=x":             `max is "x"; allowed: 1 to 20`,
		"mode loud":                    `mode is "loud"; allowed: open, queue, panel or quiet`,
		"dance":                        `there is no verb "dance"`,
		"confirm Xaver":                typed.ErrNobody.Error(),
		"lane Brandt at the door":      floor.Call{Verb: floor.VerbLane, Who: "~1"},
		"note lane=reply is not a key": floor.Call{Verb: floor.VerbNote, Text: "lane=reply is not a key"},
	} {
		words := strings.Fields(line)
		var got any
		c, err := typed.ParseFloor(words[0], words[1:])
		if err == nil {
			got, err = c.Call(view, ann)
		}
		if err != nil {
			got = err.Error()
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %+v, want %+v", line, got, want)
		}
	}
}

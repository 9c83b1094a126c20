package plain_test

import (
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/plain"
)

// TestFloorVerbsAreTyped types what a chair says, one line after the other.
func TestFloorVerbsAreTyped(t *testing.T) {
	queue := func(s *stage) any {
		names := ""
		for _, en := range s.host.State().Floor.Queue {
			names += en.Name + " " + en.Lane.Code() + ";"
		}
		return names
	}
	mode := func(s *stage) any { return s.host.State().Floor.Mode }
	begun := floor.Queue.Mode()
	begun.Guests, begun.Turn, begun.Enforce = 2, 3*time.Minute, floor.Off
	longer, one, marked := begun, begun, begun
	longer.Turn = 4 * time.Minute
	one.Turn, one.Guests = longer.Turn, 1
	marked.Turn, marked.Guests, marked.Enforce = longer.Turn, 1, floor.Mark
	play(t, nil, func(s *stage) {
		for _, test := range []struct {
			typed, says string
			is          func(*stage) any
			want        any
		}{
			{"mode loud", `Mode is "loud"; allowed: open, queue, panel or quiet. Nothing was sent.`, nil, nil},
			{"mode", `The verb "mode" needs a mode. Nothing was sent.`, nil, nil},
			{"mode queue size=3", `Mode has no parameter "size". Nothing was sent.`, nil, nil},
			{"mode Queue max=2 turn=3m off", "Queue: mutes 2 of", nil, nil},
			{"yes", "The floor is in queue mode, turns of 3:00, 2 guests at a time, people who speak without the floor are not marked.", mode, begun},
			{"length 4m", "turns of 4:00, 2 guests at a time", mode, longer},
			{"length long", `Turn is "long". Allowed: a time such as 3m`, mode, longer},
			{"length", `The verb "length" needs TIME. Nothing was sent.`, mode, longer},
			{"guests 1", "The floor is in queue mode", mode, one},
			{"guests 30", "Allowed: 1 to 20.", mode, one},
			{"enforce mark", "The floor is in queue mode", mode, marked},
			{"enforce hold", "No other console knows of this one.", mode, marked},
			{"no", "Cancelled", mode, marked},
			{"queue Ann", "Ann is in the queue.", queue, "Ann ;"},
			{"queue ben lane=reply", "Ben is in the queue, for a reply.", queue, "Ben reply;Ann ;"},
			{"hands", "1. Ben, reply.", nil, nil},
			{"queue ben lane=left", `Lane is "left". Allowed: reply or point.`, queue, "Ben reply;Ann ;"},
			{"lane Ben", "Ben is in the queue.", queue, "Ann ;Ben ;"},
			{"queue Zoe", `Nobody here is called "Zoe". Nothing was sent.`, queue, "Ann ;Ben ;"},
			{"queue text Brandt, chamber microphone", "is in the queue.", queue, "Ann ;Ben ;Brandt, chamber microphone ;"},
			{"queue text", "Allowed: 1 to 500 bytes.", queue, "Ann ;Ben ;Brandt, chamber microphone ;"},
			{"move back Ann", "Done. Type hands for the queue.", queue, "Ben ;Ann ;Brandt, chamber microphone ;"},
			{"move forward brandt, chamber microphone", "Done.", queue, "Ben ;Brandt, chamber microphone ;Ann ;"},
			{"move forward Ben", "There is nothing to do.", queue, "Ben ;Brandt, chamber microphone ;Ann ;"},
			{"order time", "Done.", queue, "Ann ;Ben ;Brandt, chamber microphone ;"},
			{"order alternating key=party", "Done.", func(s *stage) any { return s.host.State().Floor.Order.Key }, "party"},
			{"order size", `Order is "size". Allowed: time,`, nil, nil},
			{"confirm Ann", "Done.", nil, nil},
			{"drop Brandt, chamber microphone", "was taken out of the queue.", queue, "Ann ;Ben ;"},
			{"budget 10m, 3 turns", "10m, 3 turns", nil, nil},
			{"budget much", "Allowed: a time (5s to 24h)", nil, nil},
			{"closed session", "The closed session begins.", func(s *stage) any { return s.host.State().Floor.Break }, "closed session"},
			{"break over", "The break is over.", func(s *stage) any { return s.host.State().Floor.Break }, ""},
			{"give Ann, Ben", "This verb is for one person. Nothing was sent.", nil, nil},
			{"give the floor to", `The verb "give the floor to" needs NAME. Nothing was sent.`, nil, nil},
			{"extend", "Nobody has the floor.", nil, nil},
			{"give the floor to Ann", "Ann has the floor.", guest, video.MemberID("Ann")},
			{"may answer Cy", "Cy may answer.", nil, nil},
			{"may Cy", "", guest, video.MemberID("Ann")},
			{"extend", "Ann has 30 s more.", func(s *stage) any { return s.host.State().Floor.Turns[0].Limit }, 4*time.Minute + 30*time.Second},
			{"pause", "The clock of Ann is paused.", func(s *stage) any { return s.host.State().Floor.Turns[0].Paused }, true},
			{"run", "The clock of Ann runs again.", func(s *stage) any { return s.host.State().Floor.Turns[0].Paused }, false},
		} {
			s.out.fresh()
			s.typed(test.typed)
			s.pass(time.Second)
			s.wants(test.says)
			if test.is == nil {
				continue
			}
			if got := test.is(s); got != test.want {
				t.Errorf("%s: %v, want %v", test.typed, got, test.want)
			}
		}
	})
}

// TestOpeningAsksIfWanted: who wants to be asked before a microphone opens is asked by every verb that opens one.
func TestOpeningAsksIfWanted(t *testing.T) {
	for typed, asks := range map[string]string{
		"next": "Give the floor to Cy? Type yes.", "give Cy": "Give the floor to Cy? Type yes.",
		"may answer Cy": "Let Cy answer? Type yes.",
	} {
		t.Run(typed, func(t *testing.T) {
			play(t, func(o *plain.Options) { o.ConfirmAlso = []video.Action{video.ActAudioUnmute} }, func(s *stage) {
				s.play("hand Cy\n")
				s.pass(time.Second)
				s.out.fresh()
				s.typed(typed)
				s.wants(asks)
				if got := s.muted(); len(got) != 2 {
					t.Errorf("muted are %v", got)
				}
				s.typed("yes")
				s.pass(time.Second)
				if got := s.muted(); len(got) != 1 {
					t.Errorf("after the answer, muted are %v", got)
				}
				s.typed("may answer Cy") // ends the answer, or changes nothing
				s.lacks("Type yes.")
			})
		})
	}
}

func guest(s *stage) any {
	v := s.host.State().Floor
	if g := v.Guest(); g != nil && len(v.Turns) == 1 {
		return video.MemberID(g.Name)
	}
	return nil
}

// TestQueueHidesNobodyOfTheName: a person in the queue does not get the floor of another whose name is the same, or
// nearly the same.
func TestQueueHidesNobodyOfTheName(t *testing.T) {
	for name, test := range map[string]struct {
		before, typed, says string
		want                any
	}{
		"an accent": {"join Björk Bjork muted\nhand Bjork\n", "give Björk", "Björk has the floor.", video.MemberID("Björk")},
		"an invisible letter": {
			"join \"Eve\u200b\" Eve muted\nhand \"Eve\u200b\"\n", "give Eve", `"Eve" can be "Eve<200B>"`, nil,
		},
		"the same name":        {"join Twin muted\nhand Twin\njoin Twin muted\n", "give Twin", `"Twin" can be Twin #`, nil},
		"someone who has left": {"hand Cy\nleave Cy\njoin Cy muted\n", "give Cy", "is back and keeps the place in the queue.", nil},
		"a line of text":       {"", "drop a question of Ann", "was taken out of the queue.", nil},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.typed("mode queue")
				s.typed("yes")
				s.typed("queue text A question of Ann")
				for line := range strings.Lines(test.before) {
					s.play(line)
					s.pass(2 * time.Second)
				}
				s.out.fresh()
				s.typed(test.typed)
				s.pass(2 * time.Second)
				s.wants(test.says)
				if got := guest(s); got != test.want {
					t.Errorf("the guest is %v, want %v", got, test.want)
				}
			})
		})
	}
}

// TestUndoLeavesTheModeBeforeAnotherVerb: after the start of a mode, which mutes Ann and Ben, undo takes back the verb
// after it, or says why it cannot. It does not unmute anyone.
func TestUndoLeavesTheModeBeforeAnotherVerb(t *testing.T) {
	for typed, want := range map[string]string{
		"order first":     "Undone: the order of the queue.",
		"budget 10m":      "Undone: the budget.",
		"close the queue": "Undone: the closing of the queue.",
		"break":           "Undone: the start or end of the break.",
		"item Budget":     "Cannot undo: the agenda item. No older action was undone.",
	} {
		t.Run(typed, func(t *testing.T) {
			play(t, nil, func(s *stage) {
				s.typed("mode queue")
				s.typed("yes")
				s.typed(typed)
				s.out.fresh()
				s.typed("undo")
				s.wants(want)
				if got := s.muted(); len(got) != 4 || s.host.State().Floor.Mode.Preset != floor.Queue {
					t.Errorf("muted are %v, the mode is %s", got, s.host.State().Floor.Mode.Preset)
				}
			})
		})
	}
}

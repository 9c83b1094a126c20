package ui

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/draw"
)

// write types a line, then Enter.
func (s *floorScreen) write(text string) {
	s.t.Helper()
	for _, r := range text {
		k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
		if r == ' ' {
			k.Type = tea.KeySpace
		}
		s.m.Update(read(k))
		s.pass(10 * time.Millisecond)
	}
	s.enter()
}

func (s *floorScreen) enter() {
	s.m.Update(read(tea.KeyMsg{Type: tea.KeyEnter}))
	s.pass(time.Second)
}

// queue returns the ids of the queue.
func (s *floorScreen) queue() string {
	var ids []string
	for _, en := range s.m.Floor().Queue {
		ids = append(ids, string(en.ID))
	}
	return strings.Join(ids, " ")
}

func (s *floorScreen) wantQueue(want string) {
	s.t.Helper()
	if got := s.queue(); got != want {
		s.t.Errorf("the queue is %q, want %q", got, want)
	}
}

func (s *floorScreen) wantShown(want string) {
	s.t.Helper()
	if view := s.m.View(); !strings.Contains(view, want) {
		s.t.Errorf("%q is not on the screen:\n%s", want, view)
	}
}

// by runs a verb of another console, which the screen has not shown yet.
func (s *floorScreen) by(verb func(e *floor.Engine, now time.Time) error) {
	s.t.Helper()
	if err := s.m.room.Floor().Do(verb); err != nil {
		s.t.Fatal(err)
	}
}

// TestQueueKeysMoveAndDismiss: in the pane of the queue, keys move the entry under the cursor. Each is one undo step.
func TestQueueKeysMoveAndDismiss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! Q")
		for _, id := range []string{"ann", "ben", "cy"} {
			s.hand(id)
		}
		s.press("3 G F")
		s.wantQueue("ann cy ben")
		s.press("F F")
		s.wantQueue("cy ann ben")
		s.wantShown("There is nothing to do.")
		s.press("B")
		s.wantQueue("ann cy ben")
		s.press("u u u")
		s.wantQueue("ann ben cy")
		s.press("G X")
		s.wantQueue("ann ben")
		if s.live.Snapshot().Member("cy").HandRaised {
			t.Error("the hand is still up")
		}
		s.press("u")
		s.wantQueue("ann ben cy")
		s.press("=")
		s.wantShown("needs no confirmation")
	})
}

// TestConfirmAHandFromBefore: a hand that was up before the console joined is marked until a moderator confirms it.
func TestConfirmAHandFromBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann^", "Ben")
		s.wantShown("≥0:0")
		if !s.m.Floor().Queue[0].Unsure {
			t.Fatalf("%+v", s.m.Floor().Queue)
		}
		s.press("3 =")
		if s.m.Floor().Queue[0].Unsure || strings.Contains(s.queueLine("Ann"), "≥") {
			t.Errorf("still unsure: %s", s.queueLine("Ann"))
		}
	})
}

// queueLine returns the line of the pane of the queue with a name.
func (s *floorScreen) queueLine(name string) string {
	for _, line := range s.m.panes[arrange.SlotHands].Lines(true) {
		if strings.Contains(line, name) {
			return draw.Strip(line)
		}
	}
	return ""
}

// TestKeysEnqueueAndUnqueue: w puts the person under the cursor into the queue, and W takes the person out.
func TestKeysEnqueueAndUnqueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.pick("ben")
		s.press("w")
		s.wantQueue("ben")
		s.press("W")
		s.wantQueue("")
		s.wantShown("Ben was taken out of the queue.")
	})
}

// TestEnqueueAgainChoosesTheLane: w on a person in the queue asks for the lane. A reply speaks beside the guest.
func TestEnqueueAgainChoosesTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! Q")
		for _, id := range []string{"ann", "ben", "cy"} {
			s.hand(id)
		}
		s.press("n")
		s.pick("cy")
		s.press("w r")
		s.wantQueue("cy ben")
		s.wantShown("reply: Cy")
		s.press("n")
		s.wantOpen("ann", "cy")
		s.wantLine("Cy answers")
		s.pick("ben")
		s.press("w p")
		s.wantShown("point of order: Ben")
		s.press("u")
		s.wantLine("NEXT Ben")
		if lane := s.m.Floor().Queue[0].Lane; lane != floor.Speakers {
			t.Errorf("lane %v after undo", lane)
		}
	})
}

// TestPaletteLinesOfTheFloor types verbs of a chair into the palette.
func TestPaletteLinesOfTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! Q")
		say := func(line, shown string) {
			t.Helper()
			s.press(":")
			s.write(line)
			s.wantShown(shown)
		}
		say("break", "The break begins.")
		s.wantLine("FLOOR break")
		say("end the break", "The break is over.")
		say("closed session", "The closed session begins.")
		s.wantLine("FLOOR closed session")
		say("end of the closed", "clocks run again")
		say("item Budget 2027", `Agenda item: "Budget 2027".`)
		if s.m.Floor().Item != "Budget 2027" {
			t.Errorf("item %q", s.m.Floor().Item)
		}
		s.hand("ann")
		s.hand("ben")
		say("count hands", "2 hands counted: Ann and Ben.")
		say("note quorum is there", `Note: "quorum is there".`)
		say("queue Brandt, chamber microphone", "Brandt, chamber microphone")
		say("close the queue", "The queue is closed.")
		s.pick("ben")
		say("dismiss", "Ben was dismissed.")
		s.press(", h i")
		s.enter()
		s.wantShown(`Note: "hi".`)
		s.m.watch = true
		s.press(":")
		s.write("item Traffic")
		s.wantShown("watch only")
		if s.m.Floor().Item != "Budget 2027" {
			t.Error("watching only, an item began")
		}
	})
}

// TestOverrideIsInTheMenu: a new guest replaces the guest who has spoken longest.
func TestOverrideIsInTheMenu(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! v y")
		if v := s.m.Floor(); !v.Mode.Override || v.Mode.Preset != floor.Queue {
			t.Fatalf("mode %+v", v.Mode)
		}
		s.mic("ann", true)
		s.pass(5 * time.Second)
		s.wantLine("FLOOR Ann")
		s.mic("ben", true)
		s.pass(5 * time.Second)
		s.wantLine("FLOOR Ben")
		s.wantOpen("ben")
	})
}

// TestMenuActsOnTheShownState: another console does the same while the menu is open. The key must not revert it.
func TestMenuActsOnTheShownState(t *testing.T) {
	for name, c := range map[string]struct {
		key   string
		other func(e *floor.Engine, now time.Time) error
		is    func(v *floor.View) bool
	}{
		"break": {"b", func(e *floor.Engine, now time.Time) error { return e.Break(now, "break") }, func(v *floor.View) bool {
			return v.Break == "break"
		}},
		"queue": {"k", func(e *floor.Engine, now time.Time) error { return e.CloseQueue(now, true) }, func(v *floor.View) bool {
			return v.Closed
		}},
		"clock": {"p", func(e *floor.Engine, now time.Time) error { return e.PauseClock(now, "ann", true) }, func(v *floor.View) bool {
			return v.Turns[0].Paused
		}},
		"hold": {"m", func(e *floor.Engine, now time.Time) error {
			m := floor.Queue.Mode()
			m.Enforce = floor.Hold
			return e.Begin(now, m, true)
		}, func(v *floor.View) bool { return v.Mode.Enforce == floor.Hold }},
		"guest": {"p", func(e *floor.Engine, now time.Time) error { return e.Give(now, "ben", true) }, func(v *floor.View) bool {
			return v.Turns[0].ID == "ben" && !v.Turns[0].Paused
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFloorScreen(t, "Ann", "Ben")
				s.press("! Q")
				s.hand("ann")
				s.press("n !")
				s.by(c.other)
				time.Sleep(2 * time.Second)
				s.press(c.key)
				if !c.is(s.m.Floor()) {
					t.Errorf("the key turned it back: %+v", s.m.Floor())
				}
			})
		})
	}
}

// TestAnswerActsOnThePaintedState: another console lets Ben answer before this screen shows it. The key must not end
// that.
func TestAnswerActsOnThePaintedState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! Q")
		s.hand("ann")
		s.hand("ben")
		s.press("n")
		s.pick("ben")
		s.by(func(e *floor.Engine, now time.Time) error { return e.Answer(now, "ben") })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s.press("A")
		s.wantOpen("ann", "ben")
		s.wantShown("The floor has changed")
		s.press("A")
		s.wantOpen("ann")
	})
}

// TestTakeBackActsOnThePaintedState takes the floor from Ann, and not from Ben, to whom it went in the meantime.
func TestTakeBackActsOnThePaintedState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! Q")
		s.hand("ann")
		s.hand("ben")
		s.press("n")
		s.wantOpen("ann")
		s.by(func(e *floor.Engine, now time.Time) error { return e.Give(now, "ben", false) })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s.press("N")
		s.wantOpen("ben")
		s.wantShown("The floor has changed")
		s.press("N")
		s.wantOpen()
	})
}

// TestQueueKeysNeedAnEntry: in an empty queue, a key of the queue has no effect and shows why.
func TestQueueKeysNeedAnEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann")
		s.press("! Q 3 F")
		s.wantShown("F (forward) does nothing here.")
		if n := len(s.live.Snapshot().Log); n > 0 && s.live.Snapshot().Log[n-1].Command != nil &&
			s.live.Snapshot().Log[n-1].Command.Action == video.ActSetRaisedHand {
			t.Error("something was sent")
		}
	})
}

// TestOneKeyDecidesAboutTheBanner: after three mutings the line names the person and the keys. One key is enough, but
// sending people away asks, because it cannot be undone.
func TestOneKeyDecidesAboutTheBanner(t *testing.T) {
	for key, want := range map[string]struct{ open, line string }{
		"8": {"ann", "FLOOR quiet"}, "7": {"", "FLOOR quiet"}, "9": {"ann", "FLOOR quiet"},
	} {
		t.Run(key, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFloorScreen(t, "Ann", "Ben")
				s.press("! s y")
				s.keys = 0
				for range 12 {
					s.mic("ann", true)
					s.pass(2 * time.Second)
				}
				s.wantLine("! Ann: 7 audience · 8 let be · 9 sensitivity 0")
				s.press(key)
				if s.keys != 1 {
					t.Errorf("%d keys", s.keys)
				}
				s.pass(time.Second)
				if key == "7" {
					s.wantOpen("ann")
					s.wantShown("Demote Ann")
					s.press("y")
					s.pass(time.Second)
				}
				s.wantLine(want.line)
				if ann := s.live.Snapshot().Member("ann"); (ann != nil && !ann.AudioMuted) != (want.open == "ann") {
					t.Errorf("ann: %+v", ann)
				}
				if strings.Contains(s.m.View(), "7 audience") {
					t.Error("the banner is still there")
				}
				s.press(key)
				s.wantShown("The floor's banner names nobody.")
			})
		})
	}
}

// TestQuestionAboutTheBannerNamesItsPeople: sending away asks about all people on the banner, and once more if somebody
// came on it while the question was open.
func TestQuestionAboutTheBannerNamesItsPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! s y")
		insist := func(ids ...string) {
			for range 16 {
				for _, id := range ids {
					s.mic(id, true)
				}
				s.pass(2 * time.Second)
			}
		}
		insist("ann", "ben")
		s.wantLine("! Ann and Ben: 7 audience")
		s.press("7")
		s.wantShown("Demote Ann and Ben?")
		s.wantShown("Ann #")
		s.wantShown("Ben #")
		insist("cy")
		s.press("y")
		s.pass(time.Second)
		s.wantOpen("ann", "ben", "cy")
		s.wantShown("Demote Ann, Ben and Cy?")
		s.wantShown("Cy #")
		s.press("y")
		s.pass(5 * time.Second)
		s.wantOpen()
		if s.live.Snapshot().Member("ann") != nil {
			t.Error("ann was not sent away")
		}
	})
}

// TestOneKeyContinuesAfterAGap: after a gap the line names the key, and the people whom it will mute.
func TestOneKeyContinuesAfterAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! s y")
		s.relay.Reject(1000, localrelay.Rejection{})
		s.relay.Drop()
		s.pass(15 * time.Second)
		s.relay.Reject(0, localrelay.Rejection{})
		s.mic("ann", true)
		s.pass(40 * time.Second)
		s.wantLine("FLOOR paused · 8 continues")
		s.wantLine("then mutes Ann")
		s.wantOpen("ann")
		s.hand("ben")
		s.press("n")
		s.wantShown("The floor is paused. 8 continues.")
		s.press("8")
		s.pass(5 * time.Second)
		s.wantLine("FLOOR quiet")
		s.wantOpen()
	})
}

// TestUndoLeavesTheModeBeforeAnotherVerb: after the start of a mode, which mutes Ann, undo takes back the verb after it,
// or says why it cannot. It does not unmute Ann. The verb of an agenda item cannot be undone, however often u is
// pressed.
func TestUndoLeavesTheModeBeforeAnotherVerb(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.mic("ann", true)
		s.press("! Q ! 2 u")
		s.wantOpen()
		s.wantShown("Undone: the order of the queue")
		s.wantLine("FLOOR queue")
		s.by(func(e *floor.Engine, now time.Time) error { return e.Item(now, "Budget") })
		s.pass(time.Second)
		s.press("u u")
		s.wantOpen()
		s.wantShown("Cannot undo: the agenda item. No older action was undone.")
		s.wantLine("FLOOR queue")
	})
}

// TestTheKeyThatClosesDialogsClosesTheMenuOfTheFloor: q must not begin a mode, which mutes people at once.
func TestTheKeyThatClosesDialogsClosesTheMenuOfTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann")
		s.mic("ann", true)
		s.press("! q")
		if f := s.m.Floor(); f.Mode.Preset != floor.Open || s.m.dialogs.top() != nil {
			t.Errorf("mode %s, dialog %v", f.Mode.Preset, s.m.dialogs.top())
		}
		s.wantOpen("ann")
		s.press("! Q")
		if f := s.m.Floor(); f.Mode.Preset != floor.Queue {
			t.Errorf("mode %s", f.Mode.Preset)
		}
	})
}

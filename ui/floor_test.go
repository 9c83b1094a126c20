package ui

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
)

// floorScreen is a console of a room with a floor, on the local relay, in a bubble of virtual time.
type floorScreen struct {
	t     *testing.T
	m     *Model
	relay *localrelay.Server
	room  string
	live  *session.RoomSession
	keys  int
	back  chan tea.Msg // of commands in the background
	found chan tea.Msg // addresses
}

func newFloorScreen(t *testing.T, people ...string) *floorScreen {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // pending waits end at once; the test shows the changes itself
	return newHostedScreen(ctx, t, host.Config{}, people...)
}

// newHostedScreen is newFloorScreen with a configuration of the host, and a context for commands by hand.
func newHostedScreen(ctx context.Context, t *testing.T, cfg host.Config, people ...string) *floorScreen {
	t.Helper()
	relay, err := localrelay.StartPipe(localrelay.Options{Members: 1, Seed: 1, Quiet: true, Project: "p", Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	s := &floorScreen{t: t, relay: relay, room: relay.Rooms()[0].RoomSessionID, found: make(chan tea.Msg, 16)}
	for _, name := range people { // the hand of one with ^ is up before the console joins
		name, up := strings.CutSuffix(name, "^")
		spec := localrelay.MemberSpec{ID: strings.ToLower(name), Name: name, AudioMuted: true, Handraised: up}
		if _, err := relay.AddMember(s.room, spec); err != nil {
			t.Fatal(err)
		}
	}
	client, err := session.Dial(t.Context(), session.Config{
		URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	if s.live, err = session.Join(t.Context(), client, s.room); err != nil {
		t.Fatal(err)
	}
	h, err := host.New(s.live, client, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	s.m = New(ctx, Options{Room: HostedRoom(h, s.live), Keys: keymap.Default(), Theme: th})
	s.m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	s.pass(time.Second)
	return s
}

// pass advances the clock and shows the changes.
func (s *floorScreen) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
	s.handleFound()
	s.m.Update(changedMsg{room: s.m.room})
	_, cmd := s.m.Update(wakeMsg{s.m.wake.n})
	s.background(cmd)
	s.m.View()
	time.Sleep(10 * time.Millisecond) // until its requests are answered
	synctest.Wait()
}

// press presses keys, a second apart as a person does.
func (s *floorScreen) press(keys string) {
	s.t.Helper()
	for k := range strings.FieldsSeq(keys) {
		s.keys++
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}))
		s.m.View()
		s.pass(1100 * time.Millisecond)
	}
}

// pick puts the cursor on a person.
func (s *floorScreen) pick(id video.MemberID) {
	s.m.Pick(id)
	s.m.dirty = true
	s.m.View()
}

func (s *floorScreen) hand(id string) {
	s.t.Helper()
	if err := s.relay.UpdateMember(s.room, id, map[string]any{"handraised": true}); err != nil {
		s.t.Fatal(err)
	}
	s.pass(time.Second)
}

func (s *floorScreen) mic(id string, open bool) {
	s.t.Helper()
	if err := s.relay.UpdateMember(s.room, id, map[string]any{"audio_muted": !open}); err != nil {
		s.t.Fatal(err)
	}
	s.pass(time.Second)
}

func (s *floorScreen) wantLine(want string) {
	s.t.Helper()
	if got := draw.Strip(strings.Split(s.m.View(), "\n")[1]); !strings.Contains(got, want) {
		s.t.Errorf("the second line is %q, want %q in it", got, want)
	}
}

// wantOpen checks which people of the test have open microphones.
func (s *floorScreen) wantOpen(want ...string) {
	s.t.Helper()
	var open []string
	for _, m := range s.live.Snapshot().Members {
		if !m.AudioMuted && len(m.ID) < 6 {
			open = append(open, string(m.ID))
		}
	}
	if strings.Join(open, " ") != strings.Join(want, " ") {
		s.t.Errorf("open are %v, want %v", open, want)
	}
}

// TestSixHandsInSixKeys: every previous guest is closed.
func TestSixHandsInSixKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy", "Dee", "Eve", "Fay")
		s.press("! Q")
		people := []string{"ann", "ben", "cy", "dee", "eve", "fay"}
		for _, id := range people {
			s.hand(id)
		}
		s.wantLine("FLOOR queue · NEXT Ann · 6 waiting")
		s.keys = 0
		for i, id := range people {
			s.press("n")
			s.wantOpen(id)
			if i == 1 {
				s.wantLine("FLOOR Ben")
			}
		}
		if s.keys != 6 {
			t.Errorf("%d keys", s.keys)
		}
		s.wantLine("FLOOR Fay")
	})
}

// TestFloorKeysAskAlso: a user who wants to be asked before a microphone opens is asked by every key that opens one.
func TestFloorKeysAskAlso(t *testing.T) {
	for name, test := range map[string]struct{ key, question, after string }{
		"next":   {"n", "Give the floor to Ann?", "ann"},
		"give":   {"t", "Give the floor to Ben?", "ben"},
		"answer": {"A", "Let Ben answer?", "ben"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFloorScreen(t, "Ann", "Ben")
				s.m.apply(Reload{ConfirmAlso: &[]video.Action{video.ActAudioUnmute}})
				s.hand("ann")
				s.hand("ben")
				s.pick("ben")
				s.press(test.key)
				s.wantOpen()
				if view := s.m.View(); !strings.Contains(view, test.question) {
					t.Fatalf("no question on the screen:\n%s", view)
				}
				s.press("y")
				s.wantOpen(test.after)
			})
		})
	}
}

// TestNotesAreSaidOnce: if a room is shown again, earlier notes of its floor are not repeated.
func TestNotesAreSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.hand("ann")
		s.press("n")
		s.pass(10 * time.Second)
		s.m.enter(s.m.room)
		s.pass(time.Second)
		if said, shown := s.m.status.shown(s.m.clk); shown {
			t.Errorf("it says %q again", said)
		}
		s.hand("ben")
		s.press("n")
		if view := s.m.View(); !strings.Contains(view, "Ben has the floor.") {
			t.Errorf("a new note is not on the screen:\n%s", view)
		}
	})
}

// TestHeldNextCallsOnePerson: a keyboard repeats a held key 33 times a second.
func TestHeldNextCallsOnePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.hand("ann")
		s.hand("ben")
		for range 60 {
			s.m.Update(read(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("n")}))
			s.pass(30 * time.Millisecond)
		}
		s.pass(time.Second)
		s.wantOpen("ann")
	})
}

// TestField_K10_AgainGivesTheFloorToTheNext: "again" after giving the floor gives it to the next person, and not to the
// person under the cursor. After another verb of the floor, it repeats no older action.
func TestField_K10_AgainGivesTheFloorToTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! Q")
		s.hand("ann")
		s.hand("ben")
		s.pick("cy")
		s.m.commander.last = video.AudioUnmute("cy") // the newest command before
		s.press("n")
		s.wantOpen("ann")
		s.press(".")
		s.wantOpen("ben")
		s.press(".")
		s.wantOpen("ben")
		if view := s.m.View(); !strings.Contains(view, "Nobody is waiting for the floor.") {
			t.Errorf("no reason on the screen:\n%s", view)
		}
		s.m.commander.last = video.AudioUnmute("cy")
		s.press("N .")
		s.wantOpen()
		if view := s.m.View(); !strings.Contains(view, "There is nothing to repeat.") {
			t.Errorf("no reason on the screen:\n%s", view)
		}
	})
}

// TestReplyAndUndo: a reply is one key and one key back; undo puts the hand back.
func TestReplyAndUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! Q")
		s.hand("ann")
		s.hand("ben")
		s.press("n")
		s.pick("ben")
		s.press("A")
		s.wantOpen("ann", "ben")
		s.wantLine("Ben answers")
		s.press("A")
		s.wantOpen("ann")
		s.press("u") // the end of the answer
		s.wantOpen("ann", "ben")
		s.press("u") // the answer: the hand is up again
		s.wantOpen("ann")
		s.wantLine("NEXT Ben")
		s.pick("cy")
		s.press("w")
		s.wantLine("2 waiting")
		s.press("u")
		s.wantLine("1 waiting")
		s.press("N")
		s.wantOpen()
		s.wantLine("FLOOR queue")
	})
}

// TestUnplannedTalker: the line names a person who opens a microphone without the floor; A allows it.
func TestUnplannedTalker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! Q")
		s.mic("cy", true)
		s.wantLine("! Cy")
		s.pick("cy")
		s.press("A")
		s.wantLine("Cy answers")
		if line := strings.Split(s.m.View(), "\n")[1]; strings.Contains(line, "! Cy") {
			t.Errorf("the line is %q", line)
		}
		s.press("! o")
		s.wantOpen("cy") // leaving a mode neither mutes nor unmutes anyone
		s.wantLine("ON AIR")
	})
}

// TestNextAsksWhenTheQueueHasJustChanged checks that the question names both people, and that the answer acts on the
// person named.
func TestNextAsksWhenTheQueueHasJustChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! Q")
		s.hand("ann")
		s.hand("ben")
		if err := s.relay.UpdateMember(s.room, "ann", map[string]any{"handraised": false}); err != nil {
			t.Fatal(err)
		}
		s.pass(100 * time.Millisecond)
		s.press("n")
		if view := s.m.View(); !strings.Contains(view, "Ann is no longer next. Give the floor to Ben?") {
			t.Errorf("no question on the screen:\n%s", view)
		}
		s.wantOpen()
		s.press("y")
		s.wantOpen("ben")
	})
}

// TestFloorMenu: quitting asks while a floor is on; a line of text, an item and the chair's interruption have no key.
func TestFloorMenu(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.press("! Q")
		s.press("! e B r a n d t")
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyEnter}))
		s.pass(time.Second)
		s.wantLine("NEXT Brandt")
		s.press("! i P a r k s")
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyEnter}))
		s.pass(time.Second)
		s.wantLine("FLOOR queue")
		s.press("! d a b c")
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyEnter}))
		s.pass(time.Second)
		if view := s.m.View(); !strings.Contains(view, `Turn is "abc". Allowed: a time such as 3m`) {
			t.Errorf("a turn of abc:\n%s", view)
		}
		s.press("! d 3 m")
		s.m.Update(read(tea.KeyMsg{Type: tea.KeyEnter}))
		s.hand("ann")
		s.press("n")
		s.wantLine("/3:00")
		s.press("! x")
		s.wantLine("FLOOR interrupted")
		s.wantOpen()
		s.press("! r")
		s.wantOpen("ann")
		s.press("q")
		if view := s.m.View(); !strings.Contains(view, "the floor, in queue mode") {
			t.Errorf("quitting does not ask:\n%s", view)
		}
		s.pass(time.Second)
		s.press("n")
		if view := s.m.View(); !strings.Contains(view, "Quit?") || !strings.Contains(view, "does not cancel. Press Esc.") {
			t.Errorf("n says no while a floor is on:\n%s", view)
		}
	})
}

// TestNextActsOnThePersonInItsQuestion: the queue advances while the question is open. The answer unmutes no one but
// the person in the question.
func TestNextActsOnThePersonInItsQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.press("! Q")
		for _, id := range []string{"ann", "ben", "cy"} {
			s.hand(id)
		}
		lower := func(id string) {
			if err := s.relay.UpdateMember(s.room, id, map[string]any{"handraised": false}); err != nil {
				t.Fatal(err)
			}
			s.pass(100 * time.Millisecond)
		}
		lower("ann")
		s.press("n")
		if view := s.m.View(); !strings.Contains(view, "Give the floor to Ben?") {
			t.Fatalf("no question on the screen:\n%s", view)
		}
		lower("ben")
		s.pass(time.Second)
		s.press("y")
		s.wantOpen()
		if view := s.m.View(); !strings.Contains(view, "Give the floor to Cy?") {
			t.Errorf("no question about Cy:\n%s", view)
		}
		s.press("y")
		s.wantOpen("cy")
	})
}

// TestUndoAnswersItsOwnQuestion: the floor mutes a person while a question about an undo is open. The answer undoes the
// action in the question, and not the muting.
func TestUndoAnswersItsOwnQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben")
		s.mic("ann", true)
		s.press("! s y")
		s.wantOpen()
		s.pass(40 * time.Second)
		s.press("u")
		if view := s.m.View(); !strings.Contains(view, "This unmutes Priya Raman and Ann") {
			t.Fatalf("no question on the screen:\n%s", view)
		}
		s.mic("ben", true)
		s.pass(5 * time.Second)
		s.wantOpen()
		s.press("y")
		s.wantOpen("ann")
	})
}

// TestMenuSettlesOnlyThePeopleItShows: another person comes on the banner while the menu is open. The key must not send
// that person away before a question has named both.
func TestMenuSettlesOnlyThePeopleItShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		insist := func(id string) {
			for range 12 {
				s.mic(id, true)
				s.pass(2 * time.Second)
			}
		}
		s.press("! s y")
		insist("ann")
		s.press("!")
		if view := s.m.View(); !strings.Contains(view, "send to the audience") {
			t.Fatalf("no banner:\n%s", view)
		}
		insist("ben")
		s.press("a")
		for _, q := range s.relay.Ledger() {
			if strings.Contains(q.Method, "demote") {
				t.Fatalf("sent %s %s", q.Method, q.Params)
			}
		}
		s.wantShown("Demote Ann and Ben?")
		s.press("y")
		demoted := 0
		for _, q := range s.relay.Ledger() {
			if strings.Contains(q.Method, "demote") {
				demoted++
			}
		}
		if demoted != 2 {
			t.Errorf("%d were sent to the audience", demoted)
		}
	})
}

func TestQuitAsksAboutAFloorElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		there := newFloorScreen(t, "Ann")
		err := there.m.room.Floor().Do(func(e *floor.Engine, now time.Time) error {
			return e.Begin(now, floor.Queue.Mode(), false)
		})
		if err != nil {
			t.Fatal(err)
		}
		s := newScreen(t, 120, 36)
		s.m.lobby.opened["elsewhere"] = there.m.room
		s.press("q")
		s.wantText(`the floor, in queue mode, in "`)
		if s.quit {
			t.Error("q quits")
		}
	})
}

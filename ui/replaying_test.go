package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/theme"
	"gavel/ui/player"
	"gavel/ui/say"
	"gavel/ui/uitest"
)

// newReplay returns a console with the recorded minute.
func newReplay(t *testing.T, verdict string) *screenTest {
	t.Helper()
	night, _ := uitest.Night(t)
	reel, _ := night.Reel(night.Sessions()[0].ID)
	p := player.New(reel, time.UTC)
	p.Verdict = verdict
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	s := &screenTest{t: t, now: uitest.Epoch, room: newFakeRoom(uitest.SmallRoom())}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.m = New(ctx, Options{Player: p, Keys: keymap.Default(), Theme: th, Now: func() time.Time { return s.now }})
	s.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	return s
}

// shown passes the present snapshot of the player to the console, as its signal does.
func (s *screenTest) shown() {
	s.t.Helper()
	s.send(changedMsg{room: s.m.room})
}

func TestReplayMovesThroughTheNight(t *testing.T) {
	s := newReplay(t, "")
	s.wantText("Space pause")
	s.press("space")
	s.wantText("Space play")
	s.press("space")
	s.wantText("replay")
	first := s.m.snap.Members[2].Name
	s.wantText(first)
	s.press("n")
	s.shown()
	s.wantText("locked the room")
	s.press("n")
	s.shown()
	s.wantText("unlocked the room")
	if m := s.m.snap.Members; len(m) > 2 && m[2].Name == first {
		t.Error("nobody has left")
	}
	s.press("N")
	s.shown()
	s.wantText(first)
	s.press("N")
	s.wantText("There is no earlier action.")
}

func TestReplayGoesToATime(t *testing.T) {
	s := newReplay(t, "")
	s.press("t")
	s.wantText("Go to a time")
	for _, r := range "+35s" {
		s.press(string(r))
	}
	s.press("enter")
	s.shown()
	s.wantText("paused")
	if n := len(s.m.snap.Log); n != 1 {
		t.Errorf("%d entries after 35 s", n)
	}
}

// TestReplayChangesNothing presses every key of the panes.
func TestReplayChangesNothing(t *testing.T) {
	s := newReplay(t, "")
	s.press("ctrl+x")
	s.wantText(say.Replaying)
	for k := range strings.FieldsSeq("m M c C d D x P p h H w W A K V r b T E e l u . + - ctrl+o % o J R 0") {
		s.press(k)
		s.press("esc")
		s.press("esc")
	}
	s.press("m")
	s.wantText(say.Replaying)
	s.press("ctrl+o")
	s.press("K")
	s.wantText(say.Replaying)
}

func TestReplayShowsTheVerdict(t *testing.T) {
	s := newReplay(t, "This journal was changed in line 3: its hash does not match its bytes.")
	s.wantText("This journal was changed in line 3")
	s.press("esc")
	s.wantNoText("was changed")
}

func TestReplayHelpListsItsKeys(t *testing.T) {
	s := newReplay(t, "")
	s.press("?")
	s.wantText("go to the next action of a moderator")
}

// TestReplayKeepsTalkSkippedByAJump compares the talk lines after a jump with those after each step.
func TestReplayKeepsTalkSkippedByAJump(t *testing.T) {
	heard := func(s *screenTest) time.Duration {
		h, running := s.m.Roster().Find(s.m.snap.Members[1].ID).Heard()
		return h.Talked(s.m.Now(), running)
	}
	stepped, jumped := newReplay(t, ""), newReplay(t, "")
	for range 6 {
		stepped.press(".")
		stepped.shown()
	}
	jumped.press("n")
	jumped.shown()
	if a, b := heard(stepped), heard(jumped); a != b || a < 6*time.Second {
		t.Errorf("stepped: %v, jumped: %v", a, b)
	}
	for _, k := range []string{"N", "n"} {
		jumped.press("n")
		jumped.shown()
		jumped.press(k)
		jumped.shown()
	}
	jumped.press("N")
	jumped.shown()
	if b := heard(jumped); b > 8*time.Second {
		t.Errorf("after jumping to and fro: %v", b)
	}
}

package ui

import (
	"slices"
	"testing"

	"gavel/session/video"
	"gavel/ui/config"
)

// withMacros returns a console with macros.
func withMacros(t *testing.T, text string) *screenTest {
	t.Helper()
	file, err := config.Parse("c.toml", []byte("[macros]\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, 120, 36)
	s.m.o.Macros = file.Macros
	return s
}

func TestMacroShowsItsPlanAndRunsAsOne(t *testing.T) {
	s := withMacros(t, `calm = ["audioMute where open", "lock"]
idle = ["audioMute where hand & !hand"]`)
	s.press("*")
	s.wantText("2 commands")
	s.press("enter")
	s.wantText(`Macro "calm"`)
	s.wantText("1. Mute ")
	s.wantText("2. Lock the room.")
	s.wantCommands(0)
	s.pass(500_000_000)
	s.press("esc")
	s.wantCommands(0)
	s.press("*")
	s.press("enter")
	s.pass(500_000_000)
	s.press("y")
	s.wantCommands(1)
	c := s.room.sent[0]
	if len(c.Steps) != 2 || c.Steps[0].Action != video.ActAudioMute || !c.Steps[0].SkipProtected || c.Steps[1].Action != video.ActLock {
		t.Errorf("sent %+v", c)
	}
}

func TestMacroThatDoesNothing(t *testing.T) {
	s := withMacros(t, `idle = ["audioMute where hand & !hand"]`)
	s.press("*")
	s.press("enter")
	s.wantText("nothing to do, nobody matches hand & !hand")
	s.pass(500_000_000)
	s.press("y")
	s.wantCommands(0)
	s.wantFooter("None of its commands would do anything. Nothing was sent.")
}

func TestNoMacros(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("*")
	s.wantFooter("The configuration has no macro.")
}

func TestMacrosAreNotRunWatchOnly(t *testing.T) {
	s := withMacros(t, `calm = ["lock"]`)
	s.m.watch = true
	s.press("*")
	s.press("enter")
	s.pass(500_000_000)
	s.press("y")
	s.wantCommands(0)
}

// TestMacroNeedsItsPlanSeen answers in the moment in which the plan opens.
func TestMacroNeedsItsPlanSeen(t *testing.T) {
	s := withMacros(t, `calm = ["lock"]`)
	s.press("*")
	s.press("enter")
	s.press("y")
	s.wantCommands(0)
	s.pass(500_000_000)
	s.press("y")
	s.wantCommands(1)
}

// TestMacroActsOnTheShownPeople adds a member between the last frame and the yes.
func TestMacroActsOnTheShownPeople(t *testing.T) {
	s := withMacros(t, `calm = ["audioMute where open"]`)
	s.press("*")
	s.press("enter")
	s.pass(500_000_000)
	snap := *s.m.snap
	snap.Members = append(slices.Clone(snap.Members), &video.Member{ID: "late", Name: "Late", Type: video.TypeMember})
	s.m.snap = &snap
	s.press("y")
	s.wantCommands(1)
	if c := s.room.sent[0]; slices.Contains(c.Steps[0].Targets, "late") {
		t.Errorf("sent %+v", c)
	}
}

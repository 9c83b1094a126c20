package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
)

// askTyped opens the question before everybody is removed, in a room with that title.
func askTyped(t *testing.T, w, h int, title string) *screenTest {
	t.Helper()
	s := newScreen(t, w, h)
	s.change(func(c *video.Snapshot) { c.Room.DisplayName = title })
	s.run(s.m.Propose(video.RemoveAllMembers()))
	s.m.View()
	s.pass(time.Second)
	return s
}

// A room may be called anything. What must be typed is on the screen whole, and is never nothing.
func TestBlankAndLongTitlesAreNotWhatIsTyped(t *testing.T) {
	for _, title := range []string{"   ", "\u00a0", "\u3000", strings.Repeat("田", 19), strings.Repeat("Weekly standup ", 9)} {
		for _, size := range [][2]int{{minWidth, minHeight}, {80, 24}, {200, 60}} {
			s := askTyped(t, size[0], size[1], title)
			s.wantText("Type weekly to do it:")
			s.press("enter space enter")
			s.wantCommands(0)
			s.wantFooter("nothing done yet: type weekly exactly")
			s.press("backspace w e e k l y enter")
			s.wantCommands(1)
		}
	}
}

func TestWantedIsNeverEmpty(t *testing.T) {
	c := video.RemoveAllMembers()
	long := strings.Repeat("x", longestWanted+1)
	for _, test := range []struct {
		room video.Room
		want string
	}{
		{video.Room{DisplayName: "Weekly", Name: "weekly", ID: "rs-1"}, "Weekly"},
		{video.Room{DisplayName: " ", Name: long, ID: "rs-1"}, "rs-1"},
		{video.Room{ID: "0f8e2c1a-97b1-4a53-8f6c-2d1b7a0c5e44"}, "0f8e2c1a-97b1-4a53-8f6c-2d1b7a0c5e44"},
		{video.Room{DisplayName: " ", Name: "\u2003", ID: long}, verbOf(c)},
	} {
		if got := wantTyped(test.room, c); got != test.want {
			t.Errorf("%+v: want %q typed, not %q", test.room, test.want, got)
		}
	}
	if isTyped("", "") || isTyped("  ", "") {
		t.Error("an empty line confirms")
	}
}

// A question about a room says which.
func TestQuestionOfABlankTitleNamesTheRoom(t *testing.T) {
	s := askTyped(t, 80, 24, "  ")
	s.wantText("│ weekly  ")
}

// A title whose accents are written apart can be typed on any keyboard.
func TestTitleWithCombiningMarksCanBeTyped(t *testing.T) {
	s := askTyped(t, 80, 24, "Re\u0301union")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("Réunion")})
	s.press("enter")
	s.wantCommands(1)
}

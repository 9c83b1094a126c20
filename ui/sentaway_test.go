package ui

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/uitest"
)

// named presses a key with a name.
func (s *floorScreen) named(name string) {
	s.t.Helper()
	s.m.Update(read(uitest.KeyOf(name)))
	s.pass(1100e6)
}

// write types text as one read.
func (s *floorScreen) write(text string) {
	s.t.Helper()
	s.m.Update(read(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}))
	s.pass(1100e6)
}

func (s *floorScreen) wantShown(parts ...string) {
	s.t.Helper()
	for _, part := range parts {
		if view := s.m.View(); !strings.Contains(view, part) {
			s.t.Errorf("%q is not on the screen:\n%s", part, view)
		}
	}
}

func TestSentAwayListBringsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.m.ctx = t.Context() // commands by hand are sent
		s.press("B")
		s.wantShown("Nobody was sent away from this room.")
		s.named("esc")
		s.pick("ann")
		s.press("x")
		s.wantShown("r with a reason")
		s.press("r")
		s.wantShown("not for the room")
		s.named("enter") // an empty reason is none
		s.wantShown("Type a reason")
		s.write("spam in the chat")
		s.named("enter")
		s.wantShown(`you removed Ann ("spam`)
		s.mic("ben", true)
		s.pick("ben")
		s.press("P y")
		s.press("B")
		s.wantShown("Ann", "removed", "spam in the chat", "Ben", "demoted 00:00", "p bring back", "The microphone was open")
		s.press("r")
		s.write("his own wish")
		s.named("enter")
		s.wantShown("his own wish")
		s.press("p")
		if m := s.live.Snapshot().Member("ben"); m == nil || m.AudioMuted {
			t.Errorf("ben is %+v", m)
		}
		s.press("B")
		s.wantShown("back since")
		s.press("j p")
		s.wantShown("was removed, and can only join again.")
	})
}

package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// named presses a key with a name.
func (s *floorScreen) named(name string) {
	s.t.Helper()
	s.m.Update(read(uitest.KeyOf(name)))
	s.pass(1100e6)
}

// wantAll holds that all of the parts are on the screen.
func (s *floorScreen) wantAll(parts ...string) {
	s.t.Helper()
	for _, part := range parts {
		s.wantShown(part)
	}
}

func TestSentAwayListBringsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFloorScreen(t, "Ann", "Ben", "Cy")
		s.m.ctx = t.Context() // commands by hand are sent
		s.press("Y")
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
		s.wantShown(`you removed Ann ("spam`)
		s.mic("ben", true)
		s.pick("ben")
		s.press("P y")
		s.press("Y")
		s.wantAll("Ann", "removed", "spam in the chat", "Ben", "demoted 00:00", "p bring back", "The microphone was open")
		s.press("r")
		s.write("his own wish")
		s.wantShown("his own wish")
		s.press("p")
		if m := s.live.Snapshot().Member("ben"); m == nil || m.AudioMuted {
			t.Errorf("ben is %+v", m)
		}
		s.press("Y")
		s.wantShown("back since")
		s.press("j p")
		s.wantShown("Ann was removed, and can only join again.")
	})
}

// TestNoOneIsBroughtBackWhileWatching presses the key that asks about the person who was demoted last.
func TestNoOneIsBroughtBackWhileWatching(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuardedScreen(t)
		if _, err := s.live.Do(t.Context(), video.Demote("ben")); err != nil {
			t.Fatal(err)
		}
		s.pass(2 * time.Second)
		s.m.watch = true
		s.press("p y")
		if n := s.sent("video.member.promote", "ben"); n != 0 {
			t.Errorf("%d requests were sent", n)
		}
	})
}

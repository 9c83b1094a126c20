//go:build linux

package cli

import (
	"regexp"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// TestQuitReportsUnfinishedCommand quits the console during a bulk command. The rest is reported as not sent, not as
// unknown.
func TestQuitReportsUnfinishedCommand(t *testing.T) {
	t.Parallel()
	relay := relayWith(t)
	if _, err := relay.StartRoom(localrelay.RoomSpec{Name: "crowd", DisplayName: "The crowd", Members: 200}); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, relay)
	s := onTerminal(t, cmd)
	s.until(t, "The crowd")
	s.until(t, "People")
	for _, keys := range []string{"a", "d"} {
		time.Sleep(200 * time.Millisecond)
		s.press(t, keys)
	}
	s.until(t, "Deafen 200")
	time.Sleep(500 * time.Millisecond) // a question ignores keys at first
	s.press(t, "y")
	s.until(t, "stops the rest")
	s.press(t, "q")
	s.until(t, "Quit?")
	time.Sleep(500 * time.Millisecond)
	s.press(t, "y")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	s.until(t, " not sent)") // the last answers may still be on their way
	// One request may have been on its way.
	want := regexp.MustCompile(`(not finished|outcome unknown): The crowd: you deafened .* \(\d+ done, (1 unknown, )?\d+ not sent\)`)
	if !want.MatchString(s.String()) {
		t.Errorf("the end does not report the unfinished command: %q", s.String()[max(0, len(s.String())-400):])
	}
}

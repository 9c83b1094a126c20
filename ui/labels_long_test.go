package ui

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

// Who has a name as long as a screen is wide must not push out of sight what became of a command.
func TestLongNamesDoNotHideTheOutcome(t *testing.T) {
	s := newScreen(t, 80, 24)
	for _, name := range []string{strings.Repeat("A very long name ", 8), strings.Repeat("田中", 60), strings.Repeat("e\u0301", 200)} {
		s.edit("m1", func(c *video.Member) { c.Name, c.AudioMuted = name, false })
		s.press("m")
		s.wantFooter("… #m1 · confirmed 31 ms")
		s.pass(10 * time.Second)
	}
}

// Whatever could be taken for the console's own words has the id behind it.
func TestNamesThatPretendHaveTheirID(t *testing.T) {
	for _, name := range []string{
		"David Kern #m2", "David Kern ＃m2", "David Kern ﹟m2", "David ♯m2", "David ⌗m2", "✔ David", "◉ David",
		"David Kern · confirmed 31 ms", "David Kern - confirmed 31 ms", "David Kern: CONFIRMED", "David, outcome unknown",
		"Ann refused", "Ann: not sent", "Ann - no answer", "Сonfirmed", "ｃｏｎｆｉｒｍｅｄ", "6 people", "10 people and 1 screen", "all 12 members",
		"Ann and 3 more", "1 person", "the room", "The Room", "Everybody", "everyone", "nobody", "You",
	} {
		s := newScreen(t, 120, 36)
		s.edit("m1", func(m *video.Member) { m.Name = name })
		s.press("c")
		s.wantFooter(" #m1 · confirmed 31 ms")
	}
}

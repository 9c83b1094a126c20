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

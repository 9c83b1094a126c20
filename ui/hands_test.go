package ui

import (
	"testing"

	"gavel/session/video"
)

func TestHandsInTheConsole(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("3 j h")
	s.wantCommand(video.SetRaisedHand(false, "m3"))
	s.press("i") // the detail pane shows the member of the hand, not the cursor of the people pane
	s.wantText("Detail · Ana Silva")
}

func TestAllHandsAreLoweredInTwoKeys(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("3 a h")
	s.wantCommand(video.SetRaisedHand(false, "m6", "m3"))
}

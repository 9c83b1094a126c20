package ui

import (
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// muted returns a screen on which the first raised hand belongs to somebody whose microphone is off: "n" opens it.
func muted(t *testing.T) *screenTest {
	t.Helper()
	s := newScreen(t, 120, 36)
	s.edit("m6", func(m *video.Member) { m.AudioMuted = true })
	s.pass(time.Second)
	return s
}

func TestTheKeyThatClosedADialogMeansNothingTwice(t *testing.T) {
	s := muted(t)
	s.press("x")
	s.pass(time.Second)
	s.burst("nn")
	s.wantCommands(0)
	s.press("x")
	s.pass(time.Second)
	s.press("n")
	s.now = s.now.Add(150 * time.Millisecond) // not a key held down: a second press
	s.send(uitest.KeyOf("n"))
	s.wantCommands(0)
	s.pass(time.Second)
	s.press("n")
	s.wantCommands(2)
	s.press("?")
	s.pass(time.Second)
	s.press("q")
	s.now = s.now.Add(20 * time.Millisecond)
	s.send(uitest.KeyOf("q"))
	if s.quit {
		t.Error("the second q has quit the console")
	}
	s.pass(time.Second)
	s.press("j")
	if s.m.highlighted() != "m2" {
		t.Errorf("another key did nothing: the cursor is on %s", s.m.highlighted())
	}
}

func TestKeysForADialogThatVanishedDoNothing(t *testing.T) {
	s := muted(t)
	s.press("x")
	s.pass(time.Second)
	s.leave("m1")
	for range 5 { // whoever was about to answer goes on typing
		s.now = s.now.Add(100 * time.Millisecond)
		s.send(uitest.KeyOf("n"))
	}
	s.wantCommands(0)
	s.now = s.now.Add(time.Second)
	s.send(uitest.KeyOf("n"))
	s.wantCommands(2)
}

func TestKeysForThePaletteOfAnotherSessionDoNothing(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press(":")
	s.change(func(c *video.Snapshot) { c.Room.ID, c.Room.Locked = "rs-next", video.No })
	s.now = s.now.Add(100 * time.Millisecond)
	s.send(uitest.KeyOf("K"))
	s.wantCommands(0)
}

func TestAKeyThatTogglesNeedsAMomentOfRest(t *testing.T) {
	s := muted(t)
	s.change(func(c *video.Snapshot) { c.Room.Locked = video.Yes }) // another moderator was faster
	s.now = s.now.Add(5 * time.Millisecond)
	s.send(uitest.KeyOf("K"))
	s.wantCommands(0)
	s.wantFooter("the lock has changed just now: nothing done")
	s.edit("m6", func(m *video.Member) { m.HandRaised = false })
	s.edit("m3", func(m *video.Member) { m.AudioMuted = true })
	s.now = s.now.Add(5 * time.Millisecond)
	s.send(uitest.KeyOf("n"))
	s.wantCommands(0)
	s.wantFooter("another hand has become the first just now: nothing done")
	s.pass(time.Second)
	s.press("K")
	s.wantCommand(video.Unlock())
}

func TestTheStageTakesNobodyBesideMarks(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("j space 2 g space")
	s.wantFooter("marks go first: U removes them")
	s.press("1 U 2 g space")
	s.wantFooter("took ")
}

func TestMarksAreToldBesideAnOffer(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("space / p r i y a enter")
	s.room.answer = func(c video.Command) (video.Result, error) {
		return video.Result{Command: c, Targets: []video.TargetResult{{
			Member: c.Targets[0], Outcome: video.OutcomeNotSent, Err: video.ErrOffline,
		}}}, video.ErrOffline
	}
	s.press("c")
	s.wantFooter("Enter")
	s.wantFooter("→1, 1 hid")
}

func TestEscapeStopsWhatTheFooterSays(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.pass(10 * time.Second)
	s.wantFooter("[esc] stops the rest")
	s.m.banner.raise(bannerRecording, "a recording was stopped · esc")
	s.press("esc")
	if !s.m.commander.bulks[0].stopped {
		t.Error("Escape dismissed the banner, and the command goes on")
	}
}

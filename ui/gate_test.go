package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestBurstsRunNothing(t *testing.T) {
	for name, keys := range map[string]string{
		"words": "remove them xym", "one line": "mute all\nxy", "long": "mmmmddddccccxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxy",
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.burst(keys)
			for range 40 {
				s.now = s.now.Add(time.Millisecond)
				s.send(uitest.KeyOf("x"))
				s.send(uitest.KeyOf("y"))
			}
			s.wantCommands(0)
			s.wantText("Too many keys at once.")
			s.pass(300 * time.Millisecond)
			s.wantNoText("Too many keys at once.")
			s.press("m")
			s.wantCommands(1)
		})
	}
}

func TestPasteRunsNoCommand(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("m"), Paste: true})
	s.wantCommands(0)
	s.wantFooter("Pasted text")
	s.press("/")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jo\x1bnas\n"), Paste: true})
	s.wantRows("Jonas Weber", "Jonas Weber")
}

func TestLinesPastedIntoFilterRunNothing(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("/")
	for _, k := range []string{"jonas", "enter", "m", "x", "y", "c"} {
		s.now = s.now.Add(time.Millisecond)
		s.send(uitest.KeyOf(k))
	}
	s.wantCommands(0)
	s.wantRows("Jonas Weber", "Jonas Weber")
	s.press("m")
	s.wantCommands(1)
}

// After several keys in one read, the screen shows the effect of the last one.
func TestBurstIsPainted(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.burst("jj")
	for _, line := range s.lines() {
		if strings.HasPrefix(line, "▎") && !strings.Contains(line, "Ana Silva") {
			t.Errorf("the frame highlights %q, want Ana Silva", line)
		}
	}
	if got := s.m.highlighted(); got != "m3" {
		t.Errorf("keys act on %q, want m3", got)
	}
}

func TestHelpListsWaits(t *testing.T) {
	s := newScreen(t, 80, 50)
	s.press("?")
	for range 12 {
		s.press("pgdown")
	}
	s.wantText("Keys ignored for a moment, unless a line says otherwise")
	s.wantText("1 s         panes: back, after a bulk command")
	s.wantText("1 s         anywhere: the same command, after it was sent")
	s.wantText("10 s        anywhere: the same command confirms, after a warning")
	s.wantText("1 s         anywhere: next, after it gave the floor to someone")
	s.wantText("700 ms      anywhere: next asks, after someone else became next")
}

// nextDoes is the sentence after "n" once the key reaches the room of these tests.
const nextDoes = "This room has no floor."

func TestRepeatOfClosingKeyIsIgnored(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("x")
	s.pass(time.Second)
	s.burst("nn")
	s.wantNoText(nextDoes)
	s.press("x")
	s.pass(time.Second)
	s.press("n")
	s.now = s.now.Add(150 * time.Millisecond) // not a held key: a second press
	s.send(uitest.KeyOf("n"))
	s.wantNoText(nextDoes)
	s.pass(time.Second)
	s.press("n")
	s.wantFooter(nextDoes)
	s.wantCommands(0)
	s.press("s")
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

func TestKeysForVanishedDialogAreIgnored(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("x")
	s.pass(time.Second)
	s.leave("m1")
	for range 5 { // a user about to answer continues typing
		s.now = s.now.Add(100 * time.Millisecond)
		s.send(uitest.KeyOf("n"))
		s.wantNoText(nextDoes)
	}
	s.now = s.now.Add(time.Second)
	s.send(uitest.KeyOf("n"))
	s.wantFooter(nextDoes)
	s.wantCommands(0)
}

func TestKeysForPaletteOfPreviousSessionAreIgnored(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press(":")
	s.change(func(c *video.Snapshot) { c.Room.ID, c.Room.Locked = "rs-next", video.No })
	s.now = s.now.Add(100 * time.Millisecond)
	s.send(uitest.KeyOf("K"))
	s.wantCommands(0)
}

func TestToggleWaitsAfterStateChange(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.pass(time.Second)
	s.change(func(c *video.Snapshot) { c.Room.Locked = video.Yes }) // another moderator was faster
	s.now = s.now.Add(5 * time.Millisecond)
	s.send(uitest.KeyOf("K"))
	s.wantCommands(0)
	s.wantFooter("The lock changed just now. Nothing was sent; press again.")
	s.pass(time.Second)
	s.press("K")
	s.wantCommands(0)
	s.pass(time.Second) // a question ignores keys at first
	s.press("y")
	s.wantCommand(video.Unlock())
}

// With Caps Lock on, k k arrives as K K: the room stays locked.
func TestField_K8_UnlockingAsks(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("K")
	s.wantCommand(video.Lock())
	s.change(func(c *video.Snapshot) { c.Room.Locked = video.Yes })
	s.pass(2 * time.Second)
	s.press("K")
	s.wantText("Unlock the room?")
	s.wantText("Anyone can join then.")
	s.press("K esc")
	s.wantCommands(1)
	s.pass(time.Second)
	s.press(": u n l o c k enter")
	s.wantText("Unlock the room?")
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(video.Unlock())
}

func TestStagePicksNoneBesideMarks(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("j space 2 g space")
	s.wantFooter("Unmark the others first: U.")
	s.press("1 U 2 g space")
	s.wantFooter("Picked up ")
}

func TestFooterShowsMarksBesideOffer(t *testing.T) {
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

func TestEscapeStopsBulkBeforeBanner(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.pass(10 * time.Second)
	s.wantFooter("[Esc] stops the rest")
	s.m.banner.raise(bannerNewSession, "a new session has begun · esc")
	s.press("esc")
	if !s.m.commander.bulks[0].stopped {
		t.Error("Escape dismissed the banner, and the command continues")
	}
}

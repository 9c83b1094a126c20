package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// startCameras turns off the cameras of seven people. It returns the pending tea.Cmd.
func startCameras(s *screenTest) tea.Cmd {
	s.t.Helper()
	s.press("a c")
	s.pass(time.Second)
	_, cmd := s.m.Update(read(uitest.KeyOf("y")))
	if cmd == nil {
		s.t.Fatal("nothing was sent")
	}
	return cmd
}

// waitFor publishes a snapshot in which these targets are still pending.
func waitFor(s *screenTest, ids ...video.MemberID) {
	s.t.Helper()
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{{Entry: s.room.entries, Command: video.VideoMute(ids...)}}
	})
}

func TestBulkShowsProgress(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	waitFor(s, "m5", "m6", "m7", "m8")
	s.wantFooter("3 of 7 done · [Esc] stops the rest")
	waitFor(s, "m8")
	s.wantFooter("6 of 7 done")
	s.change(func(c *video.Snapshot) { c.Pending = nil })
	s.run(cmd)
	s.wantFooter("Confirmed")
	s.wantNoText("stops the rest")
}

// TestQuitAsksWhileBulkStarts: the room has started the command, and the snapshot on the screen does not show it yet.
func TestQuitAsksWhileBulkStarts(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	started := s.room.sent[0]
	s.change(func(c *video.Snapshot) { c.Pending = []video.Job{{Command: started}} })
	s.wantFooter("0 of 7 done · [Esc] stops the rest")
	s.press("q")
	s.wantText("If you quit, these stop unfinished:")
}

func TestBulkIsStoppedByEscape(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	waitFor(s, "m7", "m8")
	s.room.answer = func(c video.Command) (video.Result, error) {
		res := video.Result{Command: c, Entry: 99}
		for i, id := range c.Targets {
			t := video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed}
			if i >= 5 {
				t.Outcome = video.OutcomeNotSent
				t.Err = fmt.Errorf("video.member.video_mute: %w: %w", video.ErrOffline, context.Canceled)
			}
			res.Targets = append(res.Targets, t)
		}
		return res, res.Err()
	}
	s.press("esc")
	s.wantFooter("Stopping: turn off the camera of")
	if b := s.m.commander.bulks[0]; !b.stopped {
		t.Error("the command continues")
	}
	s.run(cmd)
	s.wantFooter("Stopped: 5 done, 2 not sent: ")
	s.wantFooter("[Enter] review the rest")
	cut, stopped := video.VideoMute("m1", "m2"), fmt.Errorf("%w: %w", video.ErrNotSent, context.Canceled)
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, &video.Entry{
			N: 99, At: uitest.Epoch, Kind: video.EntryCommand, Command: &cut, Outcome: video.OutcomeNotSent,
			Targets: []video.TargetResult{{Outcome: video.OutcomeNotSent, Err: stopped}},
		})
	})
	s.pass(time.Second)
	s.wantText("not sent: it was stopped")
	s.pass(time.Second)
	s.press("enter")
	s.wantText("2 not sent")
	s.pass(time.Second)
	s.room.answer = nil
	s.press("y")
	s.wantCommands(2)
	if last := s.room.sent[1]; len(last.Targets) != 2 {
		t.Errorf("the rest is %v", last.Targets)
	}
	if len(s.m.commander.bulks) != 0 {
		t.Errorf("%d commands still count as running", len(s.m.commander.bulks))
	}
}

// An answer to a key is seen although the progress has more to say: the user waits for it.
func TestProgressLetsAnswersThrough(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.press("U j")
	s.press("m")
	if got := s.footer(); strings.Contains(got, "stops the rest") {
		t.Errorf("the progress covers the answer to a key: %s", got)
	}
	s.pass(statusFor + time.Second)
	s.wantFooter("stops the rest")
}

// Escape keeps its other meanings: a question, a line of text and a banner come first.
func TestEscapeLeavesQuestionBeforeStopping(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.press("U x")
	s.pass(time.Second)
	s.press("esc")
	if s.m.commander.bulks[0].stopped {
		t.Error("leaving a question stopped the command")
	}
	s.press("/ esc")
	if s.m.commander.bulks[0].stopped {
		t.Error("leaving the filter stopped the command")
	}
	s.press("esc")
	if !s.m.commander.bulks[0].stopped {
		t.Error("nothing was stopped")
	}
}

func TestQuitDuringBulkAsks(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.pass(time.Second)
	s.press("q")
	s.wantText("If you quit, these stop unfinished:")
	s.wantText("turn off the camera")
	if s.quit {
		t.Error("q quits without asking")
	}
	s.pass(time.Second)
	s.press("y")
	if !s.quit {
		t.Error("yes does not quit")
	}
}

// A command that continues in the previous room is neither shown nor stopped in the next one.
func TestBulkOfAnotherRoomContinues(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	other := newFakeRoom(uitest.SmallRoom())
	other.snap.Room.ID = "rs-other"
	other.snap.Pending = []video.Job{{Command: video.Command{Action: video.ActVideoMute, Targets: []video.MemberID{"m1"}}}}
	s.send(enteredMsg{room: other})
	s.wantNoText("stops the rest")
	s.press("esc esc")
	if s.m.commander.bulks[0].stopped {
		t.Error("Escape stopped a command in another room")
	}
}

func TestWatchOnlyStopsBulk(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.press("ctrl+o")
	s.wantFooter("Watching only. No command is sent. The commands in progress were stopped.")
	if !s.m.commander.bulks[0].stopped {
		t.Error("commands are still sent in watch-only mode")
	}
}

func TestProgressFitsSmallScreen(t *testing.T) {
	s := newScreen(t, 60, 15)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.wantFooter("4 of 7 done · [Esc] stops the rest")
	s.wantFooter("8 marked")
}

func TestSmallCommandDoesNotHideBulk(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	s.press("U space space")
	s.m.Update(read(uitest.KeyOf("d")))
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{
			{Entry: 501, Command: video.VideoMute("m6", "m7", "m8")},
			{Entry: 502, Command: video.Deaf("m1", "m2")},
		}
	})
	s.wantFooter("4 of 7 done")
	s.press("esc")
	if !s.m.commander.bulks[0].stopped {
		t.Error("nothing was stopped")
	}
}

// Under a dialog, the footer does not offer Escape, which would close the dialog.
func TestProgressOffersNoEscapeUnderDialog(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.press("?")
	s.wantFooter("4 of 7 done")
	s.wantNoText("stops the rest")
}

// An Escape that comes just after the command ended does not remove the marks.
func TestEscapeTooLateToStopDoesNothing(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.change(func(c *video.Snapshot) { c.Pending = nil })
	s.run(cmd)
	s.press("esc")
	s.wantFooter("Nothing is left to stop")
	if s.m.people.Marks.Len() == 0 {
		t.Error("the marks are gone")
	}
	s.press("esc")
	if s.m.people.Marks.Len() > 0 {
		t.Error("Escape no longer removes the marks")
	}
}

// A held key stops one command, not one after the other.
func TestHeldEscapeStopsOneCommand(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	s.press("d")
	s.pass(time.Second)
	s.m.Update(read(uitest.KeyOf("y")))
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{
			{Entry: 501, Command: video.VideoMute("m6", "m7", "m8")},
			{Entry: 502, Command: video.Deaf(s.m.commander.bulks[len(s.m.commander.bulks)-1].c.Targets...)},
		}
	})
	s.press("esc")
	s.now = s.now.Add(33 * time.Millisecond)
	s.send(uitest.KeyOf("esc"))
	if s.m.commander.bulks[0].stopped {
		t.Error("both are stopped")
	}
}

// The undo of a bulk command takes as long as the command, and is stopped in the same way.
func TestBulkUndoIsStoppedByEscape(t *testing.T) {
	s := newScreen(t, 120, 36)
	var ids []video.MemberID
	for _, m := range s.m.snap.Members[:7] {
		ids = append(ids, m.ID)
	}
	c := video.AudioMute(ids...)
	s.change(func(snap *video.Snapshot) {
		snap.Undo = &video.Entry{N: 5, Kind: video.EntryCommand, Command: &c, Outcome: video.OutcomeConfirmed}
	})
	s.room.undone = func() (video.Result, error) {
		res := video.Result{Command: video.AudioUnmute(ids...)}
		for i, id := range ids {
			r := video.TargetResult{Member: id, Outcome: video.OutcomeAccepted}
			if i > 2 {
				r.Outcome, r.Err = video.OutcomeNotSent, video.ErrOffline
			}
			res.Targets = append(res.Targets, r)
		}
		return res, res.Err()
	}
	for _, id := range ids {
		s.edit(id, func(c *video.Member) { c.AudioMuted = true })
	}
	s.press("u") // unmutes many members
	s.pass(time.Second)
	_, cmd := s.m.Update(read(uitest.KeyOf("y")))
	s.wantFooter("Undo (mute 6 people and 1 screen)")
	s.pass(5 * time.Second)
	s.wantFooter("Undo (mute 6 people and 1 screen): 0 of 7 done · [Esc] stops the rest")
	s.press("esc")
	s.wantFooter("Stopping: undo (mute 6 people and 1 screen)")
	s.run(cmd)
	s.wantFooter("Undo stopped: 3 done, 4 not sent. Press u to undo the rest")
	if len(s.m.commander.bulks) != 0 {
		t.Errorf("%d commands still count as running", len(s.m.commander.bulks))
	}
}

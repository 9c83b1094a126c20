package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// startCameras turns the cameras of seven people off; what it returns is the command that has not come back yet.
func startCameras(s *screenTest) tea.Cmd {
	s.t.Helper()
	s.press("a c")
	s.pass(time.Second)
	_, cmd := s.m.Update(uitest.KeyOf("y"))
	if cmd == nil {
		s.t.Fatal("nothing was sent")
	}
	return cmd
}

// waitFor has the room say that so many of the seven have no answer yet.
func waitFor(s *screenTest, ids ...video.MemberID) {
	s.t.Helper()
	s.change(func(c *video.Snapshot) {
		c.Pending = []video.Job{{Action: video.ActVideoMute, Targets: ids, State: video.OutcomePending}}
	})
}

func TestBulkShowsHowFarItIs(t *testing.T) {
	s := newScreen(t, 120, 36)
	cmd := startCameras(s)
	waitFor(s, "m5", "m6", "m7", "m8")
	s.wantFooter("3 of 7 done · [esc] stops the rest")
	waitFor(s, "m8")
	s.wantFooter("6 of 7 done")
	s.change(func(c *video.Snapshot) { c.Pending = nil })
	s.run(cmd)
	s.wantFooter("confirmed")
	s.wantNoText("stops the rest")
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
	s.wantFooter("stopping: turn off the camera of")
	if b := s.m.commander.bulks[0]; !b.stopped {
		t.Error("it goes on")
	}
	s.run(cmd)
	s.wantFooter("Stopped: 5 done, 2 not sent: ")
	s.wantFooter("[r] review the rest")
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, video.Entry{
			N: 99, At: uitest.Epoch, Kind: video.EntryCommand, Outcome: video.OutcomeNotSent, Err: "video.member.video_mute: not sent: stopped before its turn",
		})
	})
	s.wantText("not sent: stopped before its turn")
	s.wantNoText("video.member")
	s.pass(time.Second)
	s.press("r")
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

// Escape keeps its other meanings: a question, a line of text and a banner go before.
func TestEscapeLeavesAQuestionBeforeItStops(t *testing.T) {
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

func TestQuittingInTheMiddleAsks(t *testing.T) {
	s := newScreen(t, 120, 36)
	startCameras(s)
	waitFor(s, "m6", "m7", "m8")
	s.pass(time.Second)
	s.press("q")
	s.wantText("This is not finished")
	s.wantText("turn off the camera")
	if s.quit {
		t.Error("it quits in the middle")
	}
	s.pass(time.Second)
	s.press("y")
	if !s.quit {
		t.Error("yes does not quit")
	}
}

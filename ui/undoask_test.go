package ui

import (
	"testing"
	"time"

	"gavel/session/video"
)

// silencedRoom shows a room in which the last command has silenced all in three ways.
func silencedRoom(t *testing.T, w, h int) (*screenTest, []video.MemberID) {
	t.Helper()
	s := newScreen(t, w, h)
	var ids []video.MemberID
	for _, m := range s.m.snap.Members {
		ids = append(ids, m.ID)
		s.edit(m.ID, func(c *video.Member) { c.AudioMuted, c.VideoMuted, c.Deaf = true, true, true })
	}
	return s, ids
}

// What opens microphones, cameras or ears of many asks, also when it is an undo.
func TestUndoThatOpensManyAsks(t *testing.T) {
	_, ids := silencedRoom(t, 80, 24)
	for _, test := range []struct {
		c    video.Command
		want string
	}{
		{video.AudioMute(ids...), "Undo: unmute 7 people and 1 screen?"},
		{video.VideoMute(ids...), "Undo: turn on the camera of 7 people and 1 screen?"},
		{video.Deaf(ids...), "Undo: undeafen 7 people and 1 screen?"},
	} {
		for _, size := range [][2]int{{minWidth, minHeight}, {80, 24}, {200, 60}} {
			s, _ := silencedRoom(t, size[0], size[1])
			s.canUndo(test.c)
			s.press("u")
			s.wantText(test.want)
			s.pass(time.Second)
			s.press("enter")
			s.wantFooter("nothing done")
			if s.room.undos != 0 {
				t.Errorf("%s: undone without a yes", test.c.Action)
			}
			s.press("u")
			s.pass(time.Second)
			s.press("y")
			if s.room.undos != 1 {
				t.Errorf("%s: %d undos, want 1", test.c.Action, s.room.undos)
			}
		}
	}
}

// The question counts whom the command has changed, who are still here and still as it left them.
func TestUndoQuestionCountsWhomItChanges(t *testing.T) {
	s, ids := silencedRoom(t, 80, 24)
	c := video.AudioMute(ids...)
	s.change(func(snap *video.Snapshot) {
		e := &video.Entry{N: 5, Kind: video.EntryCommand, Command: &c, Outcome: video.OutcomeConfirmed}
		for _, id := range ids {
			e.Targets = append(e.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed})
		}
		e.Targets[0].Outcome = video.OutcomeRefused
		snap.Undo = e
	})
	s.press("u")
	s.wantText("Undo: unmute 6 people and 1 screen?")
	s.leave("m2")
	s.wantText("Undo: unmute 5 people and 1 screen?")
	s.pass(4 * time.Second)
	s.press("n u")
	s.wantText("Undo: unmute 5 people and 1 screen?")
	s.pass(time.Second)
	s.press("n")
	s.edit("m3", func(m *video.Member) { m.AudioMuted = false })
	s.press("u") // five are not many
	s.wantNoText("Undo: unmute")
	if s.room.undos != 1 {
		t.Errorf("%d undos, want 1", s.room.undos)
	}
}

func TestUndoThatClosesDoesNotAsk(t *testing.T) {
	s, ids := silencedRoom(t, 80, 24)
	s.canUndo(video.AudioUnmute(ids...))
	s.press("u")
	if s.room.undos != 1 {
		t.Errorf("%d undos, want 1", s.room.undos)
	}
}

// A yes is for what was asked about, in a room that takes it.
func TestUndoQuestionGoesAwayWithItsCommand(t *testing.T) {
	s, ids := silencedRoom(t, 80, 24)
	s.canUndo(video.AudioMute(ids...))
	s.press("u")
	s.change(func(c *video.Snapshot) {
		next := *c.Undo
		next.N = 6
		c.Undo = &next
	})
	s.wantNoText("Undo: unmute")
	s.wantFooter("nothing undone: the last command is another one by now")
	s.pass(time.Second)
	s.press("u")
	s.pass(time.Second)
	s.change(func(c *video.Snapshot) { c.Link.State = video.LinkWaiting })
	s.press("y")
	s.wantFooter("not connected")
	if s.room.undos != 0 {
		t.Error("the undo was sent")
	}
}

package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// canUndo publishes that the command can be undone.
func (s *screenTest) canUndo(c video.Command) {
	s.t.Helper()
	s.change(func(snap *video.Snapshot) {
		snap.Undo = &video.Entry{N: 5, Kind: video.EntryCommand, Command: &c, Outcome: video.OutcomeConfirmed}
	})
}

// undoneFor sets the outcomes of the undo, one per target.
func (s *screenTest) undoneFor(c video.Command, outcomes ...video.Outcome) {
	s.room.undone = func() (video.Result, error) {
		res := video.Result{Command: c, Entry: 9}
		for i, o := range outcomes {
			r := video.TargetResult{Member: c.Targets[i], Outcome: o}
			switch o {
			case video.OutcomeUnknown:
				r.Err = video.ErrUnknown
			case video.OutcomeNotSent:
				r.Err = fmt.Errorf("%w: %w", video.ErrOffline, context.Canceled)
			}
			res.Targets = append(res.Targets, r)
		}
		return res, res.Err()
	}
}

// startUndo presses u. It returns the pending tea.Cmd.
func (s *screenTest) startUndo() tea.Cmd {
	s.t.Helper()
	s.pass(time.Second)
	_, cmd := s.m.Update(read(uitest.KeyOf("u")))
	return cmd
}

func TestUndoWithoutAnswerIsUnknown(t *testing.T) {
	for name, end := range map[string]struct {
		outcome video.Outcome
		want    string
	}{
		"done":     {video.OutcomeConfirmed, "…done: "},
		"not done": {video.OutcomeNotDone, "…not done: "},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.canUndo(video.AudioMute("m2"))
			unmute := video.AudioUnmute("m2")
			s.undoneFor(unmute, video.OutcomeUnknown)
			cmd := s.startUndo()
			s.change(func(c *video.Snapshot) {
				c.Log = append(c.Log, &video.Entry{
					N: 9, Kind: video.EntryCommand, Undo: true, Command: &unmute, Outcome: video.OutcomeUnknown, Doubt: true,
				})
			})
			s.run(cmd)
			s.wantFooter("Undo (mute David Kern): sent, no answer. Checking…")
			if s.m.status.tone != draw.Warn {
				t.Error("it is reported as a failure")
			}
			s.change(func(c *video.Snapshot) {
				e := *c.Log[len(c.Log)-1]
				e.Outcome, e.Targets = end.outcome, []video.TargetResult{{Member: "m2", Outcome: end.outcome}}
				c.Log[len(c.Log)-1] = &e
			})
			s.wantFooter(end.want)
		})
	}
}

// An undo may be several commands. One of them has an unknown outcome, and it need not be the last.
func TestUndoOfSeveralCommandsIsReconciled(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.canUndo(video.SetInputVolume(5, "m1", "m2"))
	first, last := video.SetInputVolume(0, "m1"), video.SetInputVolume(10, "m2")
	s.undoneFor(video.SetInputVolume(10, "m1", "m2"), video.OutcomeUnknown, video.OutcomeConfirmed)
	cmd := s.startUndo()
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log,
			&video.Entry{N: 8, Kind: video.EntryCommand, Undo: true, Command: &first, Outcome: video.OutcomeUnknown, Doubt: true},
			&video.Entry{N: 9, Kind: video.EntryCommand, Undo: true, Command: &last, Outcome: video.OutcomeConfirmed})
	})
	s.run(cmd)
	s.change(func(c *video.Snapshot) { c.Seq++ })
	s.wantFooter("sent, no answer")
	s.change(func(c *video.Snapshot) {
		e := *c.Log[len(c.Log)-2]
		e.Outcome = video.OutcomeConfirmed
		c.Log[len(c.Log)-2] = &e
	})
	s.wantFooter("…done: ")
}

// The screen names u only if it works.
func TestPartialUndoNamesKeyOnlyIfItHelps(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile func(*screenTest)
		want      string
	}{
		"live":  {func(*screenTest) {}, "1 done, 1 not sent. Press u to undo the rest"},
		"watch": {func(s *screenTest) { s.m.watch = true }, "1 not sent. Watching only. Ctrl-O turns commands on."},
		"ended": {
			func(s *screenTest) { s.change(func(c *video.Snapshot) { c.Room.Ended = true }) },
			"1 not sent. The room has ended.",
		},
		"offline": {
			func(s *screenTest) { s.change(func(c *video.Snapshot) { c.Link.State = video.LinkWaiting }) },
			"1 not sent. There is no connection.",
		},
		"stale": {
			func(s *screenTest) { s.change(func(c *video.Snapshot) { c.Stale = true }) },
			"1 not sent. The room is being read again",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.canUndo(video.AudioMute("m2", "m5"))
			s.undoneFor(video.AudioUnmute("m2", "m5"), video.OutcomeConfirmed, video.OutcomeNotSent)
			cmd := s.startUndo()
			test.meanwhile(s)
			s.run(cmd)
			s.wantFooter(test.want)
			if name != "live" {
				s.wantNoText("Press u")
			}
		})
	}
}

func TestUndoFailureInPreviousRoomIsReported(t *testing.T) {
	other := newFakeRoom(uitest.SmallRoom())
	other.snap.Room.ID, other.snap.Room.DisplayName = "rs-other", "All hands"
	for _, test := range []struct {
		outcome video.Outcome
		want    string
	}{
		{video.OutcomeNotSent, "In \"Weekly standup\": undo (mute microphone) for 1 of 2 people: not sent"},
		{video.OutcomeUnknown, "In \"Weekly standup\": undo (mute microphone) for 1 of 2 people: outcome unknown"},
		{video.OutcomeConfirmed, ""},
	} {
		s := newScreen(t, 120, 36)
		s.canUndo(video.AudioMute("m2", "m5"))
		s.undoneFor(video.AudioUnmute("m2", "m5"), video.OutcomeConfirmed, test.outcome)
		cmd := s.startUndo()
		s.send(enteredMsg{room: other})
		s.run(cmd)
		s.wantFooter(test.want)
		if test.want == "" {
			s.wantNoText("In Weekly standup")
		}
	}
}

// The key is for the previous room.
func TestUndoIsRefusedRightAfterEnteringRoom(t *testing.T) {
	s := newScreen(t, 120, 36)
	other := newFakeRoom(uitest.SmallRoom())
	mute := video.AudioMute("m2")
	other.snap.Room.ID, other.snap.Undo = "rs-other", &video.Entry{N: 5, Kind: video.EntryCommand, Command: &mute}
	s.pass(time.Second)
	s.send(enteredMsg{room: other})
	s.press("u")
	s.wantFooter("This room has just opened.")
	if other.undos != 0 {
		t.Error("the undo was sent to the new room")
	}
	s.pass(time.Second)
	s.press("u")
	if other.undos != 1 {
		t.Errorf("%d undos, want 1", other.undos)
	}
}

// silencedRoom shows a room in which the last command silenced all members.
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

// An undo that opens the microphones, cameras or ears of many asks first, as a command does.
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
		for _, size := range [][2]int{{arrange.MinWidth, arrange.MinHeight}, {80, 24}, {200, 60}} {
			s, _ := silencedRoom(t, size[0], size[1])
			s.canUndo(test.c)
			s.press("u")
			s.wantText(test.want)
			s.pass(time.Second)
			s.press("enter")
			s.wantFooter("Cancelled. Nothing was sent.")
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

// The question counts the members that the command changed and that are still in the room and unchanged since.
// An undo asks from as many people on as the command that it equals.
func TestUndoAsksAsTheSettingsSay(t *testing.T) {
	one, nine := 1, 9
	for name, test := range map[string]struct {
		reload Reload
		ids    []video.MemberID
		asks   bool
	}{
		"over one":        {Reload{ConfirmOver: &one}, []video.MemberID{"m2", "m5"}, true},
		"one":             {Reload{ConfirmOver: &one}, []video.MemberID{"m2"}, false},
		"not over nine":   {Reload{ConfirmOver: &nine}, []video.MemberID{"m1", "m2", "m3", "m5", "m6", "m7"}, false},
		"always asked":    {Reload{ConfirmAlso: &[]video.Action{video.ActAudioUnmute}}, []video.MemberID{"m2"}, true},
		"another command": {Reload{ConfirmAlso: &[]video.Action{video.ActAudioMute}}, []video.MemberID{"m2"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			for _, id := range test.ids {
				s.edit(id, func(m *video.Member) { m.AudioMuted = true })
			}
			s.canUndo(video.AudioMute(test.ids...))
			s.reload(test.reload)
			s.press("u")
			if got := s.m.asking(); got != test.asks {
				t.Errorf("asks: %v, want %v", got, test.asks)
			}
		})
	}
}

func TestUndoQuestionCountsItsTargets(t *testing.T) {
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

// A yes counts only for the command in question, in a room that accepts it.
func TestUndoQuestionClosesWithItsCommand(t *testing.T) {
	s, ids := silencedRoom(t, 80, 24)
	s.canUndo(video.AudioMute(ids...))
	s.press("u")
	s.change(func(c *video.Snapshot) {
		next := *c.Undo
		next.N = 6
		c.Undo = &next
	})
	s.wantNoText("Undo: unmute")
	s.wantFooter("Nothing was undone: there is a newer command.")
	s.pass(time.Second)
	s.press("u")
	s.pass(time.Second)
	s.change(func(c *video.Snapshot) { c.Link.State = video.LinkWaiting })
	s.press("y")
	s.wantFooter("Not connected")
	if s.room.undos != 0 {
		t.Error("the undo was sent")
	}
}

// The undo of a composite asks when a step of it would open something for many.
func TestUndoOfCompositeAsks(t *testing.T) {
	s := newScreen(t, 120, 36)
	var ids []video.MemberID
	for _, m := range s.m.snap.Members[:7] {
		ids = append(ids, m.ID)
		s.edit(m.ID, func(m *video.Member) { m.AudioMuted = true })
	}
	s.canUndo(video.Composite("silence", "silenced", nil, video.AudioMute(ids...), video.Lock()))
	s.press("u")
	s.wantText("Undo: unmute 6 people and 1 screen?")
	s.pass(time.Second)
	s.press("y")
	if s.room.undos != 1 {
		t.Errorf("%d undos, want 1", s.room.undos)
	}
}

// TestField_U1_UndoReportsWhatCannotBeUndone presses u after a removal: nothing is sent, and a sentence gives the
// reason.
func TestField_U1_UndoReportsWhatCannotBeUndone(t *testing.T) {
	for name, tc := range map[string]struct {
		c    video.Command
		want string
	}{
		"removal":   {video.RemoveMember("m2"), "Cannot undo: you removed David Kern, and a removed member can only join again."},
		"recording": {video.StartRecording(), "Cannot undo: you started a recording, and a recording that has started can only be"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.canUndo(tc.c)
			s.press("u")
			s.wantFooter(tc.want)
			if s.room.undos != 0 {
				t.Error("an undo was sent")
			}
		})
	}
}

// TestField_U1_UndoNamesSkippedPeople undoes a command on two people; someone else has changed one of them, or both.
func TestField_U1_UndoNamesSkippedPeople(t *testing.T) {
	for name, tc := range map[string]struct {
		note video.Note
		back video.Command
		want string
	}{
		"one": {
			video.NoteUndoSkipped, video.AudioUnmute("m1"),
			"Undone: Mark Oduya is unmuted again. Confirmed. Skipped David Kern: changed since, or gone.",
		},
		"both": {
			video.NoteUndoNothing,
			video.Command{},
			"Nothing was undone, because these people have left, or have been changed since: David Kern.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.canUndo(video.AudioMute("m1", "m2"))
			s.room.undone = func() (video.Result, error) {
				res := video.Result{Command: tc.back}
				for _, id := range tc.back.Targets {
					res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed})
				}
				return res, nil
			}
			cmd := s.startUndo()
			s.change(func(c *video.Snapshot) {
				c.Log = append(c.Log, &video.Entry{
					N: 9, Kind: video.EntryWarning, Note: tc.note, Who: []video.Person{{ID: "m2", Name: "David Kern"}},
				})
			})
			s.run(cmd)
			s.wantFooter(tc.want)
		})
	}
}

package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session"
)

// canUndo has the room say that the command can be undone.
func (s *screenTest) canUndo(c session.Command) {
	s.t.Helper()
	s.change(func(snap *session.Snapshot) {
		snap.Undo = &session.Entry{N: 5, Kind: session.EntryCommand, Command: &c, Outcome: session.OutcomeConfirmed}
	})
}

// undoneFor has the undo end so for each, one after the other.
func (s *screenTest) undoneFor(c session.Command, outcomes ...session.Outcome) {
	s.room.undone = func() (session.Result, error) {
		res := session.Result{Command: c, Entry: 9}
		for i, o := range outcomes {
			r := session.TargetResult{Member: c.Targets[i], Outcome: o}
			switch o {
			case session.OutcomeUnknown:
				r.Err = session.ErrUnknown
			case session.OutcomeNotSent:
				r.Err = fmt.Errorf("%w: %w", session.ErrOffline, context.Canceled)
			}
			res.Targets = append(res.Targets, r)
		}
		return res, res.Err()
	}
}

// startUndo presses u; what it returns is the undo that has not come back yet.
func (s *screenTest) startUndo() tea.Cmd {
	s.t.Helper()
	s.pass(time.Second)
	_, cmd := s.m.Update(keyNamed("u"))
	return cmd
}

func TestUndoWithoutAnswerIsInDoubt(t *testing.T) {
	for name, end := range map[string]struct {
		outcome session.Outcome
		want    string
	}{
		"done":     {session.OutcomeConfirmed, "…done: "},
		"not done": {session.OutcomeNotDone, "…not done: "},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.canUndo(session.AudioMute("m2"))
			unmute := session.AudioUnmute("m2")
			s.undoneFor(unmute, session.OutcomeUnknown)
			cmd := s.startUndo()
			s.change(func(c *session.Snapshot) {
				c.Log = append(c.Log, session.Entry{
					N: 9, Kind: session.EntryCommand, Undo: true, Command: &unmute, Outcome: session.OutcomeUnknown, Doubt: true,
				})
			})
			s.run(cmd)
			s.wantFooter("Undo of: mute David Kern: sent, no answer. Checking…")
			if s.m.status.tone != warn {
				t.Error("it is told as a failure")
			}
			s.change(func(c *session.Snapshot) {
				e := &c.Log[len(c.Log)-1]
				e.Outcome, e.Targets = end.outcome, []session.TargetResult{{Member: "m2", Outcome: end.outcome}}
			})
			s.wantFooter(end.want)
		})
	}
}

// An undo may be several commands. Only one of them is in doubt, and it need not be the last.
func TestUndoOfSeveralCommandsIsSettledByTheOneInDoubt(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.canUndo(session.SetInputVolume(5, "m1", "m2"))
	first, last := session.SetInputVolume(0, "m1"), session.SetInputVolume(10, "m2")
	s.undoneFor(session.SetInputVolume(10, "m1", "m2"), session.OutcomeUnknown, session.OutcomeConfirmed)
	cmd := s.startUndo()
	s.change(func(c *session.Snapshot) {
		c.Log = append(c.Log,
			session.Entry{N: 8, Kind: session.EntryCommand, Undo: true, Command: &first, Outcome: session.OutcomeUnknown, Doubt: true},
			session.Entry{N: 9, Kind: session.EntryCommand, Undo: true, Command: &last, Outcome: session.OutcomeConfirmed})
	})
	s.run(cmd)
	s.change(func(c *session.Snapshot) { c.Seq++ })
	s.wantFooter("sent, no answer")
	s.change(func(c *session.Snapshot) { c.Log[len(c.Log)-2].Outcome = session.OutcomeConfirmed })
	s.wantFooter("…done: ")
}

// Whoever is told to press u can.
func TestUndoInPartNamesItsKeyOnlyWhereItHelps(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile func(*screenTest)
		want      string
	}{
		"live":    {func(*screenTest) {}, "1 done, 1 not sent. Press u to undo the rest"},
		"watch":   {func(s *screenTest) { s.m.watch = true }, "1 not sent. Watching only: ctrl-o switches commands on"},
		"ended":   {func(s *screenTest) { s.change(func(c *session.Snapshot) { c.Room.Ended = true }) }, "1 not sent: the room has ended"},
		"offline": {func(s *screenTest) { s.change(func(c *session.Snapshot) { c.Link.State = session.LinkWaiting }) }, "1 not sent: not connected"},
		"stale":   {func(s *screenTest) { s.change(func(c *session.Snapshot) { c.Stale = true }) }, "1 not sent: the room is being read again"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.canUndo(session.AudioMute("m2", "m5"))
			s.undoneFor(session.AudioUnmute("m2", "m5"), session.OutcomeConfirmed, session.OutcomeNotSent)
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

func TestUndoThatFailsInALeftRoomIsTold(t *testing.T) {
	other := newFakeRoom(smallRoom())
	other.snap.Room.ID, other.snap.Room.DisplayName = "rs-other", "All hands"
	for _, test := range []struct {
		outcome session.Outcome
		want    string
	}{
		{session.OutcomeNotSent, "In Weekly standup: undo of: mute microphone for 1 of 2 people: not sent"},
		{session.OutcomeUnknown, "In Weekly standup: undo of: mute microphone for 1 of 2 people: outcome unknown"},
		{session.OutcomeConfirmed, ""},
	} {
		s := newScreen(t, 120, 36)
		s.canUndo(session.AudioMute("m2", "m5"))
		s.undoneFor(session.AudioUnmute("m2", "m5"), session.OutcomeConfirmed, test.outcome)
		cmd := s.startUndo()
		s.send(enteredMsg{room: other})
		s.run(cmd)
		s.wantFooter(test.want)
		if test.want == "" {
			s.wantNoText("In Weekly standup")
		}
	}
}

// The key was meant for the room that was on the screen before.
func TestUndoRightAfterEnteringARoomIsRefused(t *testing.T) {
	s := newScreen(t, 120, 36)
	other := newFakeRoom(smallRoom())
	mute := session.AudioMute("m2")
	other.snap.Room.ID, other.snap.Undo = "rs-other", &session.Entry{N: 5, Kind: session.EntryCommand, Command: &mute}
	s.pass(time.Second)
	s.send(enteredMsg{room: other})
	s.press("u")
	s.wantFooter("only just come up")
	if other.undos != 0 {
		t.Error("the undo was sent to the room that had only just come up")
	}
	s.pass(time.Second)
	s.press("u")
	if other.undos != 1 {
		t.Errorf("%d undos, want 1", other.undos)
	}
}

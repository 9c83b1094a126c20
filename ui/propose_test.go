package ui

import (
	"errors"
	"testing"
	"time"

	"gavel/session"
)

func TestVerbsActOnTheHighlightedMember(t *testing.T) {
	tests := []struct {
		keys string
		want session.Command
	}{
		{"m", session.AudioMute("m1")},
		{"j M", session.AudioUnmute("m2")},
		{"c", session.VideoMute("m1")},
		{"j j C", session.VideoUnmute("m3")},
		{"d", session.Deaf("m1")},
		{"j j j j D", session.UndeafKeepMuted("m5")},
		{"j j h", session.SetRaisedHand(false, "m3")},
		{"H", session.SetRaisedHand(true, "m1")},
		{"K", session.Lock()},
		{"w", session.SetHideVideoMuted(true)},
		{"+", session.SetInputVolume(5, "m1")},
		{"<", session.SetOutputVolume(-5, "m1")},
		{"m j .", session.VideoMute("m2")},
	}
	for _, test := range tests[:len(tests)-1] {
		t.Run(test.keys, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			s.press(test.keys)
			s.wantCommands(1)
			s.wantCommand(test.want)
		})
	}
}

func TestAgainActsOnThePresentTarget(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("c j .")
	s.wantCommands(2)
	s.wantCommand(session.VideoMute("m2"))
}

func TestKeysOfOneReadActOnWhatEachOtherHighlighted(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.burst("jjc")
	s.wantCommands(0) // Ana's camera is off already
	s.wantFooter("off already")
	s.burst("kc")
	s.wantCommand(session.VideoMute("m2"))
}

func TestSecondIdenticalCommandIsSwallowed(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("m m")
	s.wantCommands(1)
	s.wantFooter("swallowed")
	s.pass(2 * time.Second)
	s.press("m")
	s.wantCommands(2)
}

func TestHeldKeyRunsACommandOnce(t *testing.T) {
	s := newScreen(t, 80, 24)
	for range 10 {
		s.now = s.now.Add(30 * time.Millisecond)
		s.send(keyNamed("m"))
	}
	s.wantCommands(1)
}

func TestVolumeKeysSendTheLastValue(t *testing.T) {
	s := newScreen(t, 80, 24)
	for range 8 {
		s.now = s.now.Add(40 * time.Millisecond)
		s.send(keyNamed("+"))
	}
	s.pass(time.Second)
	s.wantCommand(session.SetInputVolume(40, "m1"))
	if n := len(s.room.sent); n > 3 {
		t.Errorf("%d commands in half a second, want at most 3", n)
	}
}

func TestWatchOnlyRefuses(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("ctrl+o m x K r u n")
	s.wantCommands(0)
	s.wantFooter("watching only")
	s.wantText("watch only")
	s.press("ctrl+o m")
	s.wantCommands(1)
}

func TestWithoutConnectionNothingIsSent(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *session.Snapshot) {
		c.Stale = true
		c.Link = session.Link{State: session.LinkWaiting, Attempt: 2, RetryAt: s.now.Add(4 * time.Second), Since: s.now}
	})
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("not connected")
	s.wantText("reconnecting (try 2, next in 4s)")
}

func TestUnknownOutcomeIsSettledLater(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = func(c session.Command) (session.Result, error) {
		return session.Result{Command: c, Entry: 9, Targets: []session.TargetResult{
			{Member: c.Targets[0], Outcome: session.OutcomeUnknown, Err: session.ErrUnknown},
		}}, session.ErrUnknown
	}
	s.press("m")
	s.wantFooter("sent, no answer")
	s.change(func(c *session.Snapshot) {
		mute := session.AudioMute("m1")
		c.Log = append(c.Log, session.Entry{N: 9, Kind: session.EntryCommand, Command: &mute, Outcome: session.OutcomeNotDone})
	})
	s.wantFooter("not done")
	s.room.answer = nil
	s.pass(time.Second)
	s.press("r")
	s.wantCommands(2)
	s.wantCommand(session.AudioMute("m1"))
}

func TestRefusalIsShown(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.room.answer = func(c session.Command) (session.Result, error) {
		err := &session.RPCError{Code: "403", Message: "no \x1b[31mpermission"}
		return session.Result{Targets: []session.TargetResult{{Member: "m1", Outcome: session.OutcomeRefused, Err: err}}}, err
	}
	s.press("m")
	s.wantFooter("refused by the room: no <1B>[31mpermission")
}

func TestNextHandLowersAndUnmutes(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.edit("m6", func(m *session.Member) { m.AudioMuted = true })
	s.press("n")
	s.wantCommands(2)
	if got := s.room.sent[0]; got.Action != session.ActSetRaisedHand || got.Args["raised"] != false || got.Targets[0] != "m6" {
		t.Errorf("sent %+v first, want the hand of m6 lowered", got)
	}
	s.wantCommand(session.AudioUnmute("m6"))
}

func TestLockAsksWhenItsStateIsUnknown(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *session.Snapshot) { c.Room.Locked = session.Unknown })
	s.wantText("lock ?")
	s.press("K")
	s.wantCommands(0)
	s.press("l")
	s.wantCommand(session.Lock())
}

func TestQuitAsksWhileOurRecordingRuns(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("q")
	if !s.quit {
		t.Error("q must quit when nothing of ours runs")
	}
	s.quit = false
	s.change(func(c *session.Snapshot) {
		mine := *c.Recordings[0]
		mine.Mine = true
		c.Recordings = []*session.Recording{&mine}
	})
	s.press("q")
	s.wantText("a recording that you started")
	s.press("enter")
	if s.quit {
		t.Error("Enter must not quit")
	}
	s.press("q")
	s.pass(time.Second)
	s.press("y")
	if !s.quit {
		t.Error("y must quit")
	}
}

func TestCtrlCQuitsFromEverywhere(t *testing.T) {
	for _, keys := range []string{"", "/", "x", "a x", ":", "?"} {
		s := newScreen(t, 80, 24)
		s.press(keys + " ctrl+c")
		if !s.quit {
			t.Errorf("after %q ctrl+c must quit", keys)
		}
	}
}

func TestPanickingCommandEndsInOrder(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.room.answer = func(session.Command) (session.Result, error) { panic("boom") }
	s.press("m")
	var crash *CrashError
	if !errors.As(s.m.fatal, &crash) || crash.Value != "boom" || !s.quit {
		t.Errorf("fatal is %v and quit %v, want the panic and the end", s.m.fatal, s.quit)
	}
}

func TestRecordingWatchdog(t *testing.T) {
	stop := func(c *session.Snapshot, state string) {
		r := *c.Recordings[0]
		r.State = state
		c.Recordings = []*session.Recording{&r}
	}
	s := newScreen(t, 80, 24)
	s.change(func(c *session.Snapshot) { stop(c, session.StatePaused) })
	s.wantNoText("not by you") // we did it: there is no entry
	s.change(func(c *session.Snapshot) {
		stop(c, session.StateCompleted)
		c.Log = append(c.Log, session.Entry{N: 5, Kind: session.EntryRecording, Text: "the recording ended, not by you"})
	})
	s.wantText("the recording ended, not by you")
	s.press("esc")
	s.wantNoText("the recording ended, not by you · esc")
}

func TestRoomEnded(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *session.Snapshot) { c.Room.Ended = true })
	s.wantText("○ ended")
	s.wantText("the room has ended")
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("ended")
}

func TestCopyID(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j y")
	if len(s.copy) != 1 || s.copy[0] != "m2" {
		t.Errorf("copied %q, want m2", s.copy)
	}
}

// Again is for whoever is highlighted now; a command that names its people by itself is not repeated.
func TestAgainDoesNotPlaceThePeopleOfBefore(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.run(s.m.propose(session.SetPositions(map[session.MemberID]session.Position{"m2": session.Standard(4)})))
	s.wantCommands(1)
	s.pass(2 * time.Second)
	s.press("j j .")
	s.wantCommands(1)
	s.wantFooter("place them anew")
}

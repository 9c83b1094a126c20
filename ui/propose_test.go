package ui

import (
	"errors"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/term"
	"gavel/ui/uitest"
)

func TestKeysActOnHighlightedMember(t *testing.T) {
	tests := []struct {
		keys string
		want video.Command
	}{
		{"m", video.AudioMute("m1")},
		{"j M", video.AudioUnmute("m2")},
		{"c", video.VideoMute("m1")},
		{"j j C", video.VideoUnmute("m3")},
		{"d", video.Deaf("m1")},
		{"j j j j D", video.UndeafKeepMuted("m5")},
		{"j j h", video.SetRaisedHand(false, "m3")},
		{"H", video.SetRaisedHand(true, "m1")},
		{"K", video.Lock()},
		{"V", video.SetHideVideoMuted(true)},
		{"+", video.SetInputVolume(5, "m1")},
		{"<", video.SetOutputVolume(-5, "m1")},
		{"m j .", video.VideoMute("m2")},
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

func TestAgainActsOnPresentTarget(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("c j .")
	s.wantCommands(2)
	s.wantCommand(video.VideoMute("m2"))
}

func TestKeysOfOneReadSeeEarlierKeys(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.burst("jjc")
	s.wantCommands(0) // Ana's camera is off already
	s.wantFooter("is already off")
	s.burst("kc")
	s.wantCommand(video.VideoMute("m2"))
}

func TestRepeatedCommandIsIgnored(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("m m")
	s.wantCommands(1)
	s.wantFooter("The repeat was ignored.")
	s.pass(2 * time.Second)
	s.press("m")
	s.wantCommands(2)
}

func TestHeldKeyRunsCommandOnce(t *testing.T) {
	s := newScreen(t, 80, 24)
	for range 10 {
		s.now = s.now.Add(30 * time.Millisecond)
		s.send(uitest.KeyOf("m"))
	}
	s.wantCommands(1)
}

func TestVolumeKeysSendLastValue(t *testing.T) {
	s := newScreen(t, 80, 24)
	for range 8 {
		s.now = s.now.Add(40 * time.Millisecond)
		s.send(uitest.KeyOf("+"))
	}
	s.pass(time.Second)
	s.wantCommand(video.SetInputVolume(40, "m1"))
	if n := len(s.room.sent); n > 3 {
		t.Errorf("%d commands in half a second, want at most 3", n)
	}
}

func TestWatchOnlyRefuses(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("ctrl+o m x K r u n")
	s.wantCommands(0)
	s.wantFooter("Watching only.")
	s.wantText("watch only")
	s.press("ctrl+o m")
	s.wantCommands(1)
}

func TestNothingIsSentWithoutConnection(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) {
		c.Stale = true
		c.Link = video.Link{State: video.LinkWaiting, Attempt: 2, RetryAt: s.now.Add(4 * time.Second), Since: s.now}
	})
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("Not connected")
	s.wantText("reconnecting (try 2, next in 4s)")
}

func TestUnknownOutcomeIsReconciled(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.room.answer = func(c video.Command) (video.Result, error) {
		return video.Result{Command: c, Entry: 9, Targets: []video.TargetResult{
			{Member: c.Targets[0], Outcome: video.OutcomeUnknown, Err: video.ErrUnknown},
		}}, video.ErrUnknown
	}
	s.press("m")
	s.wantFooter("sent, no answer")
	s.change(func(c *video.Snapshot) {
		mute := video.AudioMute("m1")
		c.Log = append(c.Log, &video.Entry{N: 9, Kind: video.EntryCommand, Command: &mute, Outcome: video.OutcomeNotDone})
	})
	s.wantFooter("not done")
	s.room.answer = nil
	s.pass(time.Second)
	s.press("r")
	s.wantCommands(2)
	s.wantCommand(video.AudioMute("m1"))
}

func TestRefusalIsShown(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.room.answer = func(c video.Command) (video.Result, error) {
		err := &video.RPCError{Code: "500", Message: "no \x1b[31mway"}
		return video.Result{Targets: []video.TargetResult{{Member: "m1", Outcome: video.OutcomeRefused, Err: err}}}, err
	}
	s.press("m")
	s.wantFooter(`Could not mute Mark Oduya: the room refused: "no <1B>[31mway" (code 500).`)
}

// TestField_K11_SkipsAddUp: two skips of a playback within a second both count.
func TestField_K11_SkipsAddUp(t *testing.T) {
	s := newScreenOf(t, 120, 36, uitest.MediaRoom())
	skip := video.OnObject(video.ActPlaybackForward, "play-1", nil)
	s.m.Update(nil)
	s.m.Propose(skip)
	s.m.Propose(skip)
	s.wantCommands(2)
}

func TestLockAsksIfStateIsUnknown(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) { c.Room.Locked = video.Unknown })
	s.wantText("lock ?")
	s.press("K")
	s.wantCommands(0)
	s.press("l")
	s.wantCommand(video.Lock())
}

func TestQuitAsksWhileOurRecordingRuns(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("q")
	if !s.quit {
		t.Error("q must quit when nothing of ours runs")
	}
	s.quit = false
	s.change(func(c *video.Snapshot) {
		mine := *c.Recordings[0]
		mine.Mine = true
		c.Recordings = []*video.Recording{&mine}
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

func TestPanickingCommandEndsCleanly(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.room.answer = func(video.Command) (video.Result, error) { panic("boom") }
	s.press("m")
	var crash *CrashError
	if !errors.As(s.m.fatal, &crash) || crash.Value != "boom" || !s.quit {
		t.Errorf("fatal is %v and quit %v, want the panic and the end", s.m.fatal, s.quit)
	}
}

func TestRoomEnded(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) { c.Room.Ended = true })
	s.wantText("○ ended")
	s.wantText("The room has ended.")
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("ended")
}

// The footer reports the result of a copy to the clipboard, and claims no more.
func TestField_D3_CopySaysWhatHappened(t *testing.T) {
	for result, want := range map[term.Copied]string{
		term.CopiedSent:       "Id of David Kern: sent to the terminal's clipboard.",
		term.CopiedInTmux:     "Id of David Kern: in tmux's buffer, and sent to the clipboard.",
		term.CopiedOnlyInTmux: "Id of David Kern: only in tmux's buffer; its set-clipboard is off.",
		term.CopiedNowhere:    "Not copied: tmux lets no program write to the clipboard.",
	} {
		s := newScreen(t, 120, 36)
		s.copied = result
		s.press("j y")
		if len(s.copy) != 1 || s.copy[0] != "m2" {
			t.Errorf("copied %q, want m2", s.copy)
		}
		s.wantFooter(want)
	}
}

// Again is for the member highlighted now. A command that names its members itself is not repeated.
func TestAgainRefusesPlacements(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.run(s.m.Propose(video.SetPositions(map[video.MemberID]video.Position{"m2": video.Standard(4)})))
	s.wantCommands(1)
	s.pass(2 * time.Second)
	s.press("j j .")
	s.wantCommands(1)
	s.wantFooter("Place them again.")
}

// TestField_U6_PromotingAgainNamesThePerson: the demoted person is named, and the microphone is as it was.
func TestField_U6_PromotingAgainNamesThePerson(t *testing.T) {
	for _, muted := range []bool{false, true} {
		s := newScreen(t, 80, 24)
		s.change(func(c *video.Snapshot) {
			c.Demoted = []*video.Member{{ID: "gone-fbb9", Name: "Zoë Quinn", AudioMuted: muted}}
		})
		s.press("p")
		s.wantText("Promote Zoë Quinn #fbb9?")
		s.pass(time.Second)
		s.press("y")
		want := video.Promote("gone-fbb9")
		if muted {
			want.Args = video.Args{"joinAudioMuted": true}
		}
		s.wantCommand(want)
	}
}

// TestField_U2_PlacingOnATakenBoxSwaps places Mark where David is.
func TestField_U2_PlacingOnATakenBoxSwaps(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("o 2")
	s.wantCommands(1)
	s.wantCommand(video.Composite("swap the places of", "swapped the places of", []video.MemberID{"m1", "m2"},
		video.SetMemberPosition("standard-1", "m2"), video.SetMemberPosition("standard-2", "m1")))
	s.wantFooter("Swapped the places of Mark Oduya and David Kern. Confirmed")
}

// TestField_U8_AHiddenMemberIsPlaced asks for the places of a member that is on no layer, because members without video
// are hidden.
func TestField_U8_AHiddenMemberIsPlaced(t *testing.T) {
	for _, position := range []string{"off-canvas", "auto"} {
		t.Run(position, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.change(func(snap *video.Snapshot) { snap.Room.HideVideoMuted = video.Yes })
			s.edit("m1", func(m *video.Member) {
				m.VideoMuted, m.RequestedPosition, m.CurrentPosition = true, video.PositionAuto, video.PositionOffCanvas
			})
			s.change(func(snap *video.Snapshot) { snap.Layout.Layers[0].MemberID = "" })
			s.press(":")
			for _, r := range "setMemberPosition position=" + position {
				s.burst(string(r))
			}
			s.press("enter")
			s.wantCommand(video.Command{
				Action: video.ActSetMemberPosition, Targets: []video.MemberID{"m1"}, Args: video.Args{"position": position},
			})
		})
	}
}

// TestQuitAsksAboutEveryRoom has a recording, a stream and a floor of this console, in the room on the screen or in
// another.
func TestQuitAsksAboutEveryRoom(t *testing.T) {
	recording := func(c *video.Snapshot) {
		c.Recordings = []*video.Recording{{ID: "r", State: video.StateRecording, Mine: true}}
	}
	stream := func(c *video.Snapshot) {
		c.Streams = []*video.Stream{{ID: "s", State: video.StateStreaming, Mine: true}}
	}
	for name, test := range map[string]struct {
		here, there func(c *video.Snapshot)
		want        string
	}{
		"a recording here":           {recording, nil, "a recording that you started"},
		"a stream here":              {stream, nil, "a stream that you started"},
		"a recording elsewhere":      {nil, recording, `a recording that you started in "Board"`},
		"a stream elsewhere":         {nil, stream, `a stream that you started in "Board"`},
		"nothing":                    {nil, nil, ""},
		"not in a room that is over": {nil, func(c *video.Snapshot) { recording(c); c.Room.Ended = true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			other := newFakeRoom(uitest.SmallRoom())
			other.snap.Room.ID, other.snap.Room.DisplayName, other.snap.Room.Name = "rs-other", "Board", "board"
			if test.there != nil {
				test.there(other.snap)
			}
			s.m.lobby.opened[other.snap.Room.ID] = other
			if test.here != nil {
				s.change(test.here)
			}
			if s.press("q"); s.quit != (test.want == "") {
				t.Errorf("q quits: %v", s.quit)
			}
			if test.want != "" {
				s.wantText(test.want)
			}
		})
	}
}

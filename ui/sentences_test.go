package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gavel/session"
)

func TestEveryActionHasAnInfinitive(t *testing.T) {
	for _, row := range session.Actions() {
		if row.Risk == session.RiskRead {
			continue
		}
		if first, _, _ := strings.Cut(row.Done, " "); infinitives[first] == "" {
			t.Errorf("%s: %q has no infinitive", row.Action, row.Done)
		}
	}
}

// What the status line says of commands is plain English.
func TestStatusSentences(t *testing.T) {
	many := []session.MemberID{"m1", "m2", "m3", "m4", "m5"}
	tests := []struct {
		c    session.Command
		past string
		wish string
	}{
		{session.AudioMute("m2"), "muted David Kern", "mute David Kern"},
		{session.AudioMute("m1", "m2"), "muted Mark Oduya and David Kern", "mute Mark Oduya and David Kern"},
		{session.VideoUnmute(many...), "turned on the camera of 4 people and 1 screen", "turn on the camera of 4 people and 1 screen"},
		{session.SetInputVolume(5, "m2"), "set the input volume of David Kern to 5", "set the input volume of David Kern to 5"},
		{session.SetRaisedHand(false, "m3"), "lowered the hand of Ana Silva", "lower the hand of Ana Silva"},
		{session.SetLayout("3x3", nil), "set the layout to 3x3", "set the layout to 3x3"},
		{session.StartRecording(), "started a recording", "start a recording"},
		{session.Lock(), "locked the room", "lock the room"},
		{session.OnObject(session.ActRecordingStop, "rec-1", nil), "stopped the recording", "stop the recording"},
		{session.RemoveMember("m7"), "removed Jonas Weber #m7", "remove Jonas Weber #m7"},
		{session.SetMemberPosition(session.Standard(2), "m2"), "placed David Kern at standard-2", "place David Kern at standard-2"},
	}
	s := newScreen(t, 120, 36)
	for _, test := range tests {
		if got := s.m.past(test.c); got != test.past {
			t.Errorf("%s: said %q, want %q", test.c.Action, got, test.past)
		}
		if got := s.m.wish(test.c); got != test.wish {
			t.Errorf("%s: wished %q, want %q", test.c.Action, got, test.wish)
		}
	}
}

func TestStatusLineSaysWhatBecameOfACommand(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("j c")
	s.wantFooter("Turned off the camera of David Kern · confirmed 31 ms")
	s.room.answer = func(c session.Command) (session.Result, error) {
		err := errors.New("no")
		return session.Result{Command: c, Targets: []session.TargetResult{{Member: "m2", Outcome: session.OutcomeRefused, Err: err}}}, err
	}
	s.press("d")
	s.wantFooter("Could not deafen David Kern: no")
	s.pass(time.Second)
	s.press("m")
	s.wantFooter("David Kern: microphone off already, nothing sent")
}

// Questions about recordings, playbacks and streams name the thing, not the room.
func TestQuestionsNameTheirObject(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.change(func(c *session.Snapshot) {
		other := *c.Recordings[0]
		other.ID, other.StartedAt, other.Mine = "f00d-beef", epoch.Add(-time.Minute), true
		c.Recordings = append(append([]*session.Recording(nil), c.Recordings...), &other)
	})
	s.run(s.m.propose(session.OnObject(session.ActRecordingStop, "f00d-beef", nil)))
	s.m.dirty = true
	s.wantText("Stop the recording #beef?")
	s.wantText("1:00  #beef  by you")
	s.pass(time.Second)
	s.press("n")
	s.run(s.m.propose(session.OnObject(session.ActRecordingStop, "rec-1", nil)))
	s.m.dirty = true
	s.wantText("12:4")
	s.wantText("by others")
}

func TestMarkAllCountsPeopleAndScreens(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("a")
	s.wantFooter("marked 7 people and 1 screen")
}

// Removing the last of the people is not done by one key.
func TestRemovingTheLastPersonIsTyped(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *session.Snapshot) { c.Members = c.Members[:1] })
	s.press("x")
	s.wantText("Type Weekly standup")
	s.pass(time.Second)
	s.press("y")
	s.wantCommands(0)
}

func TestHeaderNamesTheLayoutAt120(t *testing.T) {
	snap := smallRoom()
	snap.Room.LayoutName, snap.Recordings, snap.Room.Recording = "grid-responsive", nil, session.No
	s := newScreenOf(t, 120, 36, snap)
	for _, want := range []string{"Weekly standup", "grid-responsive", "not recording", "41 aud."} {
		if head := s.lines()[0]; !strings.Contains(head, want) {
			t.Errorf("%q is not in the header %q", want, head)
		}
	}
}

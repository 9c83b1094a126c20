package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// TestField_D2_ViewIsFrozen: while the room cannot be seen, no clock, share, bar or sign changes. The screen shows the
// time of the view, and only the header counts.
func TestField_D2_ViewIsFrozen(t *testing.T) {
	for name, lose := range map[string]func(c *video.Snapshot){
		"reconnecting": func(c *video.Snapshot) { c.Link.State, c.Stale = video.LinkWaiting, true },
		"stale":        func(c *video.Snapshot) { c.Stale = true },
		"ended":        func(c *video.Snapshot) { c.Room.Ended = true },
	} {
		for _, size := range [][2]int{{60, 15}, {80, 24}, {120, 36}, {200, 60}} {
			s := newScreen(t, size[0], size[1])
			s.pass(10 * time.Second)
			s.change(func(c *video.Snapshot) { c.Link.Heard = s.now })
			s.pass(3 * time.Second)
			heard := s.m.snap.Link.Heard
			s.change(lose)
			s.pass(time.Second)
			first := s.lines()
			if want := " as of " + heard.Local().Format(time.TimeOnly); !strings.HasPrefix(first[1], want) {
				t.Errorf("%s %v: the second line is %q, want %q", name, size, first[1], want)
			}
			for range 5 {
				s.pass(7 * time.Second)
				if now := s.lines(); !slices.Equal(now[1:], first[1:]) {
					t.Fatalf("%s %v: the picture moves:\n%s\nwas\n%s", name, size, strings.Join(now, "\n"), strings.Join(first, "\n"))
				}
			}
			s.change(func(c *video.Snapshot) {
				c.Link.State, c.Stale, c.Room.Ended, c.Link.Heard = video.LinkLive, false, false, s.now
			})
			s.pass(time.Second)
			if air := s.lines()[1]; !strings.HasPrefix(air, " ON AIR") {
				t.Errorf("%s %v: back again, the second line is %q", name, size, air)
			}
		}
	}
}

// A frozen view costs nothing: the console wakes for the header only.
func TestOfflineDoesNotSpin(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.edit("m1", func(m *video.Member) { m.Talking, m.TalkEnd = false, s.now })
	s.change(func(c *video.Snapshot) { c.Link.State, c.Stale = video.LinkWaiting, true })
	for range 20 {
		if wait := s.m.wake.at.Sub(s.now); wait < 100*time.Millisecond {
			t.Fatalf("the next wake is in %v", wait)
		}
		s.pass(time.Second)
		s.now = s.now.Add(time.Millisecond)
		s.send(wakeMsg{s.m.wake.n})
	}
}

// TestField_D15_RecordingState: the header shows the outcome of a recording that did not end normally.
func TestField_D15_RecordingState(t *testing.T) {
	for name, c := range map[string]struct {
		rec  *video.Recording
		want string
	}{
		"running":            {&video.Recording{State: video.StateRecording, StartedAt: uitest.Epoch.Add(-time.Minute)}, "● REC 1:00"},
		"paused":             {&video.Recording{State: video.StatePaused, StartedAt: uitest.Epoch.Add(-time.Minute)}, "REC paused"},
		"completed":          {&video.Recording{State: video.StateCompleted}, "not recording"},
		"failed":             {&video.Recording{State: "failed"}, "⚠ REC failed"},
		"stopped":            {&video.Recording{State: "stopped"}, "REC stopped"},
		"processing":         {&video.Recording{State: "processing"}, "REC processing"},
		"unknown state":      {&video.Recording{State: "COMPLETED"}, "REC COMPLETED"},
		"running, but ended": {&video.Recording{State: video.StateRecording, EndedAt: uitest.Epoch}, "not recording"},
		"none":               {nil, "not recording"},
	} {
		t.Run(name, func(t *testing.T) {
			snap := uitest.SmallRoom()
			snap.Recordings, snap.Room.Recording = nil, video.No
			if c.rec != nil {
				snap.Recordings = []*video.Recording{c.rec}
			}
			s := newScreenOf(t, 120, 36, snap)
			if head := s.lines()[0]; !strings.Contains(head, c.want) {
				t.Errorf("the header is %q, want %q in it", head, c.want)
			}
		})
	}
}

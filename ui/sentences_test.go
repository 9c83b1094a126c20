package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
	"gavel/ui/uitest"
)

func TestWishesNamePeopleOfTheRoster(t *testing.T) {
	many := []video.MemberID{"m1", "m2", "m3", "m4", "m5"}
	s := newScreen(t, 120, 36)
	for _, test := range []struct {
		c    video.Command
		wish string
	}{
		{video.AudioMute("m1", "m2"), "mute Mark Oduya and David Kern"},
		{video.VideoUnmute(many...), "turn on the camera of 4 people and 1 screen"},
		{video.RemoveMember("m7"), "remove Jonas Weber #m7"},
		{video.OnObject(video.ActRecordingStop, "rec-1", nil), "stop the recording"},
	} {
		if got := say.Wish(test.c, s.m.who()); got != test.wish {
			t.Errorf("%s: wished %q, want %q", test.c.Action, got, test.wish)
		}
	}
}

func TestStatusLineShowsOutcome(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("j c")
	s.wantFooter("David Kern's camera is off. Confirmed in 31 ms.")
	s.room.answer = func(c video.Command) (video.Result, error) {
		err := errors.New("no")
		return video.Result{
			Command: c,
			Targets: []video.TargetResult{{Member: "m2", Outcome: video.OutcomeRefused, Err: err}},
		}, err
	}
	s.press("d")
	s.wantFooter("Could not deafen David Kern: no")
	s.pass(time.Second)
	s.press("m")
	s.wantFooter("David Kern is already muted. Nothing was sent.")
}

// Questions about recordings, playbacks and streams name the thing, not the room.
func TestQuestionsNameTheirObject(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.change(func(c *video.Snapshot) {
		other := *c.Recordings[0]
		other.ID, other.StartedAt, other.Mine = "f00d-beef", uitest.Epoch.Add(-time.Minute), true
		c.Recordings = append(append([]*video.Recording(nil), c.Recordings...), &other)
	})
	s.run(s.m.Propose(video.OnObject(video.ActRecordingStop, "f00d-beef", nil)))
	s.m.dirty = true
	s.wantText("Stop the recording #beef?")
	s.wantText("1:00  #beef  by you")
	s.pass(time.Second)
	s.press("n")
	s.run(s.m.Propose(video.OnObject(video.ActRecordingStop, "rec-1", nil)))
	s.m.dirty = true
	s.wantText("12:4")
	s.wantText("by others")
}

func TestMarkAllCountsPeopleAndScreens(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("a")
	s.wantFooter("Marked 7 people and 1 screen.")
}

// Removing the last person needs more than one key.
func TestRemovingLastPersonNeedsTypedName(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) { c.Members = c.Members[:1] })
	s.press("x")
	s.wantText("Type Weekly standup")
	s.pass(time.Second)
	s.press("y")
	s.wantCommands(0)
}

func TestHeaderHasRoomForAllAt120(t *testing.T) {
	snap := uitest.SmallRoom()
	snap.Room.LayoutName, snap.Recordings, snap.Room.Recording = "grid-responsive", nil, video.No
	s := newScreenOf(t, 120, 36, snap)
	for _, want := range []string{"Weekly standup", "not recording", "41 audience"} {
		if head := s.lines()[0]; !strings.Contains(head, want) {
			t.Errorf("%q is not in the header %q", want, head)
		}
	}
}

// A name as long as the screen is wide must not hide the outcome of a command.
func TestLongNamesDoNotHideOutcome(t *testing.T) {
	s := newScreen(t, 80, 24)
	for _, name := range []string{
		strings.Repeat("A very long name ", 8), strings.Repeat("田中", 60),
		strings.Repeat("e\u0301", 200),
	} {
		s.edit("m1", func(c *video.Member) { c.Name, c.AudioMuted = name, false })
		s.press("m")
		s.wantFooter(`…" #m1 is muted. Confirmed in 31 ms.`)
		s.pass(10 * time.Second)
	}
}

// A name that could be mistaken for the console's own words is in quotation marks.
func TestSentencesQuoteNames(t *testing.T) {
	for _, name := range []string{
		"David Kern #m2", "David Kern ＃m2", "David ♯m2", "✔ David", "◉ David", "David Kern · confirmed 31 ms",
		"David Kern: CONFIRMED", "David, outcome unknown", "Ann refused", "ｃｏｎｆｉｒｍｅｄ", "6 people", "10 people and 1 screen",
		"Ann and 3 others", "1 person", "the room", "everyone", "nobody",
	} {
		s := newScreen(t, 120, 36)
		s.edit("m1", func(m *video.Member) { m.Name, m.AudioMuted = name, false })
		s.press("m")
		s.wantFooter(`"` + name + `" `)
		s.wantFooter(" is muted. Confirmed in 31 ms.")
	}
}

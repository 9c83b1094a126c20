package ui

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// ends ends the recording of the small room.
func ends(c *video.Snapshot) {
	r := *c.Recordings[0]
	r.State, r.Over = video.StateCompleted, true
	c.Recordings, c.Room.Recording = []*video.Recording{&r}, video.No
}

// streams sets the state of a stream.
func streams(c *video.Snapshot, state string) {
	c.Streams = []*video.Stream{{ID: "st", State: state, Over: state == video.StateCompleted, SeenAt: uitest.Epoch}}
}

// bells counts how often the bell rang.
func bells(g *fakeGlass) int {
	return strings.Count(g.written.String(), "\a") - strings.Count(g.written.String(), "\x1b]9;")
}

// TestField_U4_AStreamThatEndsIsAnAlarm ends a recording, or a stream, without a command of this console.
func TestField_U4_AStreamThatEndsIsAnAlarm(t *testing.T) {
	for name, tc := range map[string]struct {
		before, then func(*video.Snapshot)
		want         string
	}{
		"recording": {func(*video.Snapshot) {}, ends, "The recording has ended. · 0 opens it"},
		"stream": {
			func(c *video.Snapshot) { streams(c, video.StateStreaming) },
			func(c *video.Snapshot) { streams(c, video.StateCompleted) }, "The stream has ended. · 0 opens it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, glass := newScreen(t, 80, 24), &fakeGlass{}
			s.m.glass = glass
			s.change(tc.before)
			s.pass(10 * time.Second)
			s.change(tc.then)
			s.wantNoText(tc.want) // it may end with the room
			s.pass(3 * time.Second)
			s.wantText(tc.want)
			s.pass(21 * time.Second)
			if n := bells(glass); n != 3 {
				t.Errorf("it rang %d times in 22 s", n)
			}
			s.press("m") // the keyboard is not the alarm's
			s.wantCommands(1)
			s.press("0")
			s.wantNoText("opens it")
			s.wantText("dismiss it")
			s.press("esc")
			s.pass(time.Minute)
			if n := bells(glass); n != 3 {
				t.Errorf("it rang %d times, after it was acknowledged", n)
			}
		})
	}
}

// TestAlarmThatWeCaused stops the recording by a command.
func TestAlarmThatWeCaused(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) {
		stop := video.OnObject(video.ActRecordingStop, "rec-1", nil)
		c.Log = append(c.Log, &video.Entry{
			N: 5, At: s.now, Kind: video.EntryCommand, Command: &stop, Outcome: video.OutcomeConfirmed,
		})
		ends(c)
	})
	s.pass(time.Minute)
	s.wantNoText("opens it")
}

// TestField_U3_AlarmInARoomThatIsNotOnTheScreen shows another room while the recording of the first one ends.
func TestField_U3_AlarmInARoomThatIsNotOnTheScreen(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("enter }")
	s.wantText("beta")
	alpha := rooms.rooms["rs-alpha"]
	snap := *alpha.snap
	ends(&snap)
	snap.Seq++
	alpha.snap = &snap
	s.pass(time.Minute)
	s.send(changedMsg{room: alpha})
	s.pass(3 * time.Second)
	s.wantText(`In "alpha": The recording has ended. · 0 opens it`)
	s.press("0")
	if !regexp.MustCompile(`\d\d:\d\d:\d\d  In "alpha": The recording has ended`).MatchString(draw.Strip(s.m.View())) {
		t.Errorf("the open alarm does not say when it was raised:\n%s", s.m.View())
	}
	s.wantText(`open the room "alpha"`)
	s.press("o")
	s.wantText("alpha")
	s.press("0")
	s.wantText("start a recording")
	if got := alpha.decided; len(got) != 1 || !strings.HasPrefix(got[0], journal.KindAlarm+" ") {
		t.Errorf("its journal has %v", got)
	}
}

// TestAlarmTurnedOff turns a kind off for tonight, and on again.
func TestAlarmTurnedOff(t *testing.T) {
	s := newScreen(t, 80, 24)
	pauses := func(state string) {
		s.change(func(c *video.Snapshot) {
			r := *c.Recordings[0]
			r.State = state
			c.Recordings = []*video.Recording{&r}
		})
		s.pass(time.Second)
	}
	s.press("0")
	s.wantFooter("There is no alarm.")
	pauses(video.StatePaused)
	s.wantText("The recording is paused. · 0 opens it")
	s.press("0 t")
	s.wantNoText("opens it")
	s.wantFooter("No alarms tonight about recordings that are paused.")
	pauses(video.StateRecording)
	pauses(video.StatePaused)
	s.wantNoText("opens it")
	s.press("0")
	s.wantText("turn on again")
	s.press("enter")
	pauses(video.StateRecording)
	pauses(video.StatePaused)
	s.wantText("opens it")
	s.press("0 r")
	s.wantCommand(video.OnObject(video.ActRecordingResume, "rec-1", nil))
}

// TestRaidMarksTheNewcomers checks that the remedy marks exactly the newcomers.
func TestRaidMarksTheNewcomers(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.pass(2 * time.Minute)
	s.change(func(c *video.Snapshot) {
		for n := 20; n < 30; n++ {
			m := uitest.Member(n, "Guest")
			m.JoinedAt = s.now
			c.Members = append(c.Members, m)
		}
	})
	s.wantText("joined at once, with microphones or cameras on.")
	if got := s.room.decided; !strings.Contains(got[len(got)-1], `"kind":"raid"`) {
		t.Errorf("the journal has %v", got)
	}
	s.press("0 m")
	s.wantFooter("Marked 10 people who came.")
	if s.m.people.Marks.Len() != 10 || s.m.people.Marks.Has("m1") {
		t.Errorf("marked %v", s.m.people.Marks.IDs)
	}
}

func TestWaysHaveKeysOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, row := range alarm.Rows() {
		seen := map[string]bool{"d": true, "t": true, "": true}
		for _, way := range row.Ways {
			if seen[wayKeys[way]] {
				t.Errorf("%s: the key %q of %s is taken", row.Kind, wayKeys[way], way)
			}
			seen[wayKeys[way]] = true
		}
	}
}

package ui

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

func newHands(t *testing.T, s *video.Snapshot) (*handsPane, *fakeDesk) {
	t.Helper()
	d := newFakeDesk(t, s)
	p := newHandsPane(d).(*handsPane)
	p.resize(60, 8)
	p.lines(true)
	return p, d
}

func TestHandsStandInTheOrderOfRising(t *testing.T) {
	s := smallRoom()
	early := *s.Members[1]
	early.HandRaised = true // up before we came: nobody knows since when
	s.Members[1] = &early
	p, _ := newHands(t, s)
	got := p.lines(true)
	for i, want := range []string{"? David Kern", "2 Priya Raghunathan", "3 Ana Silva"} {
		if !strings.Contains(got[i], want) {
			t.Errorf("line %d is %q, want %q in it", i, got[i], want)
		}
	}
	if !strings.Contains(got[0], "before") || !strings.Contains(got[1], "3:00") || !strings.Contains(got[2], "0:42") {
		t.Errorf("waiting times are wrong:\n%s", strings.Join(got, "\n"))
	}
}

func TestHandsCursorDoesNotSlideOntoANeighbour(t *testing.T) {
	p, d := newHands(t, smallRoom())
	if p.target() != "m6" {
		t.Fatalf("begins on %q", p.target())
	}
	now := *d.snap
	now.Members = append([]*video.Member(nil), d.snap.Members...)
	editMember(&now, "m6", func(m *video.Member) { m.HandRaised = false })
	d.snap = &now
	p.update()
	p.lines(true)
	if p.target() != "" {
		t.Errorf("the cursor slid onto %q", p.target())
	}
	p.key(keyNamed("j"))
	p.lines(true)
	if p.target() != "m3" {
		t.Errorf("one step goes to %q, want who stands there now", p.target())
	}
}

func TestHandsInTheConsole(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("3 j h")
	s.wantCommand(video.SetRaisedHand(false, "m3"))
	s.press("i") // the detail is about the hand, not about the cursor among the people
	s.wantText("Detail · Ana Silva")
}

func TestAllHandsAreLoweredInTwoKeys(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("3 a h")
	s.wantCommand(video.SetRaisedHand(false, "m6", "m3"))
}

func newMedia(t *testing.T, s *video.Snapshot) (*mediaPane, *fakeDesk) {
	t.Helper()
	d := newFakeDesk(t, s)
	p := newMediaPane(d).(*mediaPane)
	p.resize(80, 12)
	p.lines(true)
	return p, d
}

// oneBlank joins lines and makes one blank of several.
func oneBlank(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

func TestMediaShowsClocksAndHidesSecrets(t *testing.T) {
	p, d := newMedia(t, mediaRoom())
	got := oneBlank(p.lines(true))
	for _, want := range []string{"completed 1:30", "recording 12:41", "by you", "playing 1:25", "-5", "https://****@cdn.example.com/a.mp4?****",
		"streaming 0:42", "rtmp://live.example.com/app/****"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "SECRET") {
		t.Errorf("a secret is shown:\n%s", got)
	}
	d.clock = d.clock.Add(5 * time.Second)
	if got = oneBlank(p.lines(true)); !strings.Contains(got, "playing 1:30") {
		t.Errorf("the position did not advance:\n%s", got)
	}
	d.snap.Playbacks[0].State = video.StatePaused
	p.update()
	if got = oneBlank(p.lines(true)); !strings.Contains(got, "paused 1:23") {
		t.Errorf("a paused playback went on:\n%s", got)
	}
}

func TestMediaKeys(t *testing.T) {
	tests := []struct {
		name, keys string
		want       []video.Command
	}{
		{"begins on what runs", "space", []video.Command{video.OnObject(video.ActRecordingPause, "rec-now2", nil)}},
		{"stop", "x", []video.Command{video.OnObject(video.ActRecordingStop, "rec-now2", nil)}},
		{"pause a playback", "j space", []video.Command{video.OnObject(video.ActPlaybackPause, "play-1", nil)}},
		{"forward", "j right", []video.Command{video.OnObject(video.ActPlaybackForward, "play-1", video.Args{"offset": 5000.0})}},
		{"back", "j left", []video.Command{video.OnObject(video.ActPlaybackRewind, "play-1", video.Args{"offset": 5000.0})}},
		{"volume adds up", "j + +", []video.Command{
			video.OnObject(video.ActPlaybackSetVolume, "play-1", video.Args{"volume": 0.0}),
			video.OnObject(video.ActPlaybackSetVolume, "play-1", video.Args{"volume": 5.0}),
		}},
		{"stop a stream", "G x", []video.Command{video.OnObject(video.ActStreamStop, "str-1", nil)}},
		{"a stream cannot be paused", "G space", nil},
		{"what has ended stays ended", "g x", nil},
		{"a recording has no volume", "+", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, d := newMedia(t, mediaRoom())
			for _, k := range strings.Fields(test.keys) {
				p.key(keyNamed(k))
				p.lines(true)
			}
			d.wantProposed(test.want...)
			if test.want == nil && d.said == "" {
				t.Error("nothing was said")
			}
		})
	}
}

func TestMediaCursorStaysWhenSomethingStarts(t *testing.T) {
	p, d := newMedia(t, mediaRoom())
	now := *d.snap
	now.Recordings = append([]*video.Recording{{ID: "rec-new", State: video.StateRecording, SeenAt: epoch}}, now.Recordings...)
	d.snap = &now
	p.update()
	p.lines(true)
	p.key(keyNamed("space"))
	d.wantProposed(video.OnObject(video.ActRecordingPause, "rec-now2", nil))
}

func TestDetailShowsTheMemberAndTheRoom(t *testing.T) {
	s := smallRoom()
	m := *s.Members[2]
	m.Meta = []byte(`{"team":"red"}`)
	m.RequestedPosition = "standard-1"
	s.Members[2] = &m
	d := newFakeDesk(t, s)
	d.at = "m3"
	p := newDetailPane(d).(*detailPane)
	p.resize(60, 60)
	got := strings.Join(p.lines(true), "\n")
	for _, want := range []string{"Ana Silva", "camera       off", "hand         up 0:42", "asked for standard-1", `"team": "red"`, "Room Weekly standup", "session id   rs-1"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	p.resize(60, 8)
	p.lines(true)
	p.key(keyNamed("G"))
	if got = strings.Join(p.lines(true), "\n"); !strings.Contains(got, "resyncs") {
		t.Errorf("the end is not in sight:\n%s", got)
	}
	d.at = "m1" // somebody else: from the top again
	if got = strings.Join(p.lines(true), "\n"); !strings.Contains(got, "Mark Oduya") {
		t.Errorf("got\n%s", got)
	}
}

func TestPanesStandHostileText(t *testing.T) {
	d := newFakeDesk(t, hostileRoom())
	d.at = "m3"
	for _, p := range []pane{newStagePane(d), newHandsPane(d), newMediaPane(d), newDetailPane(d)} {
		for w, h := range sizes(60) {
			p.resize(w, h)
			p.update()
			checkFrame(t, strings.Join(p.lines(w%2 == 0), "\n"), w, h)
			if strings.ContainsAny(p.title(), "\x1b\a\n\t") {
				t.Errorf("the title is %q", p.title())
			}
		}
	}
}

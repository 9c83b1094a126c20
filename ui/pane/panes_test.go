package pane

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func newHands(t *testing.T, s *video.Snapshot) (*Hands, *uitest.Desk) {
	t.Helper()
	d := uitest.NewFakeDesk(t, s)
	p := NewHands(d).(*Hands)
	p.Resize(60, 8)
	p.Lines(true)
	return p, d
}

func TestHandsAreInOrderOfRising(t *testing.T) {
	s := uitest.SmallRoom()
	early := *s.Members[1]
	early.HandRaised = true // up before we joined: since when is not known
	s.Members[1] = &early
	p, _ := newHands(t, s)
	got := p.Lines(true)
	for i, want := range []string{"1 David Kern", "2 Priya Raghunathan", "3 Ana Silva"} {
		if !strings.Contains(got[i], want) {
			t.Errorf("line %d is %q, want %q in it", i, got[i], want)
		}
	}
	if !strings.Contains(got[0], "≥38:00") || !strings.Contains(got[1], "3:00") || !strings.Contains(got[2], "0:42") {
		t.Errorf("waiting times are wrong:\n%s", strings.Join(got, "\n"))
	}
}

func TestHandsCursorStaysOnRowOfLoweredHand(t *testing.T) {
	p, d := newHands(t, uitest.SmallRoom())
	if p.Target() != "m6" {
		t.Fatalf("starts on %q", p.Target())
	}
	now := *d.Snap
	now.Members = append([]*video.Member(nil), d.Snap.Members...)
	uitest.EditMember(&now, "m6", func(m *video.Member) { m.HandRaised = false })
	d.Snap = &now
	p.Update()
	p.Lines(true)
	if p.Target() != "" {
		t.Errorf("the cursor slid onto %q", p.Target())
	}
	p.Key(uitest.KeyOf("j"))
	p.Lines(true)
	if p.Target() != "m3" {
		t.Errorf("one step goes to %q, want the member that is there now", p.Target())
	}
}

func newMedia(t *testing.T, s *video.Snapshot) (*Media, *uitest.Desk) {
	t.Helper()
	d := uitest.NewFakeDesk(t, s)
	p := NewMedia(d).(*Media)
	p.Resize(80, 12)
	p.Lines(true)
	return p, d
}

// oneBlank joins lines and squeezes blanks.
func oneBlank(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

func TestMediaShowsClocksButNoSecrets(t *testing.T) {
	p, d := newMedia(t, uitest.MediaRoom())
	got := oneBlank(p.Lines(true))
	for _, want := range []string{
		"completed 1:30", "recording 12:41", "by you", "playing 1:25", "-5", "https://****@cdn.example.com/a.mp4?****",
		"streaming 0:42", "rtmp://live.example.com/app/****",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "SECRET") {
		t.Errorf("a secret is shown:\n%s", got)
	}
	d.Clock = d.Clock.Add(5 * time.Second)
	if got = oneBlank(p.Lines(true)); !strings.Contains(got, "playing 1:30") {
		t.Errorf("the position did not advance:\n%s", got)
	}
	d.Snap.Playbacks[0].State = video.StatePaused
	p.Update()
	if got = oneBlank(p.Lines(true)); !strings.Contains(got, "paused 1:23") {
		t.Errorf("a paused playback continued:\n%s", got)
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
		{"forward", "j right", []video.Command{video.OnObject(video.ActPlaybackForward, "play-1",
			video.Args{"offset": 5000.0})}},
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
			p, d := newMedia(t, uitest.MediaRoom())
			for k := range strings.FieldsSeq(test.keys) {
				p.Key(uitest.KeyOf(k))
				p.Lines(true)
			}
			d.WantProposed(test.want...)
			if test.want == nil && d.Said == "" {
				t.Error("nothing was said")
			}
		})
	}
}

func TestMediaCursorStaysWhenItemStarts(t *testing.T) {
	p, d := newMedia(t, uitest.MediaRoom())
	now := *d.Snap
	now.Recordings = append([]*video.Recording{{ID: "rec-new", State: video.StateRecording, SeenAt: uitest.Epoch}},
		now.Recordings...)
	d.Snap = &now
	p.Update()
	p.Lines(true)
	p.Key(uitest.KeyOf("space"))
	d.WantProposed(video.OnObject(video.ActRecordingPause, "rec-now2", nil))
}

func TestDetailShowsMemberAndRoom(t *testing.T) {
	s := uitest.SmallRoom()
	m := *s.Members[2]
	m.Meta = []byte(`{"team":"red"}`)
	m.RequestedPosition = "standard-1"
	s.Members[2] = &m
	d := uitest.NewFakeDesk(t, s)
	d.At = "m3"
	p := NewDetail(d).(*Detail)
	p.Resize(60, 60)
	got := strings.Join(p.Lines(true), "\n")
	for _, want := range []string{"Ana Silva", "camera       off", "hand         up 0:42", "asked for standard-1", `"team": "red"`, "Room Weekly standup", "session id   rs-1"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	p.Resize(60, 8)
	p.Lines(true)
	p.Key(uitest.KeyOf("G"))
	if got = strings.Join(p.Lines(true), "\n"); !strings.Contains(got, "resyncs") {
		t.Errorf("the end is not in sight:\n%s", got)
	}
	d.At = "m1" // another member: from the top again
	if got = strings.Join(p.Lines(true), "\n"); !strings.Contains(got, "Mark Oduya") {
		t.Errorf("got\n%s", got)
	}
}

func TestPanesCleanHostileText(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.HostileRoom())
	d.At = "m3"
	for _, p := range []Pane{NewStage(d), NewHands(d), NewMedia(d), NewDetail(d)} {
		for w, h := range uitest.Sizes(60) {
			p.Resize(w, h)
			p.Update()
			uitest.CheckFrame(t, strings.Join(p.Lines(w%2 == 0), "\n"), w, h)
			if strings.ContainsAny(p.Title(), "\x1b\a\n\t") {
				t.Errorf("the title is %q", p.Title())
			}
		}
	}
}

package ui

import (
	"strings"
	"testing"

	"gavel/session/video"
)

func TestRecordMenu(t *testing.T) {
	for keys, want := range map[string]video.Command{
		"p": video.OnObject(video.ActRecordingPause, "rec-now2", nil), "s": video.OnObject(video.ActRecordingStop, "rec-now2", nil),
		"a": video.StartRecording(), "enter": video.OnObject(video.ActRecordingPause, "rec-now2", nil),
	} {
		d := newFakeDesk(t, mediaRoom())
		d.open(newRecordMenu(d))
		d.wantShown("12:41")
		d.press(keys)
		d.wantProposed(want)
	}
	d := newFakeDesk(t, mediaRoom())
	d.open(newRecordMenu(d))
	d.press("c") // it is not paused
	d.wantProposed()
	if !strings.Contains(d.said, "not paused") {
		t.Errorf("said %q", d.said)
	}
}

func TestSeveralRecordingsAreToldApart(t *testing.T) {
	s := mediaRoom()
	s.Recordings[0] = &video.Recording{ID: "rec-two3", State: video.StatePaused, StartedAt: epoch, SeenAt: epoch}
	d := newFakeDesk(t, s)
	d.open(newRecordMenu(d))
	d.press("1")
	d.wantShown("#two3")
	d.press("c")
	d.wantProposed(video.OnObject(video.ActRecordingResume, "rec-two3", nil))
}

func TestPlaybackMenu(t *testing.T) {
	d := newFakeDesk(t, mediaRoom())
	d.open(newPlaybackMenu(d))
	d.press("v")
	d.press("2 0 enter")
	d.wantProposed(video.OnObject(video.ActPlaybackSetVolume, "play-1", video.Args{"volume": 20.0}))
	d = newFakeDesk(t, mediaRoom())
	d.open(newPlaybackMenu(d))
	d.press("t")
	d.write("1:30")
	d.press("enter")
	d.wantProposed(video.OnObject(video.ActPlaybackSeek, "play-1", video.Args{"timecode": 90000.0}))
	d = newFakeDesk(t, mediaRoom())
	d.open(newPlaybackMenu(d))
	d.press("a")
	d.write("ftp://x/y")
	d.press("enter")
	d.wantProposed()
	d.wantShown("must be an address")
	d.press("ctrl+u")
	d.write("https://cdn.example.com/b.mp4")
	d.press("enter")
	d.wantProposed(video.Command{Action: video.ActPlay, Args: video.Args{"url": "https://cdn.example.com/b.mp4"}})
}

func TestStreamKeysAreNeverShown(t *testing.T) {
	d := newFakeDesk(t, mediaRoom())
	d.open(newStreamMenu(d))
	if strings.Contains(d.shown(), "SECRET") {
		t.Errorf("the menu shows the key:\n%s", d.shown())
	}
	d.press("a")
	d.write("rtmp://live.example.com/app/HIDDEN?x=HIDDEN")
	if strings.Contains(d.shown(), "HIDDEN") || !strings.Contains(d.shown(), "rtmp://live.example.com/app/*") {
		t.Errorf("the prompt shows too much or too little:\n%s", d.shown())
	}
	d.press("enter")
	d.wantProposed(video.Command{Action: video.ActStartStream, Args: video.Args{"url": "rtmp://live.example.com/app/HIDDEN?x=HIDDEN"}})
	d.value = []byte(`[{"url":"rtmp://live.example.com/app/SECRET"}]`)
	d.open(newPalette(d))
	d.write("getStreams ")
	d.press("enter")
	if strings.Contains(d.shown(), "SECRET") {
		t.Errorf("the result shows the key:\n%s", d.shown())
	}
}

package dialog

import (
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/media"
	"gavel/ui/uitest"
	"gavel/ui/widget"
)

func TestRecordMenu(t *testing.T) {
	for keys, want := range map[string]video.Command{
		"p": video.OnObject(video.ActRecordingPause, "rec-now2", nil),
		"s": video.OnObject(video.ActRecordingStop, "rec-now2", nil),
		"a": video.StartRecording(), "enter": video.OnObject(video.ActRecordingPause, "rec-now2", nil),
	} {
		d := uitest.NewFakeDesk(t, uitest.MediaRoom())
		d.Open(NewRecordMenu(d))
		d.WantShown("12:41")
		d.Press(keys)
		d.WantProposed(want)
	}
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.Open(NewRecordMenu(d))
	d.Press("r") // it is not paused
	d.WantProposed()
	if !strings.Contains(d.Said, "not paused") {
		t.Errorf("said %q", d.Said)
	}
}

// A paused recording can be continued but not paused, so Enter must not choose to pause it.
func TestRecordMenuStartsAtAnAllowedAction(t *testing.T) {
	s := uitest.MediaRoom()
	one := *s.Recordings[len(s.Recordings)-1]
	one.State = video.StatePaused
	s.Recordings = []*video.Recording{&one}
	d := uitest.NewFakeDesk(t, s)
	d.Open(NewRecordMenu(d))
	d.Press("enter")
	d.WantProposed(video.OnObject(video.ActRecordingResume, one.ID, nil))
}

func TestRecordMenuDistinguishesRecordings(t *testing.T) {
	s := uitest.MediaRoom()
	s.Recordings[0] = &video.Recording{
		ID: "rec-two3", State: video.StatePaused, StartedAt: uitest.Epoch,
		SeenAt: uitest.Epoch,
	}
	d := uitest.NewFakeDesk(t, s)
	d.Open(NewRecordMenu(d))
	d.Press("1")
	d.WantShown("#two3")
	d.Press("r")
	d.WantProposed(video.OnObject(video.ActRecordingResume, "rec-two3", nil))
}

func TestPlaybackMenu(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.Open(NewPlaybackMenu(d))
	d.Press("v")
	d.Press("2 0 enter")
	d.WantProposed(video.OnObject(video.ActPlaybackSetVolume, "play-1", video.Args{"volume": 20.0}))
	d = uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.Open(NewPlaybackMenu(d))
	d.Press("t")
	d.Write("1:30")
	d.Press("enter")
	d.WantProposed(video.OnObject(video.ActPlaybackSeek, "play-1", video.Args{"timecode": 90000.0}))
	d = uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.Open(NewPlaybackMenu(d))
	d.Press("a")
	d.Write("ftp://x/y")
	d.Press("enter")
	d.WantProposed()
	d.WantShown("must be an address")
	d.Press("ctrl+u")
	d.Write("https://cdn.example.com/b.mp4")
	d.Press("enter")
	d.WantProposed(video.Command{Action: video.ActPlay, Args: video.Args{"url": "https://cdn.example.com/b.mp4"}})
}

func TestStreamKeysAreNeverShown(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.Open(NewStreamMenu(d))
	if strings.Contains(d.Shown(), "SECRET") {
		t.Errorf("the menu shows the key:\n%s", d.Shown())
	}
	d.Press("a")
	d.Write("rtmp://live.example.com/app/HIDDEN?x=HIDDEN")
	if strings.Contains(d.Shown(), "HIDDEN") || !strings.Contains(d.Shown(), "rtmp://live.example.com/app/*") {
		t.Errorf("the prompt shows too much or too little:\n%s", d.Shown())
	}
	d.Press("enter")
	d.WantProposed(video.Command{
		Action: video.ActStartStream,
		Args:   video.Args{"url": "rtmp://live.example.com/app/HIDDEN?x=HIDDEN"},
	})
	d.Value = []byte(`[{"url":"rtmp://live.example.com/app/SECRET"}]`)
	d.Open(NewPalette(d, nil))
	d.Write("getStreams ")
	d.Press("enter")
	if strings.Contains(d.Shown(), "SECRET") {
		t.Errorf("the result shows the key:\n%s", d.Shown())
	}
}

// A named address is offered, and used without typing it.
func TestNamedAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		open func(Desk) *uitest.Desk
		want video.Command
	}{
		"playback": {func(d Desk) *uitest.Desk { d.Open(NewPlaybackMenu(d)); return d.(*uitest.Desk) }, video.Command{Action: video.ActPlay, Args: video.Args{"url": "https://intro.example"}}},
		"stream":   {func(d Desk) *uitest.Desk { d.Open(NewStreamMenu(d)); return d.(*uitest.Desk) }, video.Command{Action: video.ActStartStream, Args: video.Args{"url": "https://intro.example"}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := uitest.NewFakeDesk(t, uitest.SmallRoom())
			d.Names = []string{"intro"}
			c.open(d).WantShown("intro")
			d.Press("j enter")
			d.WantProposed(c.want)
			d = uitest.NewFakeDesk(t, uitest.SmallRoom())
			d.Names, d.Fail = []string{"intro"}, errors.New("locked")
			c.open(d)
			d.Press("j enter")
			d.WantProposed()
			if d.Said != "No address for intro: locked." {
				t.Errorf("said %q", d.Said)
			}
		})
	}
}

// TestField_D9_MenusTakeAPastedAddress pastes an address into the menus of b and T.
func TestField_D9_MenusTakeAPastedAddress(t *testing.T) {
	for name, tc := range map[string]struct {
		open func(Desk) widget.Dialog
		url  string
		want video.Action
	}{
		"playback": {NewPlaybackMenu, "https://example.com/film.mp4", video.ActPlay},
		"stream":   {NewStreamMenu, "rtmp://example.com/live/key", video.ActStartStream},
	} {
		t.Run(name, func(t *testing.T) {
			d := uitest.NewFakeDesk(t, uitest.SmallRoom())
			menu := tc.open(d)
			if p, ok := menu.(widget.Paster); !ok || !p.TakesPaste() {
				t.Fatal("it takes no pasted text")
			}
			done, _ := menu.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(tc.url + "\n"), Paste: true})
			if !done {
				t.Error("the menu stays open")
			}
			d.Press("enter")
			d.WantProposed(video.Command{Action: tc.want, Args: video.Args{"url": tc.url}})
		})
	}
	if p, ok := NewRecordMenu(uitest.NewFakeDesk(t, uitest.SmallRoom())).(widget.Paster); ok && p.TakesPaste() {
		t.Error("an address means nothing to a recording")
	}
}

// TestItemMenusOfferEveryAction holds the letters of the menus against the table of actions.
func TestItemMenusOfferEveryAction(t *testing.T) {
	t.Parallel()
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	offered := map[string]bool{}
	for _, kind := range []video.Target{video.OnRecording, video.OnPlayback, video.OnStream} {
		letters := map[string]string{"a": startID}
		for _, c := range itemChoices(d, media.Item{Kind: kind, ID: "x"}) {
			method, _, _ := strings.Cut(c.ID, " ")
			if c.Key == "" || letters[c.Key] != "" {
				t.Errorf("%s has the letter %q, which %q has", method, c.Key, letters[c.Key])
			}
			letters[c.Key], offered[method] = method, true
		}
	}
	for _, row := range video.Actions() {
		if on := row.Target != video.OnRoom && row.Target != video.OnMember; on != offered[string(row.Action)] {
			t.Errorf("%s is in a menu: %v", row.Action, !on)
		}
	}
}

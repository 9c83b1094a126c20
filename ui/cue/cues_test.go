package cue

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/uitest"
)

// sceneDesk is a desk with scenes that records the sent commands.
type sceneDesk struct {
	*uitest.Desk
	scenes  []scene.Scene
	refused bool
	sent    []video.Command
	begun   []floor.Preset
	asked   bool
}

func (d *sceneDesk) Scenes() []scene.Scene { return d.scenes }
func (d *sceneDesk) Host() *host.Host      { return nil }
func (d *sceneDesk) Refused() bool         { return d.refused }

func (d *sceneDesk) SceneRoom() scene.Room {
	return scene.Room{Snapshot: d.Snap, Facts: &selector.Facts{Now: d.Clock}, Floor: &floor.View{}}
}

func (d *sceneDesk) Send(c video.Command, again bool, then func(video.Command) tea.Cmd) tea.Cmd {
	d.asked = again
	return then(c)
}

func (d *sceneDesk) Launch(c video.Command, plan *scene.Plan) tea.Cmd {
	d.sent, d.begun = append(d.sent, c), append(d.begun, plan.Begins)
	return nil
}

func newDesk(t *testing.T) (*sceneDesk, *Cues) {
	t.Helper()
	d := &sceneDesk{Desk: uitest.NewFakeDesk(t, uitest.SmallRoom()), scenes: []scene.Scene{
		{Name: "opening", Key: 1, Layout: "1x1", Play: "intro", Length: time.Minute},
		{Name: "panel", Key: 2, Layout: "5x5", Floor: floor.Panel, Immediate: true},
		{Name: "as it is", Layout: "3x3"},
	}}
	return d, New(d)
}

func TestTake(t *testing.T) {
	for name, tc := range map[string]struct {
		scene  string
		change func(d *sceneDesk)
		steps  int // 0: nothing is sent
		begins floor.Preset
		said   string
	}{
		"with an address": {scene: "opening", steps: 2},
		"with a mode":     {scene: "panel", steps: 1, begins: floor.Panel},
		"nothing to do":   {scene: "as it is", said: `The room already matches the scene "as it is". Nothing was sent.`},
		"gone":            {scene: "other", said: `The scene "other" no longer exists.`},
		"refused":         {scene: "panel", change: func(d *sceneDesk) { d.refused = true }},
		"the address is wrong": {
			scene: "opening", change: func(d *sceneDesk) { d.Fail = errors.New("no such file") },
			said: "The scene was not applied: no address for intro: no such file.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, cues := newDesk(t)
			if tc.change != nil {
				tc.change(d)
			}
			cues.Apply(tc.scene)
			switch {
			case tc.steps == 0 && len(d.sent) > 0:
				t.Errorf("sent %+v", d.sent)
			case tc.steps > 0 && (len(d.sent) != 1 || len(d.sent[0].Steps) != tc.steps || d.begun[0] != tc.begins):
				t.Errorf("sent %+v, begun %v", d.sent, d.begun)
			}
			if d.Said != tc.said {
				t.Errorf("said %q, want %q", d.Said, tc.said)
			}
		})
	}
}

func TestPickerShowsBeforeItTakes(t *testing.T) {
	d, cues := newDesk(t)
	cues.Open()
	d.Press("1")
	d.WantShown("Set the layout to 1x1.")
	d.WantShown("Play intro.")
	if len(d.sent) != 0 {
		t.Errorf("sent %+v", d.sent)
	}
	d.Press("enter")
	if len(d.sent) != 1 || d.Top() != nil {
		t.Fatalf("sent %+v", d.sent)
	}
	cues.Open() // at the next one
	if shown := d.Shown(); !strings.Contains(shown, "▎2 panel") {
		t.Errorf("the cursor is elsewhere:\n%s", shown)
	}
	d.Press("2") // it needs no preview, and asks if it is for many
	if len(d.sent) != 2 || !d.asked || d.Top() != nil {
		t.Errorf("sent %+v", d.sent)
	}
}

func TestEndedOnce(t *testing.T) {
	d, cues := newDesk(t)
	cues.Apply("opening")
	running, over := *d.Snap, *d.Snap
	running.Playbacks = []*video.Playback{{ID: "p", State: video.StatePlaying, URL: "https://intro.example"}}
	for _, step := range []struct {
		before, now *video.Snapshot
		want        bool
	}{{&over, &running, false}, {&running, &running, false}, {&running, &over, true}, {&running, &over, false}} {
		if got := cues.Ended(step.before, step.now); got != step.want {
			t.Errorf("ended is %v, want %v", got, step.want)
		}
	}
}

func TestPickerFits(t *testing.T) {
	d, cues := newDesk(t)
	d.scenes[0].Name = "\x1b[31mevil\u202e" + strings.Repeat("長", 80)
	cues.Open()
	for w, h := range uitest.Sizes(150) {
		uitest.CheckDialog(t, d.Top(), max(w, 20), max(h, 4))
	}
}

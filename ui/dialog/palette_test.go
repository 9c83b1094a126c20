package dialog

import (
	"encoding/json"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
	"gavel/ui/widget"
)

// answer answers the topmost dialog so that the action runs. extras are the optional parameters to set.
func answer(d *uitest.Desk, row *video.ActionInfo, extras *[]string) {
	d.T.Helper()
	switch top := d.Top().(type) {
	case *widget.NumberPrompt:
		d.Press("ctrl+u 7 enter")
	case *widget.Prompt:
		d.Write(textFor(d, row, top))
		d.Press("enter")
	case *widget.Chooser:
		if strings.HasSuffix(top.Name, "ready") && len(*extras) > 0 {
			d.Write((*extras)[0])
			*extras = (*extras)[1:]
		} else if c, ok := top.List.Item(); ok && c.ID == leaveOut {
			d.Press("down") // set it
		}
		d.Press("enter")
	default:
		d.T.Fatalf("%s: unexpected %T", row.Action, top)
	}
}

// textFor returns text that a prompt accepts.
func textFor(d *uitest.Desk, row *video.ActionInfo, p *widget.Prompt) string {
	for _, arg := range row.Args {
		if !strings.HasSuffix(p.Name, arg.Label) {
			continue
		}
		switch arg.Type {
		case video.ArgURL:
			return arg.Schemes[0] + "://media.example.com/app/key"
		case video.ArgObject:
			return `{"team":"red"}`
		case video.ArgStrings, video.ArgPermissions:
			return "one, two"
		}
	}
	d.T.Fatalf("%s: no text for prompt %q", row.Action, p.Name)
	return ""
}

// stateFor returns a room in which the action makes sense.
func stateFor(a video.Action) *video.Snapshot {
	s := uitest.MediaRoom()
	if a == video.ActRecordingResume {
		s.Recordings[1].State = video.StatePaused
	}
	if a == video.ActPlaybackResume {
		s.Playbacks[0].State = video.StatePaused
	}
	s.Demoted = []*video.Member{uitest.Member(20, "Eve Demoted")}
	return s
}

// Every action of the reference can be run from the palette with Enter and the requested text.
func TestPaletteRunsEveryAction(t *testing.T) {
	for _, row := range video.Actions() {
		for _, all := range []bool{false, true} {
			var extras []string
			for _, arg := range row.Args {
				if all && !arg.Required {
					extras = append(extras, arg.Label)
				}
			}
			if all && len(extras) == 0 {
				continue
			}
			wantArgs := len(extras)
			for _, arg := range row.Args {
				if arg.Required {
					wantArgs++
				}
			}
			name := string(row.Action)
			if all {
				name += " with everything"
			}
			t.Run(name, func(t *testing.T) {
				d := uitest.NewFakeDesk(t, stateFor(row.Action))
				d.At = "m1"
				d.Open(NewPalette(d, nil))
				d.Write(string(row.Action))
				d.Press("enter")
				for steps := 0; d.Top() != nil && len(d.Proposed)+len(d.Reads) == 0; steps++ {
					if steps > 30 {
						t.Fatalf("no end: %s", d.Shown())
					}
					answer(d, row, &extras)
				}
				got := append(d.Proposed, d.Reads...)
				if len(got) != 1 {
					t.Fatalf("%d commands; it was said: %q", len(got), d.Said)
				}
				c, err := got[0].Normalize()
				if err != nil {
					t.Fatal(err)
				}
				if c.Action != row.Action || len(c.Args) != wantArgs {
					t.Errorf("got %+v, want %s with %d parameters", c, row.Action, wantArgs)
				}
				if (row.Risk == video.RiskRead) != (len(d.Reads) == 1) {
					t.Errorf("risk %v, but %d reads", row.Risk, len(d.Reads))
				}
				if err := c.Check(d.Snap); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestPaletteFindsActions(t *testing.T) {
	for query, want := range map[string]video.Action{
		"m": video.ActAudioMute, "mute": video.ActAudioMute, "unmute": video.ActAudioUnmute, "setl": video.ActSetLayout, "lock": video.ActLock,
		"rec stop": video.ActRecordingStop, "stop rec": video.ActRecordingStop, "hands first": video.ActSetPrioritizeHand,
		"kick": video.ActRemoveMember, "remove from": video.ActRemoveMember, "getmem": video.ActGetMembers,
		"camera on": video.ActVideoUnmute, "cam": video.ActVideoMute, "lay": video.ActGetLayouts,
	} {
		d := uitest.NewFakeDesk(t, uitest.SmallRoom())
		p := NewPalette(d, nil).(*palette)
		p.typed(query)
		c, _ := p.list.Item()
		if c.ID != string(want) {
			t.Errorf("%q finds %q, want %q", query, c.ID, want)
		}
	}
}

func TestPaletteShowsAnswers(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Value = json.RawMessage("[{\"name\":\"\\u001b[31mred\\u202e\"}]")
	d.Open(NewPalette(d, nil))
	d.Write("getMembers")
	d.Press("enter")
	d.WantShown(`"name":`)
	d.Press("q")
	if d.Top() != nil {
		t.Error("the answer is still open")
	}
	d.Fail = video.ErrOffline
	d.Open(NewPalette(d, nil))
	d.Write("getMembers")
	d.Press("enter")
	if !strings.Contains(d.Said, "there is no connection") {
		t.Errorf("said %q", d.Said)
	}
}

func TestPaletteMasksSecretsInAnswers(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Value = json.RawMessage(`[{"url":"rtmp:\/\/user:hunter2@live.example.com\/app\/SECRETKEY"}]`)
	d.Open(NewPalette(d, nil))
	d.Write("getStreams")
	d.Press("enter")
	d.WantShown("live.example.com")
	for _, secret := range []string{"hunter2", "SECRETKEY"} {
		if shown := d.Shown(); strings.Contains(shown, secret) {
			t.Errorf("%s is in %s", secret, shown)
		}
	}
}

func TestPaletteChoosesMarkedMembers(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Marked = []video.MemberID{"m3", "m5"}
	d.Open(NewPalette(d, nil))
	d.Write("videoMute")
	d.Press("enter")
	d.WantShown("✓ Ana Silva")
	d.Press("enter")
	d.WantProposed(video.VideoMute("m3", "m5"))
}

func TestPaletteEscapeGoesBackOneStep(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.At = "m2"
	d.Open(NewPalette(d, nil))
	d.Write("setInputVolume")
	d.Press("enter enter")
	d.WantShown("now 0")
	d.Press("esc")
	d.WantShown("who")
	d.Press("esc")
	d.WantShown("Command")
	d.Press("esc")
	if d.Top() != nil {
		t.Error("the palette is still open")
	}
	d.WantProposed()
}

func TestPaletteRefusesChangesInWatchOnly(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Watch = true
	d.Open(NewPalette(d, nil))
	d.Write("audioMute")
	d.Press("enter")
	d.WantProposed()
	d.WantShown("watch only")
}

func TestPaletteEscapeClearsWhatWasTyped(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Open(NewPalette(d, nil))
	d.WantShown("Esc back")
	d.Write("kick")
	d.WantShown("Esc clear")
	d.Press("esc")
	d.WantShown("Esc back")
	d.Press("esc")
	if d.Top() != nil {
		t.Error("the palette is still open")
	}
}

// After typed text is erased, the order is as before: the newest command first.
func TestPaletteKeepsItsOrderWhenErased(t *testing.T) {
	d := uitest.NewFakeDesk(t, stateFor(video.ActAudioMute))
	d.At = "m1"
	d.Open(NewPalette(d, &Memory{recent: []string{string(video.ActAudioMute)}}))
	list := &d.Top().(*palette).list
	first := func() string { return list.Items[list.Shown[0]].ID }
	before := first()
	d.Write("x")
	d.Press("backspace")
	if c, ok := list.Item(); first() != before || !ok || c.ID != before {
		t.Errorf("%q is first and %q chosen, want %q", first(), c.ID, before)
	}
}

package ui

import (
	"encoding/json"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/widget"
)

// answer does what a person who wants to get through would do with the topmost dialog. extras are parameters that may
// be left out and are to be set.
func (d *fakeDesk) answer(row *video.ActionInfo, extras *[]string) {
	d.t.Helper()
	switch top := d.top().(type) {
	case *widget.NumberPrompt:
		d.press("ctrl+u 7 enter")
	case *widget.Prompt:
		d.write(d.textFor(row, top))
		d.press("enter")
	case *widget.Chooser:
		if strings.HasSuffix(top.Name, "ready") && len(*extras) > 0 {
			d.write((*extras)[0])
			*extras = (*extras)[1:]
		} else if c, ok := top.List.Item(); ok && c.ID == leaveOut {
			d.press("down") // to set it is what was asked for
		}
		d.press("enter")
	default:
		d.t.Fatalf("%s: a %T that nobody expected", row.Action, top)
	}
}

// textFor is something that fits a text prompt.
func (d *fakeDesk) textFor(row *video.ActionInfo, p *widget.Prompt) string {
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
	d.t.Fatalf("%s: no idea what to type into %q", row.Action, p.Name)
	return ""
}

// stateFor makes a room in which the action makes sense.
func stateFor(a video.Action) *video.Snapshot {
	s := mediaRoom()
	if a == video.ActRecordingResume {
		s.Recordings[1].State = video.StatePaused
	}
	if a == video.ActPlaybackResume {
		s.Playbacks[0].State = video.StatePaused
	}
	s.Demoted = []*video.Member{member(20, "Eve Demoted")}
	return s
}

// Every action of the page can be run from the palette by somebody who only presses Enter and types what is asked for.
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
				d := newFakeDesk(t, stateFor(row.Action))
				d.at = "m1"
				d.open(newPalette(d))
				d.write(string(row.Action))
				d.press("enter")
				for steps := 0; d.top() != nil && len(d.proposed)+len(d.reads) == 0; steps++ {
					if steps > 30 {
						t.Fatalf("no end: %s", d.shown())
					}
					d.answer(row, &extras)
				}
				got := append(d.proposed, d.reads...)
				if len(got) != 1 {
					t.Fatalf("%d commands; it was said: %q", len(got), d.said)
				}
				c, err := got[0].Normalize()
				if err != nil {
					t.Fatal(err)
				}
				if c.Action != row.Action || len(c.Args) != wantArgs {
					t.Errorf("got %+v, want %s with %d parameters", c, row.Action, wantArgs)
				}
				if (row.Risk == video.RiskRead) != (len(d.reads) == 1) {
					t.Errorf("risk %v, but %d reads", row.Risk, len(d.reads))
				}
				if err := c.Check(d.snap); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestPaletteFindsActions(t *testing.T) {
	for query, want := range map[string]video.Action{
		"mute": video.ActAudioMute, "unmute": video.ActAudioUnmute, "setl": video.ActSetLayout, "lock": video.ActLock,
		"rec stop": video.ActRecordingStop, "stop rec": video.ActRecordingStop, "hands first": video.ActSetPrioritizeHand,
		"kick": video.ActRemoveMember, "remove from": video.ActRemoveMember, "getmem": video.ActGetMembers, "camera on": video.ActVideoUnmute,
	} {
		d := newFakeDesk(t, smallRoom())
		p := newPalette(d).(*palette)
		p.typed(query)
		c, _ := p.list.Item()
		if c.ID != string(want) {
			t.Errorf("%q finds %q, want %q", query, c.ID, want)
		}
	}
}

func TestPaletteShowsAnswers(t *testing.T) {
	d := newFakeDesk(t, smallRoom())
	d.value = json.RawMessage("[{\"name\":\"\\u001b[31mred\\u202e\"}]")
	d.open(newPalette(d))
	d.write("getMembers")
	d.press("enter")
	d.wantShown(`"name":`)
	d.press("q")
	if d.top() != nil {
		t.Error("the answer is still open")
	}
	d.fail = video.ErrOffline
	d.open(newPalette(d))
	d.write("getMembers")
	d.press("enter")
	if !strings.Contains(d.said, "not connected") {
		t.Errorf("said %q", d.said)
	}
}

func TestPaletteMarksGoIntoTheChoice(t *testing.T) {
	d := newFakeDesk(t, smallRoom())
	d.marked = []video.MemberID{"m3", "m5"}
	d.open(newPalette(d))
	d.write("videoMute")
	d.press("enter")
	d.wantShown("✓ Ana Silva")
	d.press("enter")
	d.wantProposed(video.VideoMute("m3", "m5"))
}

func TestPaletteGoesBackStepByStep(t *testing.T) {
	d := newFakeDesk(t, smallRoom())
	d.at = "m2"
	d.open(newPalette(d))
	d.write("setInputVolume")
	d.press("enter enter")
	d.wantShown("now 0")
	d.press("esc")
	d.wantShown("who")
	d.press("esc")
	d.wantShown("Command")
	d.press("esc")
	if d.top() != nil {
		t.Error("the palette is still open")
	}
	d.wantProposed()
}

func TestPaletteIsHonestWhileWatching(t *testing.T) {
	d := newFakeDesk(t, smallRoom())
	d.watch = true
	d.open(newPalette(d))
	d.write("audioMute")
	d.press("enter")
	d.wantProposed()
	d.wantShown("watch only")
}

package ui

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gavel/session"
)

// answer does what a person who wants to get through would do with the topmost dialog. extras are parameters that may
// be left out and are to be set.
func (d *fakeDesk) answer(row session.ActionInfo, extras *[]string) {
	d.t.Helper()
	switch top := d.top().(type) {
	case *numberPrompt:
		d.press("ctrl+u 7 enter")
	case *prompt:
		d.write(d.textFor(row, top))
		d.press("enter")
	case *chooser:
		if strings.HasSuffix(top.name, "ready") && len(*extras) > 0 {
			d.write((*extras)[0])
			*extras = (*extras)[1:]
		} else if c, ok := top.list.item(); ok && c.id == leaveOut {
			d.press("down") // to set it is what was asked for
		}
		d.press("enter")
	default:
		d.t.Fatalf("%s: a %T that nobody expected", row.Action, top)
	}
}

// textFor is something that fits a text prompt.
func (d *fakeDesk) textFor(row session.ActionInfo, p *prompt) string {
	for _, arg := range row.Args {
		if !strings.HasSuffix(p.name, arg.Label) {
			continue
		}
		switch arg.Type {
		case session.ArgURL:
			return arg.Schemes[0] + "://media.example.com/app/key"
		case session.ArgObject:
			return `{"team":"red"}`
		case session.ArgStrings, session.ArgPermissions:
			return "one, two"
		}
	}
	d.t.Fatalf("%s: no idea what to type into %q", row.Action, p.name)
	return ""
}

// stateFor makes a room in which the action makes sense.
func stateFor(a session.Action) *session.Snapshot {
	s := mediaRoom()
	if a == session.ActRecordingResume {
		s.Recordings[1].State = session.StatePaused
	}
	if a == session.ActPlaybackResume {
		s.Playbacks[0].State = session.StatePaused
	}
	s.Demoted = []*session.Member{member(20, "Eve Demoted")}
	return s
}

// Every action of the page can be run from the palette by somebody who only presses Enter and types what is asked for.
func TestPaletteRunsEveryAction(t *testing.T) {
	for _, row := range session.Actions() {
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
				if (row.Risk == session.RiskRead) != (len(d.reads) == 1) {
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
	for query, want := range map[string]session.Action{
		"mute": session.ActAudioMute, "unmute": session.ActAudioUnmute, "setl": session.ActSetLayout, "lock": session.ActLock,
		"rec stop": session.ActRecordingStop, "stop rec": session.ActRecordingStop, "hands first": session.ActSetPrioritizeHand,
		"kick": session.ActRemoveMember, "remove from": session.ActRemoveMember, "getmem": session.ActGetMembers, "camera on": session.ActVideoUnmute,
	} {
		d := newFakeDesk(t, smallRoom())
		p := newPalette(d).(*palette)
		p.typed(query)
		c, _ := p.list.item()
		if c.id != string(want) {
			t.Errorf("%q finds %q, want %q", query, c.id, want)
		}
	}
}

func TestPaletteLines(t *testing.T) {
	tests := []struct {
		line string
		want session.Command
	}{
		{"setLayout name=5x5", session.SetLayout("5x5", nil)},
		{"setlayout name=5x5 ", session.SetLayout("5x5", nil)},
		{`setLayout name="my layout" positions={"m1": "standard-2"}`, session.Command{
			Action: session.ActSetLayout, Args: session.Args{"name": "my layout", "positions": map[string]any{"m1": "standard-2"}},
		}},
		{"lock ", session.Lock()},
		{"audioMute memberId=m3", session.AudioMute("m3")},
		{`audioMute memberId="Ana Silva"`, session.AudioMute("m3")},
		{"audioMute memberId=m3,m5", session.AudioMute("m3", "m5")},
		{"audioMute ", session.AudioMute("m1")}, // the highlighted one
		{"setInputVolume memberId=m2 volume=-10", session.Command{
			Action: session.ActSetInputVolume, Targets: []session.MemberID{"m2"}, Args: session.Args{"volume": json.Number("-10")},
		}},
		{"recording.pause ", session.OnObject(session.ActRecordingPause, "rec-now2", nil)}, // the only one that runs
		{"recording.pause recordingId=x", session.OnObject(session.ActRecordingPause, "x", nil)},
		{"setHideVideoMuted value=true", session.SetHideVideoMuted(true)},
		{"deleteMeta keys=a,b", session.Command{Action: session.ActDeleteMeta, Args: session.Args{"keys": []string{"a", "b"}}}},
		{`updateMeta meta={"a": 1}`, session.Command{
			Action: session.ActUpdateMeta, Args: session.Args{"meta": map[string]any{"a": json.Number("1")}},
		}},
		{"promote memberId=unknown-id", session.Promote("unknown-id")},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			d := newFakeDesk(t, mediaRoom())
			d.at = "m1"
			d.open(newPalette(d))
			d.write(test.line)
			d.press("enter")
			if len(d.proposed) != 1 {
				t.Fatalf("proposed %v\n%s", d.proposed, d.shown())
			}
			got := d.proposed[0]
			if len(got.Args) == 0 {
				got.Args = test.want.Args
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestPaletteSaysWhatIsWrongWithALine(t *testing.T) {
	for line, want := range map[string]string{
		"setInputVolume memberId=m1 volume=99":     "a number from -50 to 50",
		"setInputVolume memberId=m1 volum=9":       "volume is missing",
		"setLayout 5x5":                            "name=value",
		`audioMute memberId="Jonas Weber"`:         "2 members are called so",
		"startStream url=http://h/x":               "rtmp",
		"setMemberPosition position=up":            "standard-N",
		"getMembers x=1":                           "takes none",
		"setHideVideoMuted value=perhaps":          "true or false",
		"updateMeta meta=[1]":                      "a JSON object",
		"setRaisedHand memberId=m1 raised=upwards": "true or false",
	} {
		d := newFakeDesk(t, smallRoom())
		d.at = "m1"
		d.open(newPalette(d))
		d.write(line)
		d.press("enter")
		if len(d.proposed)+len(d.reads) > 0 {
			t.Errorf("%s was run", line)
			continue
		}
		if !strings.Contains(d.shown(), want) && !strings.Contains(d.shown(), "Set the input volume") && !strings.Contains(d.shown(), "Input volume") {
			t.Errorf("%s: want %q in\n%s", line, want, d.shown())
		}
	}
}

func TestPaletteCompletes(t *testing.T) {
	d := newFakeDesk(t, mediaRoom())
	p := newPalette(d).(*palette)
	d.open(p)
	d.write("setl")
	d.press("tab")
	d.write("n")
	d.press("tab")
	d.write("hl")
	d.press("tab")
	if got, want := p.list.query.text(), "setLayout name=highlight-1-responsive "; got != want {
		t.Errorf("completed to %q, want %q", got, want)
	}
	d.press("enter")
	d.wantProposed(session.SetLayout("highlight-1-responsive", nil))
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
	d.fail = session.ErrOffline
	d.open(newPalette(d))
	d.write("getMembers")
	d.press("enter")
	if !strings.Contains(d.said, "not connected") {
		t.Errorf("said %q", d.said)
	}
}

func TestPaletteMarksGoIntoTheChoice(t *testing.T) {
	d := newFakeDesk(t, smallRoom())
	d.marked = []session.MemberID{"m3", "m5"}
	d.open(newPalette(d))
	d.write("videoMute")
	d.press("enter")
	d.wantShown("✓ Ana Silva")
	d.press("enter")
	d.wantProposed(session.VideoMute("m3", "m5"))
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

func FuzzPaletteLine(f *testing.F) {
	for _, seed := range []string{"setLayout name=3x3", `play url="a b" x`, "audioMute memberId=m1,", "lock ", `setMeta meta={"a":"}`, "\x00 ="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > 500 {
			return
		}
		d := newFakeDesk(t, mediaRoom())
		d.at = "m1"
		p := newPalette(d).(*palette)
		d.open(p)
		p.typed(line)
		checkDialog(t, p, 60, 12)
		p.complete()
		checkDialog(t, p, 60, 12)
		p.typed(line)
		d.press("enter")
		for _, c := range append(d.proposed, d.reads...) {
			if _, err := c.Normalize(); err != nil {
				t.Errorf("%q runs a command that is not sound: %v", line, err)
			}
		}
	})
}

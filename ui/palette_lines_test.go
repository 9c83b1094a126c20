package ui

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gavel/session/video"
)

func TestPaletteLines(t *testing.T) {
	tests := []struct {
		line string
		want video.Command
	}{
		{"setLayout name=5x5", video.SetLayout("5x5", nil)},
		{"setlayout name=5x5 ", video.SetLayout("5x5", nil)},
		{`setLayout name="my layout" positions={"m1": "standard-2"}`, video.Command{
			Action: video.ActSetLayout, Args: video.Args{"name": "my layout", "positions": map[string]any{"m1": "standard-2"}},
		}},
		{"lock ", video.Lock()},
		{"audioMute memberId=m3", video.AudioMute("m3")},
		{`audioMute memberId="Ana Silva"`, video.AudioMute("m3")},
		{"audioMute memberId=m3,m5", video.AudioMute("m3", "m5")},
		{"audioMute ", video.AudioMute("m1")}, // the highlighted one
		{"setInputVolume memberId=m2 volume=-10", video.Command{
			Action: video.ActSetInputVolume, Targets: []video.MemberID{"m2"}, Args: video.Args{"volume": json.Number("-10")},
		}},
		{"recording.pause ", video.OnObject(video.ActRecordingPause, "rec-now2", nil)}, // the only one that runs
		{"recording.pause recordingId=x", video.OnObject(video.ActRecordingPause, "x", nil)},
		{"setHideVideoMuted value=true", video.SetHideVideoMuted(true)},
		{"deleteMeta keys=a,b", video.Command{Action: video.ActDeleteMeta, Args: video.Args{"keys": []string{"a", "b"}}}},
		{`updateMeta meta={"a": 1}`, video.Command{
			Action: video.ActUpdateMeta, Args: video.Args{"meta": map[string]any{"a": json.Number("1")}},
		}},
		{"promote memberId=unknown-id", video.Promote("unknown-id")},
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
		"getMembers x=1":                           "this method has none",
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
	d.wantProposed(video.SetLayout("highlight-1-responsive", nil))
}

func FuzzPaletteLine(f *testing.F) {
	for _, seed := range []string{"setLayout name=3x3", `play url="a b" x`, "audioMute memberId=m1,", "lock ", `setMeta meta={"a":"}`, "\x00 =", "se%\u09c0"} {
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

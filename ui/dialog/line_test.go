package dialog

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
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
		{`setPositions positions={"Ana Silva": "standard-2", "m1": "standard-3"}`, video.Command{
			Action: video.ActSetPositions,
			Args:   video.Args{"positions": map[string]any{"m3": "standard-2", "m1": "standard-3"}},
		}},
		{`audioMute memberId=raghu`, video.AudioMute("m6")},
		{"lock ", video.Lock()},
		{"audioMute memberId=m3", video.AudioMute("m3")},
		{`audioMute memberId="Ana Silva"`, video.AudioMute("m3")},
		{"audioMute memberId=m3,m5", video.AudioMute("m3", "m5")},
		{"audioMute ", video.AudioMute("m1")}, // the highlighted member
		{"setInputVolume memberId=m2 volume=-10", video.Command{
			Action: video.ActSetInputVolume, Targets: []video.MemberID{"m2"}, Args: video.Args{"volume": json.Number("-10")},
		}},
		{"recording.pause ", video.OnObject(video.ActRecordingPause, "rec-now2", nil)}, // the only recording that runs
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
			d := uitest.NewFakeDesk(t, uitest.MediaRoom())
			d.At = "m1"
			d.Open(NewPalette(d, nil))
			d.Write(test.line)
			d.Press("enter")
			if len(d.Proposed) != 1 {
				t.Fatalf("proposed %v\n%s", d.Proposed, d.Shown())
			}
			got := d.Proposed[0]
			if len(got.Args) == 0 {
				got.Args = test.want.Args
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// TestPaletteNamesWithCommas has a member whose name looks like two other names.
func TestPaletteNamesWithCommas(t *testing.T) {
	for line, want := range map[string]video.Command{
		`audioMute memberId="Ana Silva, David Kern"`:    video.AudioMute("m9"),
		`audioMute memberId="Ana Silva, David Kern",m1`: video.AudioMute("m9", "m1"),
		`audioMute memberId=["Ana Silva, David Kern"]`:  video.AudioMute("m9"),
		`audioMute memberId="Ana Silva","David Kern"`:   video.AudioMute("m3", "m2"),
		`setPositions positions={"Ana Silva, David Kern":"standard-2"}`: {
			Action: video.ActSetPositions, Args: video.Args{"positions": map[string]any{"m9": "standard-2"}},
		},
	} {
		s := uitest.MediaRoom()
		s.Members = append(s.Members, uitest.Member(9, "Ana Silva, David Kern"))
		d := uitest.NewFakeDesk(t, s)
		d.Open(NewPalette(d, nil))
		d.Write(line)
		d.Press("enter")
		if len(d.Proposed) != 1 {
			t.Errorf("%s: proposed %v\n%s", line, d.Proposed, d.Shown())
			continue
		}
		if got := d.Proposed[0]; !reflect.DeepEqual(got.Targets, want.Targets) ||
			len(want.Args) > 0 && !reflect.DeepEqual(got.Args, want.Args) {
			t.Errorf("%s: got %+v, want %+v", line, got, want)
		}
	}
}

func TestPaletteExplainsWrongLine(t *testing.T) {
	for line, want := range map[string]string{
		"setInputVolume memberId=m1 volume=99":     "a number from -50 to 50",
		"setInputVolume memberId=m1 volum=9":       "volume is missing",
		"setLayout 5x5":                            "name=value",
		`audioMute memberId="Jonas Weber"`:         `"Jonas Weber" can be Jonas Weber #`,
		"audioMute memberId=Zed":                   `nobody here is called "Zed"`,
		"startStream url=http://h/x":               "rtmp",
		"setMemberPosition position=up":            "standard-N",
		"getMembers x=1":                           "this method has none",
		"setHideVideoMuted value=perhaps":          "true or false",
		"updateMeta meta=[1]":                      "a JSON object",
		"setRaisedHand memberId=m1 raised=upwards": "true or false",

		`setPositions positions={"m1":"standard-1","Mark":"standard-2"}`:      "has two places",
		`setPositions positions={"Ana Silva":"standard-1","m3":"standard-2"}`: "has two places",
		`setPositions positions={"Zed":"standard-1"}`:                         `nobody here is called "Zed"`,
	} {
		d := uitest.NewFakeDesk(t, uitest.SmallRoom())
		d.At = "m1"
		d.Open(NewPalette(d, nil))
		d.Write(line)
		d.Press("enter")
		if len(d.Proposed)+len(d.Reads) > 0 {
			t.Errorf("%s was run", line)
			continue
		}
		if !strings.Contains(d.Shown(), want) && !strings.Contains(d.Shown(), "Set the input volume") &&
			!strings.Contains(d.Shown(), "Input volume") {
			t.Errorf("%s: want %q in\n%s", line, want, d.Shown())
		}
	}
}

func TestPaletteCompletes(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	p := NewPalette(d, nil).(*palette)
	d.Open(p)
	d.Write("setl")
	d.Press("tab")
	d.Write("n")
	d.Press("tab")
	d.Write("hl")
	d.Press("tab")
	if got, want := p.list.Query.Text(), "setLayout name=highlight-1-responsive "; got != want {
		t.Errorf("completed to %q, want %q", got, want)
	}
	d.Press("enter")
	d.WantProposed(video.SetLayout("highlight-1-responsive", nil))
}

func FuzzPaletteLine(f *testing.F) {
	for _, seed := range []string{"setLayout name=3x3", `play url="a b" x`, "audioMute memberId=m1,", "lock ", `setMeta meta={"a":"}`, "\x00 =", "se%\u09c0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > 500 {
			return
		}
		d := uitest.NewFakeDesk(t, uitest.MediaRoom())
		d.At = "m1"
		p := NewPalette(d, nil).(*palette)
		d.Open(p)
		p.typed(line)
		uitest.CheckDialog(t, p, 60, 12)
		p.complete()
		uitest.CheckDialog(t, p, 60, 12)
		p.typed(line)
		d.Press("enter")
		for _, c := range append(d.Proposed, d.Reads...) {
			if _, err := c.Normalize(); err != nil {
				t.Errorf("%q runs an invalid command: %v", line, err)
			}
		}
	})
}

// TestPaletteOffersThePlacesOfTheChosenLayout: while the positions of setLayout are typed, the palette offers the slots
// of the layout in the line, not of the present one.
func TestPaletteOffersThePlacesOfTheChosenLayout(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.At = "m3"
	d.Open(NewPalette(d, nil))
	d.Write("setLayout name=highlight-1-responsive positions=")
	d.WantShown("Ana Silva at reserved-1")
	d.Write("res")
	d.Press("tab enter")
	d.WantProposed(video.Command{Action: video.ActSetLayout, Args: video.Args{
		"name": "highlight-1-responsive", "positions": map[string]any{"m3": "reserved-1"},
	}})
}

// TestLayoutPickerPlacesInTheChosenLayout: Tab asks for people, then for the place of each in the layout under the cursor.
func TestLayoutPickerPlacesInTheChosenLayout(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	d.Open(NewLayoutPicker(d))
	d.Write("highl")
	d.WantShown("Tab with places")
	d.Press("tab")
	d.Write("ana")
	d.Press("enter")
	d.WantShown("place of Ana Silva")
	d.WantShown("reserved-1")
	d.Write("reserved")
	d.Press("enter")
	d.WantProposed(video.SetLayout("highlight-1-responsive", map[video.MemberID]video.Position{"m3": video.Reserved(1)}))
	d.Open(NewLayoutPicker(d))
	d.Press("tab esc")
	d.WantShown("type to search")
	if d.Top().Title() != "Layout" {
		t.Errorf("Esc leads to %q", d.Top().Title())
	}
}

// TestNameWithAComma has a member whose name holds that of another one.
func TestNameWithAComma(t *testing.T) {
	for line, want := range map[string]video.Command{
		`audioMute memberId="Silva, Mark Oduya"`: video.AudioMute("m3"),
		`setPositions positions={"Silva, Mark Oduya": "standard-2"}`: {
			Action: video.ActSetPositions, Args: video.Args{"positions": map[string]any{"m3": "standard-2"}},
		},
	} {
		t.Run(line, func(t *testing.T) {
			room := uitest.MediaRoom()
			room.Member("m3").Name = "Silva, Mark Oduya"
			d := uitest.NewFakeDesk(t, room)
			d.Open(NewPalette(d, nil))
			d.Write(line)
			d.Press("enter")
			if len(d.Proposed) != 1 || !slices.Equal(d.Proposed[0].Targets, want.Targets) ||
				want.Args != nil && !reflect.DeepEqual(d.Proposed[0].Args, want.Args) {
				t.Errorf("proposed %+v, want %+v", d.Proposed, want)
			}
		})
	}
}

package dialog

import (
	"maps"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/uitest"
	"gavel/ui/widget"
)

// everyDialog returns one dialog of each kind, by name.
func everyDialog(d *uitest.Desk) map[string]widget.Dialog {
	nothing := func([]string) tea.Cmd { return nil }
	all := map[string]widget.Dialog{
		"palette": NewPalette(d, nil), "layout": NewLayoutPicker(d), "position": NewPositionPicker(d, []video.MemberID{"m1"}),
		"positions": NewPositionPicker(d, []video.MemberID{"m1", "m2"}), "record": NewRecordMenu(d),
		"playback": NewPlaybackMenu(d),
		"streams":  NewStreamMenu(d), "member meta": NewMetaEditor(d, "m1"), "room meta": NewMetaEditor(d, ""),
		"number": widget.NewNumberPrompt(d, "Number", -50, 50, 3, func(float64) tea.Cmd { return nil }),
		"url":    newURLPrompt(d, video.ActStartStream, "Stream"),
		"reader": newReader(d, "Result", []byte(`{"a":[1,2,{"b":"\u001b[31m"}]}`)),
		"empty":  widget.NewChooser(d, "Nothing", nil, nothing),
	}
	for _, c := range keymap.Contexts() {
		all["help "+c.String()] = NewHelp(d, c, maps.All(map[string]string{"250 ms": "panes: all, after another room was shown"}), func(string) tea.Cmd { return nil })
	}
	e := NewMetaEditor(d, "m2").(*metaEditor)
	e.field.Set("a=1\nb=" + strings.Repeat("x", 300))
	e.look()
	all["review"] = e
	line := NewPalette(d, nil).(*palette)
	line.typed("setMemberPosition memberId=")
	all["line"] = line
	return all
}

func TestDialogsKeepTheirBounds(t *testing.T) {
	for name, s := range map[string]*video.Snapshot{
		"media": uitest.MediaRoom(), "hostile": uitest.HostileRoom(),
		"empty": {},
	} {
		d := uitest.NewFakeDesk(t, s)
		for kind, o := range everyDialog(d) {
			t.Run(name+" "+kind, func(t *testing.T) {
				for w, h := range uitest.Sizes(60) {
					uitest.CheckDialog(t, o, w, h)
				}
			})
		}
	}
}

func TestDialogsHandleAnyKey(t *testing.T) {
	keys := strings.Fields("down up j k pgdown pgup tab a 1 2 - x p enter esc space backspace left right home end ctrl+u")
	for _, s := range []*video.Snapshot{uitest.MediaRoom(), uitest.HostileRoom(), {}} {
		for start := range keys {
			if testing.Short() && start%3 != 0 {
				continue
			}
			d := uitest.NewFakeDesk(t, s)
			for _, o := range everyDialog(d) {
				d.Dialogs = []widget.Dialog{o}
				for i := range 8 {
					if d.Top() == nil {
						break
					}
					d.Press(keys[(start+i*5)%len(keys)])
				}
			}
		}
	}
}

func TestLayoutPickerSetsFoundLayout(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Open(NewLayoutPicker(d))
	d.WantShown("now")
	d.Write("hl")
	d.Press("enter")
	d.WantProposed(video.SetLayout("highlight-1-responsive", nil))
	if d.Top() != nil {
		t.Error("the picker is still open")
	}
}

func TestLayoutPickerAcceptsTypedName(t *testing.T) {
	s := uitest.SmallRoom()
	s.Layouts = nil
	d := uitest.NewFakeDesk(t, s)
	d.Open(NewLayoutPicker(d))
	d.Write("5up")
	d.Press("enter")
	d.WantProposed(video.SetLayout("5up", nil))
}

func TestChangingListKeepsChoice(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.Open(NewLayoutPicker(d))
	d.Press("down")
	d.WantShown("▎5x5")
	now := *d.Snap
	now.Layouts = []string{"new", "5x5", "3x3"}
	d.Snap = &now
	d.Top().(widget.Watcher).Changed()
	d.WantShown("▎5x5")
	d.WantShown("gone") // the choice that vanished keeps its line
	d.Press("enter")
	d.WantProposed(video.SetLayout("5x5", nil))
}

func TestPositionPicker(t *testing.T) {
	tests := []struct {
		name, keys string
		layers     int
		ids        []video.MemberID
		want       video.Command
	}{
		{"digit", "5", 9, []video.MemberID{"m2"}, video.SetMemberPosition("standard-5", "m2")},
		{"auto", "a", 9, []video.MemberID{"m2"}, video.SetMemberPosition("auto", "m2")},
		{"off canvas", "-", 9, []video.MemberID{"m2"}, video.SetMemberPosition("off-canvas", "m2")},
		{"everybody off", "-", 9, []video.MemberID{"m2", "m3"}, video.SetMemberPosition("off-canvas", "m2", "m3")},
		{"by list", "j enter", 9, []video.MemberID{"m2"}, video.SetMemberPosition("standard-3", "m2")},
		{"two digits", "1 2 enter", 25, []video.MemberID{"m2"}, video.SetMemberPosition("standard-12", "m2")},
		{"wrong digit then right", "9 9 1 4 enter", 25, []video.MemberID{"m2"}, video.SetMemberPosition("standard-14", "m2")},
		{"several", "4", 9, []video.MemberID{"m2", "m3"}, video.SetPositions(map[video.MemberID]video.Position{
			"m2": "standard-4", "m3": "standard-5",
		})},
		{"unknown layout", "7", 0, []video.MemberID{"m2"}, video.SetMemberPosition("standard-7", "m2")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := uitest.SmallRoom()
			s.Layout.Layers = nil
			switch test.layers {
			case 9:
				s.Layout.Layers = uitest.GridLayers(3, 3)
			case 25:
				s.Layout.Layers = uitest.GridLayers(5, 5)
			}
			d := uitest.NewFakeDesk(t, s)
			d.Open(NewPositionPicker(d, test.ids))
			d.Press(test.keys)
			d.WantProposed(test.want)
		})
	}
}

func TestPositionPickerClosesWhenMemberLeaves(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	p := NewPositionPicker(d, []video.MemberID{"m2"}).(*positionPicker)
	if p.Changed() {
		t.Error("closed while the member is here")
	}
	now := *d.Snap
	now.Members = append([]*video.Member(nil), d.Snap.Members...)
	uitest.RemoveMember(&now, "m2")
	if d.Snap = &now; !p.Changed() {
		t.Error("still open")
	}
}

func TestNumberPrompt(t *testing.T) {
	for _, test := range []struct {
		keys string
		want float64
		ok   bool
	}{
		{"enter", 30, true},
		{"up up enter", 32, true},
		{"pgdown enter", 20, true},
		{"4 5 enter", 45, true},
		{"backspace enter", 3, true},
		{"1 0 1 enter", 0, false},
		{"x enter", 0, false},
		{"1 0 1 backspace enter", 10, true},
		{"pgup pgup pgup pgup pgup pgup pgup pgup enter", 100, true},
		{"esc", 0, false},
	} {
		d := uitest.NewFakeDesk(t, uitest.SmallRoom())
		got, ok := 0.0, false
		d.Open(widget.NewNumberPrompt(d, "Sensitivity", 0, 100, 30,
			func(v float64) tea.Cmd { got, ok = v, true; return nil }))
		d.Press(test.keys)
		if got != test.want || ok != test.ok {
			t.Errorf("%s: got %v %v, want %v %v", test.keys, got, ok, test.want, test.ok)
		}
	}
}

func TestHelpShowsReasonForOffKey(t *testing.T) {
	s := uitest.SmallRoom()
	s.Denied = map[video.Action]string{video.ActAudioMute: "no permission"}
	d := uitest.NewFakeDesk(t, s)
	d.Open(NewHelp(d, keymap.Members, maps.All(map[string]string(nil)), nil))
	d.Write("microphone")
	d.WantShown("not allowed: mute the microphone")
	if strings.Contains(d.Shown(), "watch only: unmute") {
		t.Errorf("got:\n%s", d.Shown())
	}
	d.Watch = true
	d.WantShown("watch only: unmute the microphone")
}

// TestField_D13_HelpActs: the help starts with actions, is searched by typing, and Enter presses the chosen key.
func TestField_D13_HelpActs(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	pressed := ""
	open := func() {
		d.Open(NewHelp(d, keymap.Members, maps.All(map[string]string(nil)), func(k string) tea.Cmd {
			pressed = k
			return nil
		}))
	}
	open()
	if lines := strings.Split(d.Shown(), "\n"); !strings.Contains(lines[4], "mute the microphone") {
		t.Errorf("the first key is %q", lines[4])
	}
	d.Write("demote")
	d.Press("enter")
	if pressed != "P" || d.Top() != nil {
		t.Errorf("pressed %q, open: %v", pressed, d.Top() != nil)
	}
	pressed = ""
	open()
	d.Watch = true
	d.Press("down enter")
	if pressed != "" || d.Said != "Unmute the microphone: watch only." {
		t.Errorf("watching only, pressed %q and said %q", pressed, d.Said)
	}
	d.Press("?")
	if d.Top() != nil {
		t.Error("the key that opens help does not close it")
	}
}

// Every key that changes something in the room must be in the table. Otherwise the help cannot show why it is off.
func TestHelpKnowsEveryChangingKey(t *testing.T) {
	harmless := "down up top bottom half-down half-up page-down page-up left right filter quick-filter " +
		"next-talker mark mark-range mark-all mark-none sort sort-reverse freeze detail stage-detail pick-up copy-id results " +
		"rooms prev-room next-room next-pane prev-pane pane-1 pane-2 pane-3 pane-4 pane-5 pane-6 palette back redraw free-mouse watch-only help quit force-quit retry new-session alarm sent-away needing-room protect hand-over macros"
	calm := map[string]bool{}
	for name := range strings.FieldsSeq(harmless) {
		calm[name] = true
	}
	m := keymap.Default()
	for _, c := range keymap.Contexts()[:keymap.Dialog] {
		for _, g := range m.Groups(c) {
			for _, k := range g.Keys {
				if !k.ChangesRoom() && !calm[k.Name] {
					t.Errorf("%s (%s) is in neither list", k.Name, k.Text)
				}
			}
		}
	}
}

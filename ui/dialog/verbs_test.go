package dialog

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/say"
	"gavel/ui/uitest"
)

// The palette finds everyday phrases, whatever their names in the reference.
func TestPaletteSpeaksVerbs(t *testing.T) {
	for typed, want := range map[string]video.Command{
		"mute everybody but":            video.AudioMute("m1", "m3", "m5", "m6", "m7", "m8"),
		"lower all hands":               video.SetRaisedHand(false, "m6", "m3"),
		"mute everybody but ana, priya": video.AudioMute("m1", "m2", "m5", "m7", "m8"),
		"end the room":                  video.RemoveAllMembers(),
		"hide people without video":     video.SetHideVideoMuted(true),
		"all cameras off":               video.VideoMute("m1", "m2", "m3", "m5", "m6", "m7", "m8"),
	} {
		t.Run(typed, func(t *testing.T) {
			d := uitest.NewFakeDesk(t, uitest.SmallRoom())
			d.At = "m2"
			d.Open(NewPalette(d, nil))
			d.Write(typed)
			d.Press("enter")
			d.WantProposed(want)
		})
	}
}

// The last command comes first the next time, and keys without a method of their own can be pressed.
func TestPaletteRemembersAndPressesKeys(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	d.At = "m2"
	pressed := ""
	memory := &Memory{Press: func(k string) tea.Cmd {
		pressed = k
		return nil
	}}
	d.Open(NewPalette(d, memory))
	d.Write("undo the last")
	d.Press("enter")
	if pressed != "u" || d.Top() != nil {
		t.Fatalf("pressed %q, open: %v", pressed, d.Top() != nil)
	}
	d.Open(NewPalette(d, memory))
	d.Write("setLayout name=3x3")
	d.Press("enter")
	d.Open(NewPalette(d, memory))
	lines := strings.Split(d.Shown(), "\n")
	if !strings.Contains(lines[3], "setLayout name=3x3") || !strings.Contains(lines[4], "undo the last action") {
		t.Errorf("the first choices are %q and %q", lines[3], lines[4])
	}
	d.Press("enter") // by accident
	d.WantProposed(video.SetLayout("3x3", nil))
	d.Press("up enter")
	d.WantProposed(video.SetLayout("3x3", nil), video.SetLayout("3x3", nil))
}

// Keys that need Shift or AltGr on some keyboards can be run from the palette.
func TestPaletteRunsKeysOfOtherKeyboards(t *testing.T) {
	for typed, want := range map[string]string{
		"modes clock queue": "!", "protect from": "@", "person talking": ";", "scenes": "'", "previous room": "{", "next room": "}",
		"macro of": "*",
	} {
		t.Run(typed, func(t *testing.T) {
			d, pressed := uitest.NewFakeDesk(t, uitest.SmallRoom()), ""
			d.At = "m2"
			d.Open(NewPalette(d, &Memory{Press: func(k string) tea.Cmd {
				pressed = k
				return nil
			}}))
			d.Write(typed)
			if d.Press("enter"); pressed != want {
				t.Errorf("pressed %q, want %q\n%s", pressed, want, d.Shown())
			}
		})
	}
}

// A line with an address is not remembered, because the address may hold a stream key.
func TestPaletteForgetsAddresses(t *testing.T) {
	var m Memory
	m.add(lineID + "startStream url=rtmp://live.example.com/app/SECRET")
	if len(m.recent) > 0 {
		t.Errorf("kept %q", m.recent)
	}
}

// The key of an action is beside it, its method below the line.
func TestPaletteShowsKeysAndMethods(t *testing.T) {
	for typed, want := range map[string][2]string{
		"deafen":            {"d", "deaf"},
		"mute microphone":   {"m", "audioMute"},
		"unmute microphone": {"M", "audioUnmute"},
		"input volume":      {"+", "setInputVolume"},
	} {
		d := uitest.NewFakeDesk(t, uitest.SmallRoom())
		d.Open(NewPalette(d, nil))
		d.Write(typed)
		line, _, _ := strings.Cut(d.Shown()[strings.Index(d.Shown(), "▎"):], "\n")
		if f := strings.Fields(line); f[len(f)-1] != want[0] {
			t.Errorf("the choice is %q, want the key %s", line, want[0])
		}
		d.WantShown("\n" + want[1] + " ")
	}
}

// TestPaletteNamesTheMethodOfAVerb: the detail line has the name in the reference.
func TestPaletteNamesTheMethodOfAVerb(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	for typed, want := range map[string]string{
		"lower all hands": "setRaisedHand", "end the room": "removeAllMembers  ends the session", "kick": "removeMember",
	} {
		d.Open(NewPalette(d, nil))
		d.Write(typed)
		d.WantShown(want)
		d.Press("esc esc")
	}
	d.Open(NewPalette(d, nil))
	d.Write("show people without")
	d.Press("enter")
	d.WantShown(say.AlreadySo)
}

package dialog

import (
	"slices"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// TestPaletteRunsPhrases types everyday phrases about a member. They highlight no other member.
func TestPaletteRunsPhrases(t *testing.T) {
	for line, want := range map[string]video.Command{
		"mute Ana Silva":               video.AudioMute("m3"),
		"unmute ana":                   video.AudioUnmute("m3"),
		"Deafen Mark":                  video.Deaf("m1"),
		"undeafen hana":                {},
		"undeafen 田中":                  video.UndeafKeepMuted("m5"),
		"camera off Priya, Mark":       video.VideoMute("m6", "m1"),
		"remove David":                 video.RemoveMember("m2"),
		"lower hand Ana":               video.SetRaisedHand(false, "m3"),
		"lower the hand of Ana":        video.SetRaisedHand(false, "m3"),
		`mute "Ana Silva, David Kern"`: video.AudioMute("m9"),
		"mute Ana Silva, David Kern":   {},
		"mute Zed":                     {},
		"mute Jonas Weber":             {},
		"mute Mark,":                   {},
		"unmute Zed":                   {},
		"lower hand Zed":               {},
		"mute everybody but Zed":       {},
	} {
		s := uitest.SmallRoom()
		if strings.Contains(line, "Ana Silva, ") {
			s.Members = append(s.Members, uitest.Member(9, "Ana Silva, David Kern"))
		}
		d := uitest.NewFakeDesk(t, s)
		d.At = "m8"
		d.Open(NewPalette(d, nil))
		d.Write(line)
		d.Press("enter")
		switch {
		case want.Action == "" && len(d.Proposed)+len(d.Reads) > 0:
			t.Errorf("%s: ran %+v", line, d.Proposed)
		case want.Action == "" && d.Top() == nil:
			t.Errorf("%s: the palette closed", line)
		case want.Action == "":
		case len(d.Proposed) != 1:
			t.Errorf("%s: proposed %v\n%s", line, d.Proposed, d.Shown())
		case d.Proposed[0].Action != want.Action || !slices.Equal(d.Proposed[0].Targets, want.Targets) ||
			d.Proposed[0].KeepMuted != want.KeepMuted:
			t.Errorf("%s: got %+v, want %+v", line, d.Proposed[0], want)
		}
	}
}

// TestPhrasesLeaveOtherChoicesAlone: a line that starts another choice does not name a person whose name contains its
// letters.
func TestPhrasesLeaveOtherChoicesAlone(t *testing.T) {
	for line, want := range map[string]string{
		"mute mi":      "mute microphone",
		"mute all":     "mute everybody",
		"remove every": "remove everybody",
		"remove fr":    "remove from the room",
	} {
		s := uitest.SmallRoom()
		s.Members = append(s.Members, uitest.Member(9, "Sally Fraser-Michaels Everyman"))
		d := uitest.NewFakeDesk(t, s)
		d.Open(NewPalette(d, nil))
		d.Write(line)
		if shown := d.Shown(); !strings.Contains(shown, want) || strings.Contains(shown, "Sally") {
			t.Errorf("%s:\n%s", line, shown)
		}
	}
}

package output

import (
	"strings"
	"testing"

	"gavel/session/video"
)

// hostile is a name that tries to set a colour, write the clipboard, reverse the direction and end the line.
const hostile = "\x1b[31mEve\x1b]52;c;aGk=\a\u202e\u2028\u009b2J\nroot"

// wantHarmless fails the test for every character that a terminal would obey.
func wantHarmless(t *testing.T, out string) {
	t.Helper()
	for _, r := range out {
		if r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || strings.ContainsRune("\u061c\u200e\u200f\u2028\u2029", r) ||
			r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("%U in %q", r, out)
		}
	}
}

func TestTableAlignsByWidth(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := Members(&b, []*video.Member{
		{ID: "1", Name: "田中 花子", Type: "member", Visible: true, RequestedPosition: "auto", CurrentPosition: "standard-1"},
		{
			ID: "田中2", Name: "Bob", Type: "member", AudioMuted: true, VideoMuted: true, Deaf: true, HandRaised: true,
			Talking: true,
		},
		{ID: "abcd3", Name: "", Type: "screen"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `MIC  CAM  EAR  HAND  TALK   PLACE       TYPE    ID     NAME
on   on   on   -     -      standard-1  member  1      田中 花子
off  off  off  up    talks  -           member  田中2  Bob
on   on   on   -     -      -           screen  abcd3  (no name) #bcd3
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

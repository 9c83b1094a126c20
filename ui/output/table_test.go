package output

import (
	"strings"
	"testing"

	"gavel/session/video"
)

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

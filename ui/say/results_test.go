package say_test

import (
	"slices"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestResultsNameEachPerson(t *testing.T) {
	t.Parallel()
	name := func(p video.Person) string { return p.Name }
	who := []video.Person{{ID: "a", Name: "Ann"}, {ID: "b", Name: "Ben"}}
	mute := video.AudioMute("a", "b")
	scene := video.Composite("take", "took", nil, video.SetLayout("3x3", nil), mute)
	done := video.TargetResult{Member: "a", Outcome: video.OutcomeConfirmed, Took: 84 * time.Millisecond}
	spared := video.TargetResult{Member: "b", Outcome: video.OutcomeNotSent, Err: video.ErrProtected}
	for what, tc := range map[string]struct {
		e    video.Entry
		want []string
	}{
		"several people": {
			video.Entry{Command: &mute, Who: who, Targets: []video.TargetResult{done, spared}},
			[]string{"Ann: confirmed 84 ms", "Ben: not sent: the member is protected"},
		},
		"several steps": {
			video.Entry{Command: &scene, Who: who, Targets: []video.TargetResult{{Outcome: video.OutcomeAccepted}, done, spared}},
			[]string{"set the layout, the room: accepted", "mute microphone, Ann: confirmed 84 ms", "mute microphone, Ben: not sent: the member is protected"},
		},
		"no command": {video.Entry{}, nil},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			if got := say.Results(&tc.e, name); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

package say_test

import (
	"testing"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestProtectedSentences(t *testing.T) {
	t.Parallel()
	plan := video.Plan{
		Act: []video.MemberID{"b"}, Already: []video.MemberID{"c"}, Gone: []video.MemberID{"d"}, Protected: []video.MemberID{"a"},
	}
	for want, got := range map[string]string{
		"Ann is protected. Press again to mute this person.": say.IsProtected(video.AudioMute("a"), crowd{}),
		"This would move Ann, who is protected. Press again to place Ben at standard-1.": say.HoldsProtected(
			video.SetMemberPosition("standard-1", "b"), []video.MemberID{"a"}, crowd{}),
		"Ann is protected, 1 person is already muted, 1 has left": say.Skipped(video.AudioMute(), plan, crowd{}),
		"All of them are protected. Nothing was sent.": say.NothingToDo(
			video.AudioMute("a"), video.Plan{Protected: []video.MemberID{"a", "b"}}, crowd{}),
		"Ann is protected, 1 person is already muted. Nothing was sent.": say.NothingToDo(video.AudioMute("a", "c"),
			video.Plan{Protected: []video.MemberID{"a"}, Already: []video.MemberID{"c"}}, crowd{}),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	list := say.LeftOut(video.AudioMute(), plan, crowd{})
	if len(list) != 3 || list[0] != "Ann is protected" {
		t.Errorf("left out: %q", list)
	}
}

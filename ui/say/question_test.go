package say_test

import (
	"testing"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestQuestion(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]video.Command{
		"Remove Ann #1bf4":        video.RemoveMember("a"),
		`Demote "6 people" #1bf4`: video.Demote("c"),
		"Remove 5 people":         onFive(video.RemoveMember),
		"Mute Ann":                video.AudioMute("a"),
		"Remove everybody":        video.RemoveAllMembers(),
	} {
		if got := say.Question(c, crowd{}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPlanCounts(t *testing.T) {
	t.Parallel()
	p := video.Plan{Act: []video.MemberID{"a", "b"}, Already: []video.MemberID{"c"}, Gone: []video.MemberID{"d"}}
	if got, want := say.Plan(video.AudioMute(), p, crowd{}), "Mute 2 of 4 people"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for want, c := range map[string]video.Command{
		"1 person is already muted, 1 has left":        video.AudioMute(),
		"1 person's camera is already off, 1 has left": video.VideoMute(),
	} {
		if got := say.Skipped(c, p, crowd{}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestWarning covers D11 (removing everybody names the number, and ends the session) and U6 (a demotion is not final).
func TestWarning(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		c    video.Command
		want string
	}{
		{"calm", video.AudioMute("a"), ""},
		{"final", video.RemoveMember("a"), "This cannot be undone."},
		{
			"TestField_D11_CountAndEnd", video.RemoveAllMembers(),
			"This removes 18 people and ends the session. This cannot be undone.",
		},
		{"TestField_U6_ThereIsAWayBack", video.Demote("a"), "Promoting brings the member back with a new id."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := say.Warning(tc.c, "18 people"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

package video_test

import (
	"testing"

	"gavel/session/video"
)

func TestTitleIsNeverBlank(t *testing.T) {
	for _, tc := range []struct {
		room video.Room
		want string
	}{
		{video.Room{DisplayName: "Weekly", Name: "weekly", ID: "rs"}, "Weekly"},
		{video.Room{Name: "weekly", ID: "rs"}, "weekly"},
		{video.Room{DisplayName: " \u00a0\u3000", Name: "weekly", ID: "rs"}, "weekly"},
		{video.Room{DisplayName: " ", Name: "\t", ID: "rs"}, "rs"},
	} {
		if got := tc.room.Title(); got != tc.want {
			t.Errorf("%+v is called %q, want %q", tc.room, got, tc.want)
		}
	}
}

package session

import "testing"

func TestTitleIsNeverBlank(t *testing.T) {
	for _, tc := range []struct {
		room Room
		want string
	}{
		{Room{DisplayName: "Weekly", Name: "weekly", ID: "rs"}, "Weekly"},
		{Room{Name: "weekly", ID: "rs"}, "weekly"},
		{Room{DisplayName: " \u00a0\u3000", Name: "weekly", ID: "rs"}, "weekly"},
		{Room{DisplayName: " ", Name: "\t", ID: "rs"}, "rs"},
	} {
		if got := tc.room.Title(); got != tc.want {
			t.Errorf("%+v is called %q, want %q", tc.room, got, tc.want)
		}
	}
}

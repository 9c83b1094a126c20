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

func TestPositionsOfSlots(t *testing.T) {
	t.Parallel()
	for p, want := range map[video.Position]struct {
		number             int
		standard, reserved bool
		valid              bool
	}{
		"standard-1": {1, true, false, true}, "reserved-12": {12, false, true, true}, "standard-999": {999, true, false, true},
		"standard-1000": {1000, true, false, false}, "standard-0": {}, "standard-01": {}, "standard-+1": {}, "reserved-": {},
		"reserved-1x": {}, "standard-99999999999999999999": {}, "reserved": {}, "": {},
		video.PositionAuto: {valid: true}, video.PositionOffCanvas: {valid: true},
	} {
		if p.Number() != want.number || p.IsStandard() != want.standard || p.IsReserved() != want.reserved ||
			p.Valid() != want.valid {
			t.Errorf("%q has number %d; standard %v, reserved %v, valid %v",
				p, p.Number(), p.IsStandard(), p.IsReserved(), p.Valid())
		}
	}
}

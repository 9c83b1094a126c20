package say_test

import (
	"slices"
	"testing"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestPanicLines(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		p    say.PanicCounts
		want []string
	}{
		"a raid": {
			say.PanicCounts{
				Locks: true, OnAir: true, Records: true, Clears: 53, Talking: 40, Open: 3, Cameras: 1,
				Spared: []video.MemberID{"a"},
			},
			[]string{
				"Lock the room.", "Take 53 members off the canvas.", "Mute 43 microphones; 40 are in use now.",
				"Turn off 1 camera or screen of newcomers.",
				"Keep the room quiet: anyone who opens a microphone is muted.", "Protected, and left alone: Ann.",
				"The recording continues.", "A stream is on air.",
			},
		},
		"a quiet room": {
			say.PanicCounts{}, []string{"Keep the room quiet: anyone who opens a microphone is muted."},
		},
		"a large room": {
			say.PanicCounts{Clears: 5000, Layout: "1x1", Open: 1},
			[]string{
				"Change the layout to 1x1, because one request cannot name everyone.",
				"Mute 1 microphone.",
				"Keep the room quiet: anyone who opens a microphone is muted.",
			},
		},
	} {
		if got := say.Panic(tc.p, crowd{}); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	for want, n := range map[string][2]int{
		"Undo: open 2 microphones and 1 camera": {2, 1}, "Undo: open 1 microphone": {1, 0}, "Undo: open 3 cameras": {0, 3},
	} {
		if got := say.UndoPanic(n[0], n[1]); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

package stage_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/stage"
)

// TestSlotsAreThoseOfTheRelay sets each layout in a relay, and compares the relay's slots with the preview.
func TestSlotsAreThoseOfTheRelay(t *testing.T) {
	t.Parallel()
	relay, err := localrelay.StartPipe(localrelay.Options{Quiet: true, Seed: 1, Members: 6})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	room := relay.Rooms()[0].RoomSessionID
	for _, name := range append(localrelay.Layouts(), "15x15", "1x1+2x1", "presenter-dual-horizontal", "full-screen") {
		if _, err := relay.Call(room, "video.set_layout", map[string]any{"name": name}); err != nil {
			t.Fatal(name, err)
		}
		state, err := relay.RoomState(room)
		if err != nil {
			t.Fatal(err)
		}
		s := &video.Snapshot{}
		for _, m := range state.Members {
			s.Members = append(s.Members, &video.Member{
				ID: video.MemberID(m.ID), VideoMuted: m.VideoMuted, Type: m.Type,
				RequestedPosition: video.Position(m.RequestedPosition),
			})
		}
		got := stage.Preview(s, name)
		if got == nil { // its geometry is not documented
			if name != "grid-responsive-mobile" {
				t.Errorf("%s is not known", name)
			}
			continue
		}
		var layout video.Layout
		if err := json.Unmarshal(state.Layout, &layout); err != nil {
			t.Fatal(err)
		}
		want := slices.DeleteFunc(layout.Layers, func(l video.Layer) bool {
			return l.Position == video.PositionPlayback || l.Position == video.PositionFullScreen
		})
		for _, layers := range [][]video.Layer{got, want} {
			slices.SortFunc(layers, func(a, b video.Layer) int { return strings.Compare(string(a.Position), string(b.Position)) })
		}
		if !slices.EqualFunc(got, want, alike) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

// alike reports whether two slots are at the same place and have the same member.
func alike(a, b video.Layer) bool {
	const near = 0.01
	return math.Abs(a.X-b.X) < near && math.Abs(a.Y-b.Y) < near && math.Abs(a.Width-b.Width) < near &&
		a.Position == b.Position && a.MemberID == b.MemberID
}

func TestCompareLayouts(t *testing.T) {
	t.Parallel()
	names := []string{"8x8", "2x1", "grid-responsive", "10x10", "5up", "1x1", "3x3", "highlight-1-responsive"}
	slices.SortFunc(names, stage.CompareLayouts)
	want := []string{"1x1", "2x1", "3x3", "8x8", "10x10", "5up", "grid-responsive", "highlight-1-responsive"}
	if !slices.Equal(names, want) {
		t.Errorf("got %v", names)
	}
}

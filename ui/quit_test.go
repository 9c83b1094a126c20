package ui

import (
	"testing"

	"gavel/session/floor"
)

func TestFloorEndsHere(t *testing.T) {
	queue := floor.Mode{Preset: floor.Queue}
	for name, tc := range map[string]struct {
		view floor.View
		want bool
	}{
		"nothing known":         {floor.View{}, false},
		"open":                  {floor.View{Mode: floor.Mode{Preset: floor.Open}}, false},
		"alone":                 {floor.View{Mode: queue}, true},
		"enforced here":         {floor.View{Mode: queue, Shared: true, Mine: true, Holder: "us"}, true},
		"enforced by nobody":    {floor.View{Mode: queue, Shared: true}, true},
		"enforced by another":   {floor.View{Mode: queue, Shared: true, Holder: "beta"}, false},
		"another, but not ours": {floor.View{Mode: queue, Holder: "beta"}, true},
	} {
		if got := endsHere(&tc.view); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

package director

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestPlacement checks the positions of people after a script; the others are off the canvas.
func TestPlacement(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ script, want string }{
		"ordinary slots in join order": {"join Ann Ben Cem", "3 layers, Ann standard-1, Ben standard-2, Cem standard-3"},
		"people without video do not count": {
			"join Ann no-camera\njoin Ben Cem", "2 layers, Ben standard-1, Cem standard-2",
		},
		"people without video fill what is left": {
			"layout 2x2\njoin Ann no-camera\njoin Ben", "4 layers, Ann standard-2, Ben standard-1",
		},
		"no one has video":       {"join Ann Ben no-camera", "1 layers, Ann standard-1"},
		"reserved is not filled": {"layout highlight-1-responsive\njoin Ann", "8 layers, Ann standard-1"},
		"holders of reserved slots do not count": {
			"layout highlight-1-responsive\njoin 5 \"P %d\"\njoin Ann\nplace Ann reserved-1",
			"8 layers, P 1 standard-1, P 2 standard-2, P 3 standard-3, P 4 standard-4, P 5 standard-5, Ann reserved-1",
		},
		"the second in a reserved slot counts as auto": {
			"layout highlight-1-responsive\njoin Ann Ben\nplace Ann reserved-1\nplace Ben reserved-1",
			"8 layers, Ann reserved-1, Ben standard-1",
		},
		"a slot that does not exist counts as auto": {
			"layout 2x1\njoin Ann Ben\nplace Ben reserved-0\nplace Ann standard-0", "2 layers, Ann standard-1, Ben standard-2",
		},
		"off the canvas": {"join Ann Ben\nhide Ann", "1 layers, Ben standard-1"},
		"full-screen where there is one": {
			"layout highlight-1-responsive\njoin Ann Ben\nplace Ben full-screen", "8 layers, Ann standard-1, Ben full-screen",
		},
		"full-screen where there is none": {"join Ann\nplace Ann full-screen", "1 layers, Ann standard-1"},
		"a screen takes the largest": {
			"layout highlight-1-responsive\njoin Ann\nshare Ann", "8 layers, Ann standard-1, Ann reserved-1",
		},
		"a screen and a person on top of it": {
			"layout screen-share\njoin Ann Ben\nshare Ann\nplace Ben reserved-3", "9 layers, Ben reserved-3, Ann standard-1",
		},
		"hands first": {
			"layout 1x1\njoin Ann Ben\nhand Ben\ndo setPrioritizeHandraise true", "1 layers, Ben standard-1",
		},
		"hidden without video": {"layout 2x2\njoin Ann no-camera\njoin Ben\nhide", "4 layers, Ben standard-1"},
		"a file takes the large slot": {
			"layout highlight-1-responsive\njoin Ann\nstart playback https://example.com/a", "8 layers, Ann standard-1, a file reserved-1",
		},
		"a file needs a slot of a grid": {
			"join Ann Ben\nstart playback https://example.com/a", "3 layers, Ann standard-2, Ben standard-3, a file standard-1",
		},
		"a file in a layout of its own stays there": {
			"join Ann\ndo play https://example.com/a layout=highlight-1-responsive\nend playback", "8 layers, Ann standard-1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, rs := stage(t)
			Play(t, s, test.script)
			state := stateOf(t, s, rs)
			var layout struct {
				Layers []struct {
					Position    string
					PlayingFile bool `json:"playing_file"`
				}
			}
			if err := json.Unmarshal(state.Layout, &layout); err != nil {
				t.Fatal(err)
			}
			parts := []string{fmt.Sprintf("%d layers", len(layout.Layers))}
			for _, m := range state.Members {
				if m.CurrentPosition != "off-canvas" {
					parts = append(parts, m.Name+" "+m.CurrentPosition)
				}
			}
			for _, l := range layout.Layers {
				if l.PlayingFile {
					parts = append(parts, "a file "+l.Position)
				}
			}
			if got := strings.Join(parts, ", "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

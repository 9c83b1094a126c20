package macro_test

import (
	"strings"
	"testing"
	"time"

	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/macro"
)

// parsed returns the macro of a file.
func parsed(t *testing.T, list string) *config.Macro {
	t.Helper()
	file, err := config.Parse("c.toml", []byte("macros.calm = "+list+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return &file.Macros[0]
}

// hall has Ann and Ben with open microphones, Cy muted, and Dee in the audience.
func hall() *video.Snapshot {
	m := func(name string, muted bool) *video.Member {
		return &video.Member{ID: video.MemberID(name), Name: name, Type: video.TypeMember, AudioMuted: muted}
	}
	dee := m("dee", false)
	dee.Type = video.TypeAudience
	return &video.Snapshot{
		Room: video.Room{ID: "r", Locked: video.Yes}, Link: video.Link{State: video.LinkLive},
		Members: []*video.Member{m("ann", false), m("ben", false), m("cy", true), dee},
		Layout:  video.Layout{Name: "grid-responsive"}, Layouts: []string{"grid-responsive", "3x3"},
	}
}

func TestPlanGivesAReasonWithoutAFullStop(t *testing.T) {
	room := hall()
	room.Link.State = video.LinkWaiting
	steps := macro.Plan(parsed(t, `["lock"]`), macro.Room{Snapshot: room, Facts: &selector.Facts{Now: time.Now()}})
	if steps[0].Why != "not connected" {
		t.Errorf("the reason is %q", steps[0].Why)
	}
}

func TestPlan(t *testing.T) {
	ann := func(m *video.Member) bool { return m.Name == "ann" }
	tests := []struct {
		name, list string
		protected  func(*video.Member) bool
		acts       []string // methods with their targets
		why        string   // part of the first reason
		spared     int
	}{
		{"everybody", `["audioMute where all"]`, nil, []string{"audioMute ann ben"}, "", 0},
		{"a selector", `["audioMute where name~ben"]`, nil, []string{"audioMute ben"}, "", 0},
		{"nobody is on a list", `["audioMute where open & !panel & !protected"]`, nil, []string{"audioMute ann ben"}, "", 0},
		{"nobody", `["audioMute where hand"]`, nil, nil, "nobody matches hand", 0},
		{"already", `["audioMute where muted"]`, nil, nil, "already done", 0},
		{"protected", `["audioMute where all"]`, ann, []string{"audioMute ben"}, "", 1},
		{"in order", `["setLayout name=3x3", "audioMute where all"]`, nil, []string{"setLayout", "audioMute ann ben"}, "", 0},
		{"locked already", `["lock", "setLayout name=3x3"]`, nil, []string{"setLayout"}, "", 0},
		{"no recording", `["recording.stop"]`, nil, nil, "more than one", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			steps := macro.Plan(parsed(t, test.list), macro.Room{
				Snapshot: hall(), Facts: &selector.Facts{Now: time.Now()}, Protected: test.protected,
			})
			if !strings.Contains(steps[0].Why, test.why) || steps[0].Spared != test.spared {
				t.Errorf("the first step: %+v", steps[0])
			}
			c, acts := macro.Command("calm", steps)
			var got []string
			for _, step := range c.Steps {
				if step.Action == video.ActLock {
					continue // the room decides
				}
				text := string(step.Action)
				for _, id := range step.Targets {
					text += " " + string(id)
				}
				got = append(got, text)
			}
			if acts != (len(c.Steps) > 0) || strings.Join(got, ", ") != strings.Join(test.acts, ", ") {
				t.Errorf("runs %q, want %q", got, test.acts)
			}
		})
	}
}

// TestProtectedBetweenPlanAndSend has a command that is judged again when it leaves.
func TestProtectedBetweenPlanAndSend(t *testing.T) {
	steps := macro.Plan(parsed(t, `["audioMute where all"]`), macro.Room{Snapshot: hall(), Facts: &selector.Facts{}})
	c, _ := macro.Command("calm", steps)
	if !c.Steps[0].SkipProtected || !c.Independent {
		t.Errorf("%+v", c)
	}
}

package guard_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/guard"
)

// crowd returns a room of n people, of whom every tenth is talking and every fifth joined recently.
func crowd(n int) guard.Room {
	s := &video.Snapshot{
		Room:    video.Room{ID: "rs", LayoutName: "grid-responsive"},
		Layouts: []string{"grid-responsive", "1x1", "2x2", "3x3"},
	}
	r := guard.Room{Snapshot: s}
	for i := range n {
		m := &video.Member{
			ID: video.MemberID(fmt.Sprintf("m%04d", i)), Type: video.TypeMember, Order: uint64(i + 1),
			Talking: i%10 == 0, Visible: i < 16, RequestedPosition: video.PositionAuto,
		}
		s.Members = append(s.Members, m)
		if i%5 == 0 {
			r.Newcomers = append(r.Newcomers, m.ID)
		}
	}
	return r
}

func only(ids ...video.MemberID) func(*video.Member) bool {
	return func(m *video.Member) bool {
		for _, id := range ids {
			if m.ID == id || m.ParentID == id {
				return true
			}
		}
		return false
	}
}

// steps names the actions of a panic in order, with their targets.
func steps(c video.Command) string {
	text := ""
	for _, s := range c.Steps {
		text += fmt.Sprintf("%s %d; ", s.Action, max(len(s.Targets), len(s.Placed())))
	}
	return text
}

func TestPanicPlan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(r *guard.Room)
		want   string
	}{
		"everybody": {func(*guard.Room) {}, "lock 0; setLayout 20; audioMute 2; videoMute 4; audioMute 18; "},
		"protected people stay": {
			func(r *guard.Room) { r.Protected = only("m0000", "m0001") },
			"lock 0; setLayout 18; audioMute 1; videoMute 3; audioMute 17; ",
		},
		"the panel stays in the picture, and is muted": {
			func(r *guard.Room) { r.Panel = only("m0001") },
			"lock 0; setLayout 19; audioMute 2; videoMute 4; audioMute 18; ",
		},
		"a protected place is named": {
			func(r *guard.Room) { r.Protected = only("m0001"); r.Members[1].RequestedPosition = "reserved-1" },
			"lock 0; setLayout 20; audioMute 2; videoMute 4; audioMute 17; ",
		},
		"locked already":   {func(r *guard.Room) { r.Room.Locked = video.Yes }, "setLayout 20; audioMute 2; videoMute 4; audioMute 18; "},
		"layout not known": {func(r *guard.Room) { r.Room.LayoutName = "" }, "lock 0; setPositions 20; audioMute 2; videoMute 4; audioMute 18; "},
		"the audience does not count": {
			func(r *guard.Room) { r.Members[3].Type = video.TypeAudience },
			"lock 0; setLayout 19; audioMute 2; videoMute 4; audioMute 17; ",
		},
		"a newcomer's screen goes dark": {
			func(r *guard.Room) {
				r.Members[3].Type, r.Members[3].ParentID = video.TypeScreen, "m0005"
			},
			"lock 0; setLayout 20; audioMute 2; videoMute 5; audioMute 17; ",
		},
		"nothing to do": {
			func(r *guard.Room) { r.Room.Locked, r.Protected = video.Yes, func(*video.Member) bool { return true } }, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := crowd(20)
			tc.change(&r)
			p := guard.Plan(r)
			c, ok := p.Command()
			if got := steps(c); got != tc.want || ok != (tc.want != "") {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if ok {
				if _, err := c.Normalize(); err != nil || !c.SkipProtected || !c.Independent || !c.Has(video.ForPanic) {
					t.Errorf("%+v: %v", c, err)
				}
			}
		})
	}
}

// TestPanicIsBounded plans a panic in a room of 5,000.
func TestPanicIsBounded(t *testing.T) {
	t.Parallel()
	const members = 5000
	r := crowd(members)
	r.Protected = only("m0001", "m0002", "m0003")
	p := guard.Plan(r)
	c, _ := p.Command()
	requests := 0
	for _, step := range c.Steps {
		all, err := step.Requests("rs")
		if err != nil {
			t.Fatal(err)
		}
		for _, request := range all {
			if requests++; len(request.Params) > 64<<10 {
				t.Errorf("%s has %d bytes", request.Method, len(request.Params))
			}
			if !json.Valid(request.Params) {
				t.Errorf("%s is not JSON", request.Method)
			}
		}
	}
	if most := 2 + 2*members; requests > most {
		t.Errorf("%d requests, want at most %d", requests, most)
	}
	if muted := len(p.Talking) + len(p.Open); p.Layout != "2x2" || muted != members-3 {
		t.Errorf("layout %q, %d muted", p.Layout, muted)
	}
}

func TestInsist(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_700_000_000, 0)
	mute := video.AudioMute("a")
	for name, tc := range map[string]struct {
		first, then video.Command
		after       time.Duration
		want        bool
	}{
		"again":          {mute, mute, time.Second, true},
		"another person": {mute, video.AudioMute("b"), time.Second, false},
		"another key":    {mute, video.Deaf("a"), time.Second, false},
		"too late":       {mute, mute, 11 * time.Second, false},
		"another place":  {video.SetMemberPosition("standard-1", "a"), video.SetMemberPosition("standard-2", "a"), time.Second, false},
		"another layout": {
			video.SetLayout("3x3", map[video.MemberID]video.Position{"a": "standard-1"}),
			video.SetLayout("3x3", map[video.MemberID]video.Position{"b": "standard-1"}), time.Second, false,
		},
		"the same layout": {
			video.SetLayout("3x3", map[video.MemberID]video.Position{"a": "standard-1"}),
			video.SetLayout("3x3", map[video.MemberID]video.Position{"a": "standard-1"}), time.Second, true,
		},
	} {
		var i guard.Insist
		if i.Meant(tc.first, at) {
			t.Errorf("%s: the first one counts", name)
		}
		if got := i.Meant(tc.then, at.Add(tc.after)); got != tc.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

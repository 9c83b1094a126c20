package scene

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gavel/session/floor"
	"gavel/session/selector"
	"gavel/session/video"
)

func choose(t *testing.T, text string) *selector.Selector {
	t.Helper()
	s, err := selector.Parse(text, selector.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hall is a room of a host, an interpreter without a camera, and two guests.
func hall() *video.Snapshot {
	member := func(id, role string, n int) *video.Member {
		return &video.Member{
			ID: video.MemberID(id), Name: strings.ToUpper(id), Type: video.TypeMember, Meta: []byte(`{"role":"` + role + `"}`),
			CurrentPosition: video.Standard(n), RequestedPosition: video.PositionAuto, InputSensitivity: 30, Order: uint64(n),
		}
	}
	s := &video.Snapshot{
		Room: video.Room{
			ID: "rs", LayoutName: "3x3", HideVideoMuted: video.No, PrioritizeHandraise: video.No, Recording: video.No,
		},
		Members: []*video.Member{
			member("dark", "host", 1), member("host", "host", 2), member("ine", "interpreter", 3), member("guest", "guest", 4),
		},
		Counts: video.Counts{People: 4}, RecordingsKnown: true,
	}
	s.Members[0].VideoMuted = true
	for i := range 9 {
		s.Layout.Layers = append(s.Layout.Layers, video.Layer{Position: video.Standard(i + 1)})
	}
	return s
}

// isIne protects the interpreter.
func isIne(m *video.Member) bool { return m.ID == "ine" }

// said returns a plan as one line.
func said(p Plan) string {
	var all []string
	for _, step := range p.Steps {
		c := step.Command
		s := string(c.Action)
		for _, name := range []string{"name", "value", "volume", "url"} {
			if v, ok := c.Args[name]; ok {
				s += fmt.Sprint(" ", v)
			}
		}
		placed := c.Placed()
		var ids []string
		for id, to := range placed {
			ids = append(ids, string(id)+"="+string(to))
		}
		slices.Sort(ids)
		for _, id := range c.Targets {
			ids = append(ids, string(id))
		}
		if c.Object != "" {
			ids = append(ids, c.Object)
		}
		if step.Named != "" {
			ids = append(ids, "@"+step.Named)
		}
		all = append(all, strings.TrimSpace(s+" "+strings.Join(ids, " ")))
	}
	for _, m := range p.Missing {
		all = append(all, fmt.Sprintf("missing %s (%s) %d", m.Position, m.Of, m.Why))
	}
	if len(p.Spared) > 0 {
		spared := "spares"
		for _, id := range p.Spared {
			spared += " " + string(id)
		}
		all = append(all, spared)
	}
	if p.Begins != "" {
		all = append(all, "floor "+string(p.Begins))
	}
	return strings.Join(all, "; ")
}

// protect protects members by their ids.
func protect(ids ...video.MemberID) func(*video.Snapshot, *Room) {
	return func(_ *video.Snapshot, r *Room) {
		r.Facts.Protected = func(m *video.Member) bool { return slices.Contains(ids, m.ID) }
	}
}

func TestPlan(t *testing.T) {
	five := 5.0
	host, nobody := choose(t, "meta.role=host"), choose(t, "meta.role=chair")
	for name, tc := range map[string]struct {
		scene  Scene
		change func(s *video.Snapshot, r *Room)
		want   string
	}{
		"nothing": {Scene{Name: "n"}, nil, ""},
		"layout with places": {
			Scene{Layout: "highlight-1-responsive", Places: []Place{{video.Reserved(1), host}, {video.Standard(1), host}}},
			nil,
			"setLayout highlight-1-responsive dark=standard-1 host=reserved-1",
		},
		"the layout is there": {Scene{Layout: "3x3"}, nil, ""},
		"places in the present layout": {
			Scene{Layout: "3x3", Places: []Place{{video.Standard(9), choose(t, "name~guest")}}},
			nil,
			"setPositions guest=standard-9",
		},
		"member in its place stays": {
			Scene{Places: []Place{{video.Standard(1), host}}},
			func(s *video.Snapshot, _ *Room) { s.Members[0].RequestedPosition = video.Standard(1) }, "",
		},
		"nobody fills a place": {
			Scene{Places: []Place{{video.Standard(2), nobody}}}, nil, "missing standard-2 (meta.role=chair) 0",
		},
		"the layout lacks a place": {
			Scene{Places: []Place{{video.Reserved(1), host}}}, nil, "missing reserved-1 (meta.role=host) 1",
		},
		"the floor uses the place": {
			Scene{
				Layout: "highlight-1-responsive", HandsFirst: video.Yes,
				Places: []Place{{video.Reserved(1), host}},
			},
			func(_ *video.Snapshot, r *Room) {
				r.Floor, r.Spotlight = &floor.View{Mode: floor.Queue.Mode()}, true
			},
			"setLayout highlight-1-responsive; missing reserved-1 (meta.role=host) 2",
		},
		"protected people keep their place": {
			Scene{Places: []Place{{video.Standard(3), host}, {video.Standard(9), choose(t, "name~ine")}}},
			func(_ *video.Snapshot, r *Room) { r.Facts.Protected = isIne },
			"missing standard-3 (meta.role=host) 4; missing standard-9 (name~ine) 3; spares ine",
		},
		"and in another layout": {
			Scene{Layout: "highlight-1-responsive", Places: []Place{{video.Standard(1), host}}},
			func(s *video.Snapshot, r *Room) {
				r.Facts.Protected, s.Members[2].RequestedPosition = isIne, video.Reserved(1)
			},
			"setLayout highlight-1-responsive dark=standard-1 ine=reserved-1",
		},
		"flags": {
			Scene{HideMuted: video.Yes, HandsFirst: video.Yes}, nil, "setHideVideoMuted true; setPrioritizeHandraise true",
		},
		"flags that are so": {Scene{HideMuted: video.No}, nil, ""},
		"levels where they differ": {
			Scene{Levels: []Level{{Of: host, Mic: &five}}},
			func(s *video.Snapshot, _ *Room) { s.Members[0].InputVolume = 5 }, "setInputVolume 5 host",
		},
		"recording": {Scene{Record: Start}, nil, "startRecording"},
		"a paused one goes on": {
			Scene{Record: Start},
			func(s *video.Snapshot, _ *Room) {
				s.Recordings = []*video.Recording{{ID: "r1", State: video.StatePaused}}
			}, "recording.resume r1",
		},
		"all are stopped": {
			Scene{Record: Stop, StopPlaybacks: true, StopStreams: true},
			func(s *video.Snapshot, _ *Room) {
				s.Recordings = []*video.Recording{{ID: "r1", State: video.StatePaused}, {ID: "r2", State: video.StateRecording}}
				s.Playbacks = []*video.Playback{{ID: "p1", State: video.StatePlaying}}
				s.Streams = []*video.Stream{{ID: "s1", State: video.StateStreaming}}
			}, "playback.stop p1; stream.stop s1; recording.stop r2; recording.stop r1",
		},
		"media and streams": {
			Scene{Play: "intro", Stream: "main"},
			func(_ *video.Snapshot, r *Room) {
				r.Address = func(a video.Action, name string) string {
					if a == video.ActPlay {
						return "https://x/" + name
					}
					return ""
				}
			}, "startStream @main; play https://x/intro @intro",
		},
		"it plays already": {
			Scene{Play: "intro"},
			func(s *video.Snapshot, r *Room) {
				s.Playbacks = []*video.Playback{{ID: "p1", State: video.StatePlaying, URL: "https://x"}}
				r.Address = func(video.Action, string) string { return "https://x" }
			}, "",
		},
		"nobody is on a list": {
			Scene{Levels: []Level{{Of: choose(t, "!panel & !protected"), Mic: &five}}}, nil, "setInputVolume 5 dark host ine guest",
		},
		"protected people keep their levels": {
			Scene{Levels: []Level{{Of: choose(t, "all"), Mic: &five}}},
			protect("ine", "host"),
			"setInputVolume 5 dark guest; spares host ine",
		},
		"a protected person is not placed, another is": {
			Scene{Layout: "3x3", Places: []Place{{video.Standard(9), host}}}, protect("host"), "setPositions dark=standard-9",
		},
		"nobody but a protected person fills a place": {
			Scene{Places: []Place{{video.Standard(9), choose(t, "meta.role=interpreter")}}},
			protect("ine"),
			"missing standard-9 (meta.role=interpreter) 3; spares ine",
		},
		"a protected person keeps a box": {
			Scene{Places: []Place{{video.Standard(3), host}}},
			func(s *video.Snapshot, r *Room) {
				s.Members[2].RequestedPosition = video.Standard(3)
				protect("ine")(s, r)
			}, "missing standard-3 (meta.role=host) 4; spares ine",
		},
		"a protected person who has the box stays": {
			Scene{Places: []Place{{video.Standard(3), choose(t, "meta.role=interpreter")}}},
			func(s *video.Snapshot, r *Room) {
				s.Members[2].RequestedPosition = video.Standard(3)
				protect("ine")(s, r)
			}, "",
		},
		"a new layout keeps a protected person's box": {
			Scene{Layout: "highlight-1-responsive"},
			func(s *video.Snapshot, r *Room) {
				s.Members[2].RequestedPosition = video.Standard(1)
				protect("ine")(s, r)
			}, "setLayout highlight-1-responsive ine=standard-1",
		},
		"the floor of the scene will use the place": {
			Scene{Layout: "highlight-1-responsive", Floor: floor.Queue, Places: []Place{{video.Reserved(1), host}}},
			func(_ *video.Snapshot, r *Room) { r.Floor, r.Spotlight = &floor.View{Mode: floor.Open.Mode()}, true },
			"setLayout highlight-1-responsive; missing reserved-1 (meta.role=host) 2; floor queue",
		},
		"floor": {
			Scene{Floor: floor.Panel}, func(_ *video.Snapshot, r *Room) { r.Floor = &floor.View{} }, "floor panel",
		},
		"no floor": {Scene{Floor: floor.Panel}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := Room{Snapshot: hall(), Facts: &selector.Facts{}, Slots: func(string, int) []video.Layer {
				return []video.Layer{{Position: video.Reserved(1)}, {Position: video.Standard(1)}}
			}}
			if tc.change != nil {
				tc.change(r.Snapshot, &r)
			}
			if got := said(tc.scene.Plan(r)); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestCommandIsOneComposite(t *testing.T) {
	s := Scene{Name: "panel", Layout: "5x5", Record: Start}
	p := s.Plan(Room{Snapshot: hall(), Facts: &selector.Facts{}})
	c, err := p.Command().Normalize()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Steps) != 2 || !c.SkipProtected || c.Imperative("") != `apply the scene "panel"` || c.Final() != "" {
		t.Errorf("%+v", c)
	}
}

func TestAfter(t *testing.T) {
	all := []Scene{{Name: "a", Key: 1}, {Name: "b", Key: 3, Next: "d"}, {Name: "c", Key: 2}, {Name: "d"}}
	for name, want := range map[string]string{"a": "c", "c": "b", "b": "d", "d": ""} {
		got := ""
		if next := After(all, Find(all, name)); next != nil {
			got = next.Name
		}
		if got != want {
			t.Errorf("after %s: %q, want %q", name, got, want)
		}
	}
}

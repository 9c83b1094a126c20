package door_test

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/door"
	"gavel/session/selector"
	"gavel/session/video"
)

func rule(t *testing.T, name, who string, do door.Do) door.Rule {
	t.Helper()
	s, err := selector.Parse(who, selector.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return door.Rule{Name: name, Who: s, Do: do, Reason: "as agreed"}
}

// hall is a room with the members that a test adds.
type hall struct {
	s   video.Snapshot
	now time.Time
}

func newHall() *hall {
	h := &hall{now: time.Unix(1_700_000_000, 0)}
	h.s.Room.ID, h.s.Link.State = "r", video.LinkLive
	return h
}

func (h *hall) join(names ...string) {
	for _, name := range names {
		h.s.Members = append(h.s.Members, &video.Member{
			ID: video.MemberID("id-" + name), Name: name, Type: video.TypeMember, JoinSeen: true, JoinedAt: h.now,
		})
	}
}

func (h *hall) see(e *door.Engine) []door.Hit {
	h.now = h.now.Add(time.Second)
	s := h.s
	return e.See(h.now, &s)
}

func TestDoorActsOnceForAJoin(t *testing.T) {
	e := door.New(door.Config{Rules: []door.Rule{rule(t, "trolls", "name~troll", door.Mute)}})
	h := newHall()
	h.join("old troll")
	if hits := h.see(e); len(hits) != 0 {
		t.Errorf("who was there before is hit: %+v", hits)
	}
	h.join("Ann", "new troll")
	hits := h.see(e)
	if len(hits) != 1 || hits[0].Who.Name != "new troll" || hits[0].Held != "" || hits[0].Reason != "as agreed" ||
		hits[0].Chose != "name~troll" || hits[0].Rule != "trolls" {
		t.Fatalf("%+v", hits)
	}
	if c, acts := hits[0].Command(); !acts || c.Action != video.ActAudioMute || !c.SkipProtected || !c.Automatic {
		t.Errorf("%+v %t", c, acts)
	}
	if hits := h.see(e); len(hits) != 0 {
		t.Errorf("again: %+v", hits)
	}
}

func TestDoorSendsItsCommand(t *testing.T) {
	for do, want := range map[door.Do]video.Action{
		door.Watch: "", door.Mute: video.ActAudioMute, door.Demote: video.ActDemote, door.Remove: video.ActRemoveMember,
	} {
		e := door.New(door.Config{Rules: []door.Rule{rule(t, "a", "all", do)}})
		h := newHall()
		h.see(e)
		h.join("Ann")
		hits := h.see(e)
		if len(hits) != 1 {
			t.Fatalf("%s: %d hits", do, len(hits))
		}
		if c, acts := hits[0].Command(); acts != (want != "") || c.Action != want {
			t.Errorf("%s: %+v", do, c)
		}
	}
}

func TestDoorsLetIn(t *testing.T) {
	ann := func(m *video.Member) bool { return m.Name == "Ann" }
	tests := []struct {
		name   string
		cfg    door.Config
		change func(h *hall)
		held   door.Held
		none   bool // no hit at all
	}{
		{"protected people", door.Config{Protected: ann}, func(*hall) {}, door.HeldProtected, false},
		{"pardoned people", door.Config{Pardoned: ann}, func(*hall) {}, door.HeldPardoned, false},
		{"while offline", door.Config{}, func(h *hall) { h.s.Link.State = video.LinkWaiting }, door.HeldOffline, false},
		{"while stale", door.Config{}, func(h *hall) { h.s.Stale = true }, door.HeldOffline, false},
		{"who came unseen", door.Config{}, func(h *hall) { h.s.Members[0].JoinSeen = false }, "", true},
		{"screens", door.Config{}, func(h *hall) { h.s.Members[0].Type = video.TypeScreen }, "", true},
		{"who is in another room", door.Config{}, func(h *hall) { h.s.Room.ID = "other" }, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.cfg.Rules = []door.Rule{rule(t, "a", "all", door.Remove)}
			e := door.New(test.cfg)
			h := newHall()
			h.see(e)
			h.join("Ann")
			test.change(h)
			hits := h.see(e)
			if test.none {
				if len(hits) != 0 {
					t.Errorf("%+v", hits)
				}
				return
			}
			if len(hits) != 1 || hits[0].Held != test.held {
				t.Fatalf("%+v", hits)
			}
			if _, acts := hits[0].Command(); acts {
				t.Error("it acts")
			}
		})
	}
}

// TestDoorsActAtABoundedRate has a raid of 60.
func TestDoorsActAtABoundedRate(t *testing.T) {
	e := door.New(door.Config{Rules: []door.Rule{rule(t, "a", "all", door.Remove)}})
	h := newHall()
	h.see(e)
	acted, logged := 0, 0
	count := func(hits []door.Hit) {
		for _, hit := range hits {
			logged++
			if _, acts := hit.Command(); acts {
				acted++
			} else if hit.Held != door.HeldMany {
				t.Errorf("held: %s", hit.Held)
			}
		}
	}
	for i := range 30 {
		h.join(fmt.Sprint("P", i), fmt.Sprint("Q", i))
		count(h.see(e))
	}
	if acted != door.MaxActs || logged != 60 {
		t.Errorf("%d of %d were acted on", acted, logged)
	}
	h.now = h.now.Add(door.ActSpan)
	h.join("late")
	if count(h.see(e)); acted != door.MaxActs+1 {
		t.Error("it does not act again after a minute")
	}
}

func TestTheFirstRuleCounts(t *testing.T) {
	e := door.New(door.Config{Rules: []door.Rule{rule(t, "a", "name~ann", door.Watch), rule(t, "b", "all", door.Remove)}})
	h := newHall()
	h.see(e)
	h.join("Ann")
	if hits := h.see(e); len(hits) != 1 || hits[0].Rule != "a" {
		t.Errorf("%+v", hits)
	}
}

// A rule may name a list that nobody is on, as that of protected people often is.
func TestARuleMayNameAnEmptyList(t *testing.T) {
	e := door.New(door.Config{Rules: []door.Rule{rule(t, "a", "name~ann & !protected & !panel", door.Mute)}})
	h := newHall()
	h.see(e)
	h.join("Ann")
	if hits := h.see(e); len(hits) != 1 {
		t.Errorf("%+v", hits)
	}
}

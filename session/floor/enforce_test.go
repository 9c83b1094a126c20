package floor_test

import (
	"errors"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// TestStubbornSpeaker opens a microphone again and again. Enforcement needs no key, gives up after three closings, and
// one key decides the rest.
func TestStubbornSpeaker(t *testing.T) {
	t.Parallel()
	for verb, want := range map[floor.Verb]string{
		floor.VerbLetBe: "", floor.VerbAudience: "demote ann", floor.VerbMuffle: "setInputSensitivity ann",
	} {
		s := newStage(t, 4, floor.Config{})
		s.begin(floor.Queue, hold)
		began := s.clock()
		for range 40 {
			s.mic("ann", true, "self")
			s.pass(500 * time.Millisecond)
		}
		equal(t, "sent", s.targets(), "audioMute ann", "audioMute ann", "audioMute ann")
		if first := s.at[0].Sub(began); first < 2*time.Second || first > 2100*time.Millisecond {
			t.Errorf("the first closing came after %v", first)
		}
		if second := s.at[1].Sub(s.at[0]); second > 600*time.Millisecond {
			t.Errorf("the second closing came after %v", second)
		}
		if v := s.view(); len(v.Banner) != 1 || v.Banner[0].ID != "ann" || len(s.wrote(floor.NoteBanner)) != 1 {
			t.Errorf("banner %+v", v.Banner)
		}
		s.pass(5 * time.Minute)
		if len(s.sent) != 3 {
			t.Errorf("after the banner it went on: %v", s.targets())
		}
		s.do(s.e.Run(s.clock(), floor.Call{Verb: verb}))
		s.pass(time.Minute)
		if got := s.targets()[3:]; len(s.view().Banner) > 0 || want != "" && (len(got) != 1 || got[0] != want) || want == "" && len(got) > 0 {
			t.Errorf("%s sent %v", verb, got)
		}
	}
}

func TestMarkSendsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.mic("ann", true, "self")
	s.pass(time.Minute)
	equal(t, "sent", s.targets())
	if v := s.view(); len(v.Unplanned) != 1 || v.Unplanned[0].ID != "ann" {
		t.Errorf("unplanned %+v", v.Unplanned)
	}
	s.do(s.e.Answer(s.clock(), "ann")) // allowed
	if v := s.view(); len(v.Unplanned) != 0 {
		t.Errorf("unplanned %+v", v.Unplanned)
	}
}

func TestPanelIsFree(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{Panel: protects("ann", "ben"), Protected: protects("cy")})
	s.begin(floor.Panel, hold)
	for _, id := range []video.MemberID{"ann", "ben", "cy", "dee"} {
		s.mic(id, true, "self")
	}
	s.pass(time.Minute)
	equal(t, "open", s.world.open(), "ann", "ben", "cy")
	s.do(s.e.Give(s.clock(), "ann", false))
	s.raise("dee")
	s.next()
	equal(t, "the panel stays open when its turn ends", s.world.open(), "ann", "ben", "cy", "dee")
	s.begin(floor.Queue)
	equal(t, "it is free in its mode only", s.world.open(), "cy")
}

func TestHoldNeedsAConfirmation(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	if err := s.e.Begin(s.clock(), floor.Quiet.Mode(), false); asks(err) != floor.AskHold {
		t.Error(err)
	}
	if s.view().Mode.Preset != floor.Open {
		t.Error("the mode began")
	}
	s.begin(floor.Queue, hold)
	longer := s.view().Mode
	longer.Turn = time.Minute
	s.do(s.e.Begin(s.clock(), longer, false)) // it is confirmed already
	s.cut(20 * time.Second)
	longer.Turn = 2 * time.Minute
	s.do(s.e.Begin(s.clock(), longer, false))
	if v := s.view(); v.Paused != floor.WhyGap {
		t.Errorf("a change of parameters ends the pause: %+v", v)
	}
	again := newDesk(t, s.world, floor.Config{})
	again.e.Resume(s.clock(), s.e.Save(s.clock()))
	longer.Turn = time.Minute
	if err := again.e.Begin(s.clock(), longer, false); asks(err) != floor.AskHold {
		t.Errorf("after a restart: %v", err)
	}
}

func TestGapPausesTheFloor(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue, hold)
	s.raise("ann")
	s.next()
	s.cut(9 * time.Second)
	if v := s.view(); v.Paused != "" {
		t.Errorf("a short gap: %+v", v)
	}
	s.mic("ben", true, "self")
	s.cut(11 * time.Second)
	s.pass(time.Minute)
	if v := s.view(); v.Paused != floor.WhyGap || v.Turns[0].Running {
		t.Errorf("a long gap: %+v", v)
	}
	sent := len(s.sent)
	if would := s.view().Closes; len(would) != 1 || would[0].ID != "ben" {
		t.Errorf("would close %+v", would)
	}
	s.do(s.e.Continue(s.clock()))
	s.pass(1900 * time.Millisecond)
	if len(s.sent) != sent {
		t.Error("closed without the first 2 s")
	}
	s.pass(time.Second)
	equal(t, "open", s.world.open(), "ann")
	if err := s.e.Continue(s.clock()); !errors.Is(err, floor.ErrNothing) {
		t.Error(err)
	}
}

func TestBreakStopsEnforcement(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, hold)
	s.do(s.e.Break(s.clock(), "closed session"))
	s.mic("ann", true, "self")
	s.pass(time.Minute)
	equal(t, "sent", s.targets())
	s.do(s.e.Break(s.clock(), ""))
	s.pass(3 * time.Second)
	equal(t, "sent", s.targets(), "audioMute ann")
	if err := s.e.Break(s.clock(), "lunch"); err == nil {
		t.Error("any word is accepted")
	}
}

func TestChairInterrupts(t *testing.T) {
	t.Parallel()
	s := newStage(t, 5, floor.Config{})
	s.begin(floor.Queue, func(m *floor.Mode) { m.Guests = 2 })
	s.raise("ann", "ben", "cy")
	s.next()
	s.next()
	s.do(s.e.Answer(s.clock(), "cy"))
	equal(t, "open", s.world.open(), "ann", "ben", "cy")
	s.do(s.e.Interrupt(s.clock()))
	equal(t, "open", s.world.open())
	s.pass(3 * time.Second)
	s.mic("ben", true, "self") // changed
	s.pass(time.Second)
	s.mic("ben", false, "other")
	s.pass(time.Second)
	s.do(s.e.Restore(s.clock()))
	equal(t, "open", s.world.open(), "ann", "cy")
	equal(t, "holders", s.holders(), "ann", "ben", "cy")
	if err := s.e.Restore(s.clock()); !errors.Is(err, floor.ErrNothing) {
		t.Error(err)
	}
}

// TestSpotlightIsTheFloors: while the floor uses reserved-1, no other command places a member there, and hands do not
// come first.
func TestSpotlightIsTheFloors(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{Spotlight: true})
	s.layers = []video.Layer{{Position: video.Reserved(1)}}
	s.see()
	there := map[video.MemberID]video.Position{"cy": video.Reserved(1)}
	forbidden := map[string]video.Command{
		"place":     video.SetMemberPosition(video.Reserved(1), "cy"),
		"positions": video.SetPositions(there),
		"layout":    video.SetLayout("highlight-1-responsive", there),
		"swap":      video.Composite("swap", "swapped", nil, video.SetMemberPosition(video.Reserved(1), "cy")),
		"hands":     video.SetPrioritizeHandraise(true),
	}
	for name, c := range forbidden {
		if err := s.e.Check(c); err != nil {
			t.Errorf("%s, without a floor: %v", name, err)
		}
	}
	s.first = video.Yes
	s.see()
	s.begin(floor.Queue)
	s.raise("ann")
	s.next()
	if s.first != video.No {
		t.Error("raised hands still come first")
	}
	for name, c := range forbidden {
		if err := s.e.Check(c); !errors.Is(err, floor.ErrSpotlight) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]video.Command{
		"the guest":   video.SetMemberPosition(video.Reserved(1), "ann"),
		"elsewhere":   video.SetMemberPosition(video.Standard(2), "cy"),
		"hands last":  video.SetPrioritizeHandraise(false),
		"only layout": video.SetLayout("3x3", nil),
	} {
		if err := s.e.Check(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSpotlight(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{Spotlight: true})
	s.begin(floor.Queue)
	s.raise("ann")
	s.next()
	equal(t, "a layout without reserved-1", s.targets(), "audioUnmute ann", "setRaisedHand ann")
	s.layers = []video.Layer{{Position: video.Reserved(1)}}
	s.raise("ben", "cy")
	s.next()
	s.layers = []video.Layer{{Position: video.Reserved(1), MemberID: "ben"}}
	s.see()
	if p := s.member("ben").RequestedPosition; p != video.Reserved(1) {
		t.Errorf("ben is at %s", p)
	}
	s.next()
	if b, c := s.member("ben").RequestedPosition, s.member("cy").RequestedPosition; b != video.PositionAuto || c != video.Reserved(1) {
		t.Errorf("ben is at %s, cy at %s", b, c)
	}
	s.layers = []video.Layer{{Position: video.Reserved(1), MemberID: "dee"}} // someone else is in the slot
	s.raise("ann")
	s.next()
	if a := s.member("ann").RequestedPosition; a != video.PositionAuto {
		t.Errorf("ann is at %s", a)
	}
}

package floor_test

import (
	"errors"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// TestUndoPutsTheHandBack checks that there is one step, and that the old place and the old guest are back.
func TestUndoPutsTheHandBack(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue, turnOf(time.Minute))
	s.raise("ann", "ben", "cy")
	s.next()
	s.talk("ann", true)
	s.pass(20 * time.Second)
	s.next()
	equal(t, "queue", s.queued(), "cy")
	step, _ := s.e.LastStep()
	if step.Verb != floor.VerbNext || step.Who != "ben" || step.Order == 0 {
		t.Errorf("step %+v", step)
	}
	s.pass(3 * time.Second)
	s.do(s.e.Undo(s.clock(), false))
	s.hand("ben", true) // the session undoes the command
	s.mic("ben", false, "desk1")
	s.mic("ann", true, "desk1")
	s.pass(time.Second)
	equal(t, "queue", s.queued(), "ben", "cy")
	equal(t, "holders", s.holders(), "ann")
	if turn := s.view().Turns[0]; turn.Used < 20*time.Second || turn.Turns != 1 {
		t.Errorf("the turn is not the old one: %+v", turn)
	}
}

func TestEachVerbIsOneStep(t *testing.T) {
	t.Parallel()
	s := newStage(t, 5, floor.Config{Consent: floor.ConsentAlways})
	s.begin(floor.Queue)
	verbs := []func() error{
		func() error { return s.e.Enqueue(s.clock(), "ann", floor.Speakers) },
		func() error { return s.e.Enqueue(s.clock(), "ben", floor.Speakers) },
		func() error { return s.e.Unqueue(s.clock(), "ben") },
		func() error { return s.e.Next(s.clock(), "ann", true) },
		func() error { return s.e.Answer(s.clock(), "cy") },
		func() error { return s.e.Answer(s.clock(), "cy") },
		func() error { return s.e.Give(s.clock(), "dee", false) },
		func() error { return s.e.TakeBack(s.clock(), true) },
	}
	for i, verb := range verbs {
		before, sent := floor.Steps(s.e), len(s.sent)
		s.do(verb())
		s.pass(2 * time.Second)
		if n := floor.Steps(s.e) - before; n != 1 {
			t.Errorf("verb %d: %d steps", i, n)
		}
		if n := len(s.sent) - sent; n > 1 {
			t.Errorf("verb %d: %d commands", i, n)
		}
	}
	for range verbs {
		s.do(s.e.Undo(s.clock(), true))
	}
	equal(t, "queue", s.queued())
	equal(t, "holders", s.holders())
	s.do(s.e.Undo(s.clock(), true)) // the mode
	if err := s.e.Undo(s.clock(), true); !errors.Is(err, floor.ErrNothing) || s.view().Mode.Preset != floor.Open {
		t.Errorf("%v, %+v", err, s.view().Mode)
	}
}

func TestUndoAsksBeforeItOpens(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		consent floor.Consent
		age     time.Duration
		asks    floor.Reason
		err     error
	}{
		"at once":             {floor.ConsentHand, time.Second, "", nil},
		"after 31 s":          {floor.ConsentHand, 31 * time.Second, floor.AskOpens, nil},
		"where nobody may be": {floor.ConsentNever, time.Second, "", floor.ErrNoConsent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 3, floor.Config{Consent: tc.consent})
			s.mic("ann", true, "self")
			s.mic("ben", true, "self")
			s.see()
			s.begin(floor.Queue)
			s.pass(tc.age)
			s.mic("ben", true, "self") // changed since, so it is no longer closed
			s.see()
			err := s.e.Undo(s.clock(), false)
			if ask, ok := errors.AsType[*floor.Ask](err); ok {
				equal(t, "the plan", ask.People, "ann")
			}
			if asks(err) != tc.asks || !errors.Is(err, tc.err) && tc.err != nil || err != nil && tc.err == nil && tc.asks == "" {
				t.Errorf("error %v", err)
			}
			want := floor.Queue
			if err == nil {
				want = floor.Open
			}
			if mode := s.view().Mode.Preset; mode != want {
				t.Errorf("mode %s", mode)
			}
		})
	}
}

func TestConsentNeverRefusesOpenings(t *testing.T) {
	t.Parallel()
	e := floor.New(floor.Config{Consent: floor.ConsentNever})
	for _, c := range []video.Command{
		video.AudioUnmute("a"), video.VideoUnmute("a"), video.Undeaf("a"), video.UndeafKeepMuted("a"),
		video.Composite("do", "did", nil, video.AudioMute("b"), video.AudioUnmute("a")),
	} {
		if err := e.Check(c); !errors.Is(err, floor.ErrNoConsent) {
			t.Errorf("%v: %v", c, err)
		}
	}
	for _, c := range []video.Command{video.AudioMute("a"), video.VideoMute("a"), video.Deaf("a"), video.Unlock()} {
		if err := e.Check(c); err != nil {
			t.Errorf("%v: %v", c, err)
		}
	}
	if err := floor.New(floor.Config{}).Check(video.AudioUnmute("a")); err != nil {
		t.Error(err)
	}
}

// TestRestoreSkipsMicrophonesJustClosedByHand: a moderator mutes a guest, and interrupts before the room shows it. The
// end of the interruption does not open the microphone that the moderator has closed. (TestNever found it in 100,000
// sequences.)
func TestRestoreSkipsMicrophonesJustClosedByHand(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann")
	s.next()
	equal(t, "open", s.world.open(), "ann")
	s.e.Did(s.clock(), video.AudioMute("ann"))
	if err := s.e.Interrupt(s.clock()); err != nil {
		t.Fatal(err)
	}
	s.mic("ann", false, "other") // what the hand has sent
	s.flush()
	s.pass(3 * time.Second)
	s.do(s.e.Restore(s.clock()))
	s.pass(3 * time.Second)
	equal(t, "open", s.world.open())
}

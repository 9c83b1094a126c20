package floor_test

import (
	"errors"
	"fmt"
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

// TestUndoTakesBackTheNewestVerb: after the start of a mode, which mutes Dee, each verb without a command is taken back
// alone, or says that it cannot be. The mode, whose undo unmutes Dee, stays.
func TestUndoTakesBackTheNewestVerb(t *testing.T) {
	t.Parallel()
	is := func(get func(*floor.View) any) func(*stage) any {
		return func(s *stage) any {
			v := s.view()
			return get(&v)
		}
	}
	order, halt := is(func(v *floor.View) any { return v.Order }), is(func(v *floor.View) any { return v.Break })
	closed := is(func(v *floor.View) any { return fmt.Sprint(v.Closed, len(v.Queue)) })
	clock := is(func(v *floor.View) any { return fmt.Sprint(v.Guest().Limit, v.Guest().Paused) })
	toCy := func(s *stage) { s.do(s.e.Give(s.clock(), "cy", false)) }
	for name, tc := range map[string]struct {
		before func(*stage)
		call   floor.Call
		later  func(*stage)
		is     func(*stage) any
		final  bool
	}{
		"order":   {call: floor.Call{Verb: floor.VerbOrder, Text: "first"}, is: order},
		"by hand": {call: floor.Call{Verb: floor.VerbOrder, Text: "manual"}, is: order},
		"budget":  {call: floor.Call{Verb: floor.VerbBudget, Text: "2 turns"}, is: is(func(v *floor.View) any { return v.Budget })},
		"close": {
			call: floor.Call{Verb: floor.VerbClose}, is: closed,
			later: func(s *stage) { s.raise("ann"); s.hand("ann", false); s.pass(time.Minute) },
		},
		"reopen": {
			before: func(s *stage) { s.do(s.e.CloseQueue(s.clock(), true)); s.raise("ann") },
			call:   floor.Call{Verb: floor.VerbReopen}, is: closed, later: func(s *stage) { s.raise("cy") },
		},
		"extend": {before: toCy, call: floor.Call{Verb: floor.VerbExtend, Who: "cy"}, is: clock},
		"pause":  {before: toCy, call: floor.Call{Verb: floor.VerbPause, Who: "cy"}, is: clock},
		"run": {
			before: func(s *stage) { toCy(s); s.do(s.e.PauseClock(s.clock(), "cy", true)) },
			call:   floor.Call{Verb: floor.VerbRun, Who: "cy"}, is: clock,
		},
		"break": {call: floor.Call{Verb: floor.VerbBreak}, is: halt},
		"over": {
			before: func(s *stage) { s.do(s.e.Break(s.clock(), "closed session")) },
			call:   floor.Call{Verb: floor.VerbBreak, Text: "over"}, is: halt,
		},
		"confirm": {call: floor.Call{Verb: floor.VerbConfirm, Who: "ben"}, is: is(func(v *floor.View) any { return v.Queue[0].Unsure })},
		"item": {
			call: floor.Call{Verb: floor.VerbItem, Text: "Budget"}, final: true,
			is: is(func(v *floor.View) any { return v.Item }),
		},
		"continue": {
			before: func(s *stage) { s.cut(20 * time.Second) }, call: floor.Call{Verb: floor.VerbContinue}, final: true,
			is: is(func(v *floor.View) any { return v.Paused }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			for _, id := range names[:4] {
				w.join(id, id)
			}
			w.hand("ben", true)
			w.set("ben", func(m *video.Member) { m.HandAt = time.Time{} }) // before gavel joined
			s := &stage{w, newDesk(t, w, floor.Config{})}
			s.mic("dee", true, "self")
			s.pass(time.Second)
			s.begin(floor.Queue, turnOf(time.Minute))
			if s.pass(time.Second); tc.before != nil {
				tc.before(s)
			}
			s.pass(time.Second)
			was := tc.is(s)
			s.do(s.e.Run(s.clock(), tc.call))
			s.pass(time.Second)
			done := tc.is(s)
			if done == was {
				t.Fatalf("the verb has no effect: %v", was)
			}
			if tc.later != nil {
				tc.later(s)
			}
			err := s.e.Undo(s.clock(), true)
			s.pass(time.Second)
			var final *floor.FinalError
			switch {
			case errors.As(err, &final) != tc.final || tc.final && final.Verb != tc.call.Verb || !tc.final && err != nil:
				t.Errorf("error %v", err)
			case tc.final && tc.is(s) != done:
				t.Errorf("half undone: %v", tc.is(s))
			case !tc.final && tc.is(s) != was:
				t.Errorf("%v, want %v", tc.is(s), was)
			}
			if mode := s.view().Mode.Preset; mode != floor.Queue {
				t.Errorf("an older verb was undone: the mode is %s", mode)
			}
			if again := s.e.Undo(s.clock(), true); tc.final && !errors.As(again, &final) {
				t.Errorf("a second undo skips it: %v", again)
			}
		})
	}
}

// TestUndoOfALateVerb: what a verb has changed is gone when it is undone. Nothing else changes.
func TestUndoOfALateVerb(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Consent: floor.ConsentAlways})
	s.begin(floor.Queue, turnOf(time.Minute))
	s.do(s.e.Give(s.clock(), "ann", false))
	s.do(s.e.Extend(s.clock(), "ann"))
	s.leave("ann")
	s.pass(2 * time.Minute) // the turn is over
	s.join("ann", "ann")
	s.pass(time.Second)
	s.e.Did(s.clock(), video.AudioUnmute("ann"))
	s.mic("ann", true, "desk1")
	s.pass(time.Second)
	s.do(s.e.Undo(s.clock(), false))
	if turn := s.view().Turns[0]; turn.Limit != 0 {
		t.Errorf("turn %+v", turn)
	}
}

// TestUndoSkipsNoVerb: after a verb that cannot be undone, Undo leaves the mode as it is, however often it is called.
func TestUndoSkipsNoVerb(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cfg    floor.Config
		before func(*stage)
		call   floor.Call
	}{
		"take over": {cfg: floor.Config{Sharing: true}, call: floor.Call{Verb: floor.VerbTakeOver}, before: func(s *stage) {
			other := newDesk(s.t, s.world, floor.Config{Console: "desk2", Sharing: true})
			s.wait(2*time.Second, s.desk, other)
			if err := other.e.TakeOver(s.clock()); err != nil {
				s.t.Fatal(err)
			}
			other.flush()
			s.wait(4*time.Second, s.desk, other)
		}},
		"let be": {call: floor.Call{Verb: floor.VerbLetBe}, before: func(s *stage) {
			s.begin(floor.Queue, func(m *floor.Mode) { m.Enforce = floor.Hold })
			for range 12 {
				s.mic("ben", true, "self")
				s.pass(2 * time.Second)
			}
		}},
		"the place of a namesake": {call: floor.Call{Verb: floor.VerbGive, Who: "back"}, before: func(s *stage) {
			s.do(s.e.Give(s.clock(), "ann", false))
			s.leave("ann")
			s.see()
			s.join("back", "ann")
			s.pass(time.Second)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 3, tc.cfg)
			if s.begin(floor.Queue); tc.before != nil {
				tc.before(s)
			}
			steps := floor.Steps(s.e)
			if err := s.e.Run(s.clock(), tc.call); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				var final *floor.FinalError
				if err := s.e.Undo(s.clock(), true); !errors.As(err, &final) || final.Verb != tc.call.Verb {
					t.Errorf("error %v", err)
				}
			}
			if n := floor.Steps(s.e); n != steps+1 || s.view().Mode.Preset != floor.Queue {
				t.Errorf("%d steps after %d, mode %s", n, steps, s.view().Mode.Preset)
			}
		})
	}
}

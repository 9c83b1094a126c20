package floor_test

import (
	"maps"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// TestProtectionFollowsThePerson lets a protected person return with another id.
func TestProtectionFollowsThePerson(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		key, meta string
		want      bool
	}{
		"same rejoin key":   {"sub", `{"sub":"a"}`, true},
		"another":           {"sub", `{"sub":"b"}`, false},
		"no key configured": {"", `{"sub":"a"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 1, floor.Config{RejoinKey: tc.key})
			s.join("old", "Olga", meta(`{"sub":"a"}`))
			s.pass(time.Second)
			s.e.Protect(s.clock(), true, "old")
			s.leave("old")
			s.pass(time.Minute)
			s.join("new", "Olga", meta(tc.meta))
			s.pass(time.Second)
			if got := floor.IsProtected(s.member("new"), s.e.Tonight(), nil); got != tc.want {
				t.Errorf("protected: %v, want %v", got, tc.want)
			}
		})
	}
}

// TestPanicBeginsQuiet panics during each of the other modes, and while a verb is in progress.
func TestPanicBeginsQuiet(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Protected: func(m *video.Member) bool { return m.ID == "cy" }})
	s.begin(floor.Queue)
	s.mic("ann", true, "self")
	s.pass(time.Second)
	number, err := s.e.Panic(s.clock(), []video.MemberID{"ann"})
	if step, ok := s.e.LastStep(); err != nil || !ok || step.Verb != floor.VerbPanic || step.Order != number {
		t.Fatalf("the step is %+v, %v", step, err)
	}
	s.pass(8 * time.Second)
	equal(t, "sent while the panic mutes", s.targets())
	s.mic("ann", false, "one")
	s.pass(time.Minute)
	s.mic("ann", true, "self")
	s.mic("cy", true, "self")
	s.pass(3 * time.Second)
	equal(t, "sent afterwards", s.targets(), "audioMute ann")
	if err := s.e.Undo(s.clock(), false); err != nil || s.view().Mode.Preset != floor.Queue {
		t.Errorf("after the undo the mode is %v, %v", s.view().Mode, err)
	}
}

// TestCalmSendsNothingMore stops a panic; the mode stays quiet and only marks.
func TestCalmSendsNothingMore(t *testing.T) {
	t.Parallel()
	s := newStage(t, 2, floor.Config{})
	if _, err := s.e.Panic(s.clock(), nil); err != nil {
		t.Fatal(err)
	}
	s.e.Calm(s.clock())
	s.mic("ann", true, "self")
	s.pass(time.Minute)
	equal(t, "sent", s.targets())
	if v := s.view(); v.Mode.Preset != floor.Quiet || v.Enforce != string(floor.Mark) || len(v.Unplanned) != 1 {
		t.Errorf("mode %v enforces %s, marks %v", v.Mode, v.Enforce, v.Unplanned)
	}
}

// TestResumeKeepsLaterDecisions restarts, makes new decisions about two people, and then resumes the floor.
func TestResumeKeepsLaterDecisions(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Protected: func(m *video.Member) bool { return m.ID == "ben" }})
	s.begin(floor.Queue)
	s.e.Protect(s.clock(), true, "ann", "cy")
	s.e.Protect(s.clock(), false, "ben")
	saved := s.e.Save(s.clock())
	s.e.Protect(s.clock(), false, "ann")
	s.e.Protect(s.clock(), true, "ben")
	s.e.Resume(s.clock(), saved)
	for id, want := range map[video.MemberID]bool{"ann": false, "ben": true, "cy": true} {
		if got := s.e.Tonight()[id]; got != want {
			t.Errorf("%s is protected: %v", id, got)
		}
	}
}

// TestReleaseIsForThePerson releases a person who was protected on an earlier connection. The next one is not
// protected.
func TestReleaseIsForThePerson(t *testing.T) {
	t.Parallel()
	for range 20 { // the order of a map
		s := newStage(t, 1, floor.Config{RejoinKey: "sub"})
		s.join("one", "Olga", meta(`{"sub":"a"}`))
		s.pass(time.Second)
		s.e.Protect(s.clock(), true, "one")
		s.leave("one")
		s.pass(time.Second)
		s.join("two", "Olga", meta(`{"sub":"a"}`))
		s.pass(time.Second)
		if !floor.IsProtected(s.member("two"), s.e.Tonight(), nil) {
			t.Fatal("the protected person is not protected on the next connection")
		}
		saved := s.e.Save(s.clock())
		s.e.Protect(s.clock(), false, "two")
		s.e.Shield(saved) // as Resume does
		s.leave("two")
		s.pass(time.Second)
		s.join("three", "Olga", meta(`{"sub":"a"}`))
		s.pass(time.Second)
		if floor.IsProtected(s.member("three"), s.e.Tonight(), nil) {
			t.Fatal("the released person is protected again")
		}
	}
}

// TestUniteDecidesOncePerPerson unites the decisions of two programs about Olga, who has two connections one after the
// other, "one" and "two". The other program has released her.
func TestUniteDecidesOncePerPerson(t *testing.T) {
	t.Parallel()
	keys := map[video.MemberID]string{"one": "k:a", "two": "k:a"}
	for name, tc := range map[string]struct {
		protected, released []video.MemberID // by this program
		base                map[video.MemberID]bool
		other               floor.State
		want                map[video.MemberID]bool
	}{
		"the protection followed her": {
			protected: []video.MemberID{"one", "two"}, base: map[video.MemberID]bool{"one": true},
			other: floor.State{Released: []video.MemberID{"one"}},
			want:  map[video.MemberID]bool{"one": false, "two": false},
		},
		"she was protected since": {
			protected: []video.MemberID{"one", "two"}, base: map[video.MemberID]bool{"one": false},
			other: floor.State{Released: []video.MemberID{"one"}},
			want:  map[video.MemberID]bool{"one": true, "two": true},
		},
		"only the other has decided": {
			other: floor.State{Released: []video.MemberID{"two"}},
			want:  map[video.MemberID]bool{"two": false},
		},
		"on another connection": {
			released: []video.MemberID{"one"}, base: map[video.MemberID]bool{"one": false},
			other: floor.State{Protected: []video.MemberID{"two"}},
			want:  map[video.MemberID]bool{"one": true, "two": true},
		},
	} {
		s := floor.State{Protected: tc.protected, Released: tc.released, Keys: keys}
		s.Unite(tc.base, &tc.other)
		if got := s.Decisions(); !maps.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// TestUniteKeepsANewDecision releases a connection whose earlier one has the protection of the file. In the file they
// are one person; to this run they are two, because the run has no rejoin key, or the first connection has passed the
// floor on.
func TestUniteKeepsANewDecision(t *testing.T) {
	t.Parallel()
	olga := func(s *stage, id string) {
		s.join(id, "Olga", meta(`{"sub":"a"}`))
		s.pass(time.Second)
	}
	for name, run := range map[string]func(s *stage) (saved, own floor.State){
		"rejoin key removed": func(s *stage) (saved, own floor.State) {
			olga(s, "one")
			s.e.Protect(s.clock(), true, "one")
			olga(s, "two")
			saved = s.e.Save(s.clock())
			again := &stage{s.world, newDesk(t, s.world, floor.Config{})}
			again.e.Shield(saved)
			again.e.Protect(s.clock(), false, "two")
			return saved, again.e.Save(s.clock())
		},
		"the floor was passed on": func(s *stage) (saved, own floor.State) {
			olga(s, "one")
			s.e.Protect(s.clock(), true, "one")
			s.do(s.e.Enqueue(s.clock(), "one", floor.Speakers))
			saved = s.e.Save(s.clock())
			s.leave("one")
			s.pass(time.Second)
			olga(s, "two")
			s.e.Protect(s.clock(), false, "two")
			return saved, s.e.Save(s.clock())
		},
	} {
		for range 20 { // the order of a map
			saved, own := run(newStage(t, 1, floor.Config{RejoinKey: "sub"}))
			own.Unite(saved.Decisions(), &saved)
			if on, decided := own.Decisions()["two"]; on || !decided {
				t.Fatalf("%s: the decisions are %v", name, own.Decisions())
			}
		}
	}
}

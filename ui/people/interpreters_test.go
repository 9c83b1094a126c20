package people_test

import (
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/people"
)

// interpreted returns three people; the first is an interpreter.
func interpreted() *speech {
	s := newSpeech()
	s.r.Lists.Interpreters = func(m *video.Member) bool { return m.Name == "Ann" }
	s.r.Reread()
	return s
}

func TestInterpretersComeLastOnAir(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(s *speech)
		want string
	}{
		"a longer turn":  {func(s *speech) { s.say(0, 1, true); s.say(1, 3, true); s.say(2, 4, true) }, "Ben 2s Cem 1s Ann 4s "},
		"alone":          {func(s *speech) { s.say(0, 1, true) }, "Ann 4s "},
		"stopped latest": {func(s *speech) { s.say(1, 1, true); s.say(1, 3, false); s.say(0, 3, true); s.say(0, 4, false) }, "(Ben) (Ann) "},
	} {
		t.Run(name, func(t *testing.T) {
			s := interpreted()
			c.do(s)
			if got := s.hear(5); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if talks := s.r.Talks(s.snap.Members[0].ID); talks != s.snap.Members[0].Talking {
				t.Errorf("the row of the interpreter shows talking: %v", talks)
			}
		})
	}
}

func TestInterpretersCountInNoTotal(t *testing.T) {
	t.Parallel()
	s := interpreted()
	s.say(0, 1, true)
	s.say(1, 2, true)
	s.say(0, 3, false)
	s.say(0, 4, true)
	total := func(what string, at, want float64) {
		t.Helper()
		s.hear(at)
		if got := s.r.Sum(s.now).Seconds(); got != want {
			t.Errorf("%s: %v s, want %v", what, got, want)
		}
	}
	total("while both talk", 6, 4)
	s.r.Lists.Interpreters = nil // the configuration has changed
	s.r.Reread()
	total("without interpreters", 6, 8)
	s.r.Lists.Interpreters = func(m *video.Member) bool { return m.Name == "Ben" }
	s.r.Reread()
	total("with another one", 7, 5)
	s.say(1, 8, false)
	total("when that one has stopped", 9, 7)
	if rows := s.r.Arrange(people.Filter{}, people.Sorting{By: people.ByShare}, nil, s.now.Add(time.Hour)); rows[2].Name.Text != "Ben" {
		t.Errorf("the last by share is %s", rows[2].Name.Text)
	}
}

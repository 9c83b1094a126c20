package people_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// speech drives a roster in which members start and stop talking.
type speech struct {
	r    *people.Roster
	snap *video.Snapshot
	now  time.Time
}

func newSpeech() *speech {
	s := &speech{r: people.New(false), snap: &video.Snapshot{}, now: uitest.Epoch}
	for i, name := range []string{"Ann", "Ben", "Cem"} {
		s.snap.Members = append(s.snap.Members, uitest.Member(i+1, name))
	}
	s.take()
	return s
}

func (s *speech) take() { s.r.Take(s.snap, s.now); s.r.Air.Hear(s.now) }

// say starts or ends talking of a member at a time in seconds.
func (s *speech) say(i int, at float64, talks bool) {
	s.now = uitest.Epoch.Add(time.Duration(at * float64(time.Second)))
	c := *s.snap
	c.Members = slices.Clone(s.snap.Members)
	m := *c.Members[i]
	if m.Talking = talks; talks {
		m.TalkStart = s.now
	} else {
		m.TalkEnd, m.TalkTotal = s.now, m.TalkTotal+s.now.Sub(m.TalkStart)
	}
	c.Members[i] = &m
	s.snap = &c
	s.take()
}

func (s *speech) hear(at float64) string {
	s.now = uitest.Epoch.Add(time.Duration(at * float64(time.Second)))
	s.r.Air.Hear(s.now)
	said := ""
	for _, p := range s.r.Air.Talking {
		said += fmt.Sprint(p.Name.Text, " ", p.TalksFor(s.now), " ")
	}
	for _, p := range s.r.Air.Stopped {
		said += "(" + p.Name.Text + ") "
	}
	return said
}

func TestAir(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(s *speech)
		at   float64
		want string
	}{
		"nobody":        {func(*speech) {}, 5, ""},
		"one":           {func(s *speech) { s.say(0, 1, true) }, 5, "Ann 4s "},
		"longest first": {func(s *speech) { s.say(1, 1, true); s.say(0, 3, true) }, 5, "Ben 4s Ann 2s "},
		"a short pause is one turn": {
			func(s *speech) { s.say(0, 1, true); s.say(0, 4, false); s.say(0, 4.5, true) }, 6, "Ann 5s ",
		},
		"a long pause is not": {
			func(s *speech) { s.say(0, 1, true); s.say(0, 4, false); s.say(0, 6, true) }, 7, "Ann 1s ",
		},
		"in a short pause":      {func(s *speech) { s.say(0, 1, true); s.say(0, 4, false) }, 4.9, "Ann 3.9s "},
		"stopped":               {func(s *speech) { s.say(0, 1, true); s.say(0, 4, false) }, 5, "(Ann) "},
		"stopped three seconds": {func(s *speech) { s.say(0, 1, true); s.say(0, 4, false) }, 7, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSpeech()
			c.do(s)
			if got := s.hear(c.at); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The talk line comes from the runs in snapshots, even if several snapshots were missed.
func TestHeard(t *testing.T) {
	t.Parallel()
	s := newSpeech()
	s.say(0, 10, true)
	s.say(0, 20, false)
	s.say(0, 100, true)
	p := s.r.Find("m1")
	h, running := p.Heard()
	if got := h.Talked(s.now.Add(5*time.Second), running); got != 15*time.Second {
		t.Errorf("talked %v, want 15s", got)
	}
}

// A crowd is counted, and the longest turns are named.
func TestAirOfACrowd(t *testing.T) {
	t.Parallel()
	r, snap := people.New(false), &video.Snapshot{}
	const n = 5000
	for i := range n {
		m := uitest.Member(i+1, fmt.Sprint("Member ", i))
		m.Talking, m.TalkStart = true, uitest.Epoch.Add(-time.Duration(i*7919%n)*time.Second)
		snap.Members = append(snap.Members, m)
	}
	r.Take(snap, uitest.Epoch)
	r.Air.Hear(uitest.Epoch)
	if r.Air.Count != n {
		t.Errorf("%d talk, want %d", r.Air.Count, n)
	}
	for i, p := range r.Air.Talking {
		if got := p.TalksFor(uitest.Epoch); got != time.Duration(n-1-i)*time.Second {
			t.Fatalf("turn %d lasts %v", i, got)
		}
	}
}

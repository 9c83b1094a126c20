package floor_test

import (
	"errors"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

func TestClockStarts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		consent floor.Consent
		then    func(s *stage)
		want    time.Duration // 10 s after the grant
	}{
		"with the first word":             {floor.ConsentHand, func(s *stage) { s.pass(2 * time.Second); s.talk("ann", true); s.see() }, 8 * time.Second},
		"5 s after gavel opened":          {floor.ConsentHand, func(*stage) {}, 5 * time.Second},
		"not before the person opens":     {floor.ConsentNever, func(*stage) {}, 0},
		"nor before the first word then":  {floor.ConsentNever, func(s *stage) { s.mic("ann", true, "self"); s.see() }, 0},
		"with the word of such a person":  {floor.ConsentNever, func(s *stage) { s.mic("ann", true, "self"); s.pass(3 * time.Second); s.talk("ann", true); s.see() }, 7 * time.Second},
		"not while the pause key is on":   {floor.ConsentHand, func(s *stage) { s.talk("ann", true); s.see(); s.do(s.e.PauseClock(s.clock(), "ann", true)) }, 0},
		"not in a break":                  {floor.ConsentHand, func(s *stage) { s.talk("ann", true); s.see(); s.do(s.e.Break(s.clock(), "break")) }, 0},
		"until the chair interrupts":      {floor.ConsentHand, func(s *stage) { s.talk("ann", true); s.pass(4 * time.Second); s.do(s.e.Interrupt(s.clock())) }, 4 * time.Second},
		"without the time of a short cut": {floor.ConsentHand, func(s *stage) { s.talk("ann", true); s.pass(2 * time.Second); s.cut(6 * time.Second) }, 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 3, floor.Config{Consent: tc.consent})
			s.begin(floor.Queue, turnOf(time.Minute))
			s.raise("ann")
			s.next()
			began := s.clock()
			tc.then(s)
			s.pass(10*time.Second - s.clock().Sub(began))
			if used := s.view().Turns[0].Used; used.Round(10*time.Millisecond) != tc.want {
				t.Errorf("used %v, want %v", used, tc.want)
			}
		})
	}
}

func TestOneBellForATurn(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, turnOf(time.Minute))
	s.raise("ann")
	s.next()
	s.talk("ann", true)
	s.pass(50 * time.Second)
	s.do(s.e.Extend(s.clock(), "ann"))
	s.pass(39 * time.Second)
	if n := len(s.wrote(floor.NoteBell)); n != 0 {
		t.Error("the bell came before the extended turn was over")
	}
	s.pass(2 * time.Second)
	s.do(s.e.Extend(s.clock(), "ann"))
	s.pass(5 * time.Minute)
	if n := len(s.wrote(floor.NoteBell)); n != 1 {
		t.Errorf("%d bells", n)
	}
	if turn := s.view().Turns[0]; turn.Limit != 2*time.Minute || turn.Used < 6*time.Minute {
		t.Errorf("over-time does not count up: %+v", turn)
	}
	if err := s.e.Extend(s.clock(), "ben"); !errors.Is(err, floor.ErrNobody) {
		t.Error(err)
	}
}

// TestBellRingsOnTime checks that the engine asks for the tick that the bell needs.
func TestBellRingsOnTime(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, turnOf(20*time.Second))
	s.raise("ann")
	s.next()
	began := s.clock()
	s.talk("ann", true)
	s.pass(time.Minute)
	if bells := s.wrote(floor.NoteBell); len(bells) != 1 || bells[0].At.Sub(began) > 20*time.Second+10*time.Millisecond {
		t.Errorf("bells %+v", bells)
	}
	if due := s.e.Due(); !due.IsZero() {
		t.Errorf("an idle engine wants a tick at %v", due)
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0, floor.Config{Budget: floor.Budget{Key: "party", Turns: 3, Time: time.Minute}})
	for _, name := range []string{"ann", "ben", "cy"} {
		s.join(name, name, meta(`{"party":"`+map[string]string{"ann": "red", "ben": "red", "cy": "blue"}[name]+`"}`))
	}
	s.see()
	s.begin(floor.Queue, turnOf(50*time.Second))
	s.raise("ann", "ben", "cy")
	s.next()
	s.talk("ann", true)
	s.pass(40 * time.Second)
	s.next()
	if turn := s.view().Turns[0]; turn.ID != "ben" || turn.Limit > 20*time.Second || turn.Turns != 2 {
		t.Errorf("the group has 20 s left: %+v", turn)
	}
	s.talk("ben", true)
	s.pass(25 * time.Second)
	s.next()
	s.pass(time.Second)
	if err := s.e.Give(s.clock(), "ann", false); asks(err) != floor.AskBudget {
		t.Errorf("the budget of red is used up: %v", err)
	}
	s.do(s.e.Give(s.clock(), "ann", true))
	equal(t, "holders", s.holders(), "ann")
}

func TestRecordOfATurn(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Operator: "Dana"})
	s.recording = &video.Recording{ID: "r", State: video.StateRecording, StartedAt: s.clock().Add(-time.Hour)}
	s.see()
	s.do(s.e.Item(s.clock(), "Budget"))
	s.begin(floor.Queue)
	s.raise("ann")
	s.next()
	granted := s.clock()
	s.talk("ann", true)
	s.pass(30 * time.Second)
	s.do(s.e.TakeBack(s.clock(), true))
	ended := s.wrote(floor.NoteEnded)[0]
	r := ended.Turn
	if ended.By != "Dana" || ended.Who.Name != "ann" || ended.Why != floor.WhyTaken || r.Item != "Budget" || r.Used != 30*time.Second ||
		!r.Granted.Equal(granted) || r.Offset != time.Hour+granted.Sub(epoch)-5*time.Second {
		t.Errorf("%+v, %+v", ended, r)
	}
}

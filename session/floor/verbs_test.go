package floor_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

func TestNextGivesTheFloor(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.mic("dee", true, "self")
	s.see()
	s.begin(floor.Queue)
	equal(t, "open", s.world.open())
	s.raise("ann", "ben")
	s.next()
	equal(t, "open", s.world.open(), "ann")
	equal(t, "queue", s.queued(), "ben")
	if s.member("ann").HandRaised {
		t.Error("the hand is still up")
	}
	s.next()
	equal(t, "open", s.world.open(), "ben")
	equal(t, "holders", s.holders(), "ben")
	if len(s.sent) != 3 {
		t.Errorf("sent %v", s.targets())
	}
}

func TestNextActsOnlyOnThePaintedPerson(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(s *stage)
		painted video.MemberID
		sure    bool
		asks    floor.Reason
		err     error
		holds   []video.MemberID
	}{
		"painted":             {painted: "ann", holds: []video.MemberID{"ann"}},
		"another is painted":  {painted: "ben", asks: floor.AskMoved},
		"and sure":            {painted: "ben", sure: true, asks: floor.AskMoved},
		"nobody is painted":   {painted: "", asks: floor.AskMoved},
		"became next 0.5 s":   {prepare: func(s *stage) { s.hand("ann", false); s.pass(500 * time.Millisecond) }, painted: "ben", asks: floor.AskMoved},
		"then sure":           {prepare: func(s *stage) { s.hand("ann", false); s.pass(500 * time.Millisecond) }, painted: "ben", sure: true, holds: []video.MemberID{"ben"}},
		"became next 0.8 s":   {prepare: func(s *stage) { s.hand("ann", false); s.pass(800 * time.Millisecond) }, painted: "ben", holds: []video.MemberID{"ben"}},
		"the queue is empty":  {prepare: func(s *stage) { s.hand("ann", false); s.hand("ben", false); s.pass(time.Minute) }, painted: "ann", err: floor.ErrEmpty},
		"the link is down":    {prepare: func(s *stage) { s.live = false; s.see() }, painted: "ann", err: floor.ErrOffline},
		"the floor is paused": {prepare: func(s *stage) { s.cut(20 * time.Second) }, painted: "ann", err: floor.ErrPaused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 3, floor.Config{})
			s.begin(floor.Queue)
			s.raise("ann", "ben")
			s.pass(time.Second)
			if tc.prepare != nil {
				tc.prepare(s)
			}
			err := s.e.Next(s.clock(), tc.painted, tc.sure)
			if asks(err) != tc.asks || tc.err != nil && !errors.Is(err, tc.err) || err != nil && tc.asks == "" && tc.err == nil {
				t.Errorf("error %v", err)
			}
			s.flush()
			equal(t, "holders", s.holders(), tc.holds...)
		})
	}
}

// cut cuts the link for a while.
func (s *stage) cut(span time.Duration) {
	s.live = false
	s.see()
	s.pass(span)
	s.live, s.gen = true, s.gen+1
	s.see()
}

func TestAskNamesBothPeople(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.pass(time.Second)
	s.hand("ann", false)
	s.see()
	var ask *floor.Ask
	if err := s.e.Next(s.clock(), "ben", false); !errors.As(err, &ask) || ask.Was != "ann" || ask.Now != "ben" {
		t.Errorf("asks %+v", ask)
	}
}

func TestSecondPressWithinASecondIsTheSame(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.pass(time.Second)
	s.do(s.e.Next(s.clock(), "ann", false))
	for range 5 {
		s.pass(150 * time.Millisecond)
		if err := s.e.Next(s.clock(), "ben", true); !errors.Is(err, floor.ErrRepeat) {
			t.Errorf("error %v", err)
		}
	}
	equal(t, "holders", s.holders(), "ann")
	s.pass(300 * time.Millisecond)
	s.do(s.e.Next(s.clock(), "ben", false))
	equal(t, "holders", s.holders(), "ben")
}

func TestGive(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.do(s.e.Give(s.clock(), "ben", false))
	equal(t, "open", s.world.open(), "ben")
	equal(t, "queue", s.queued(), "ann")
	s.pass(2 * time.Second)
	s.do(s.e.Give(s.clock(), "cy", false)) // no hand: may speak, but is not opened
	equal(t, "open", s.world.open())
	equal(t, "holders", s.holders(), "cy")
	if notes := s.wrote(floor.NoteMaySpeak); len(notes) != 1 || notes[0].Who.ID != "cy" {
		t.Errorf("notes %+v", notes)
	}
	if err := s.e.Give(s.clock(), "cy", false); !errors.Is(err, floor.ErrAlready) {
		t.Error(err)
	}
	if err := s.e.Give(s.clock(), "nobody", false); !errors.Is(err, floor.ErrUnknown) {
		t.Error(err)
	}
}

func TestAnswerSpeaksBesideTheGuest(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.next()
	s.pass(20 * time.Second)
	used := s.view().Turns[0].Used
	s.do(s.e.Answer(s.clock(), "ben"))
	equal(t, "open", s.world.open(), "ann", "ben")
	s.pass(10 * time.Second)
	if now := s.view().Turns[0]; now.Running || now.Used != used {
		t.Errorf("the guest's clock runs: %v, was %v", now.Used, used)
	}
	s.do(s.e.Answer(s.clock(), "ben")) // back
	equal(t, "open", s.world.open(), "ann")
	s.pass(5 * time.Second)
	if now := s.view().Turns[0]; !now.Running || now.Used != used+5*time.Second {
		t.Errorf("the guest's clock: %+v, was %v", now, used)
	}
}

func TestNextEndsAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben", "cy")
	s.next()
	s.do(s.e.Answer(s.clock(), "cy"))
	equal(t, "open", s.world.open(), "ann", "cy")
	s.next()
	equal(t, "open", s.world.open(), "ben")
	equal(t, "holders", s.holders(), "ben")
}

func TestTakeBackAsksWhileTheGuestTalks(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann")
	s.next()
	s.talk("ann", true)
	s.see()
	if err := s.e.TakeBack(s.clock(), false); asks(err) != floor.AskTalking {
		t.Error(err)
	}
	s.do(s.e.TakeBack(s.clock(), true))
	equal(t, "open", s.world.open())
	equal(t, "holders", s.holders())
	if err := s.e.TakeBack(s.clock(), false); !errors.Is(err, floor.ErrNobody) {
		t.Error(err)
	}
}

func TestNextInOpenModeMutesOnlyItsOwnGuest(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.mic("dee", true, "self")
	s.raise("ann", "ben", "cy")
	s.next()
	s.next()
	equal(t, "open", s.world.open(), "ben", "dee")
	s.do(s.e.Give(s.clock(), "dee", false)) // already open: not opened by the verb
	equal(t, "open", s.world.open(), "dee")
	s.next()
	equal(t, "open", s.world.open(), "cy", "dee")
}

func TestQueueByHand(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue)
	s.do(s.e.Enqueue(s.clock(), "cy", floor.Speakers))
	if err := s.e.Enqueue(s.clock(), "cy", floor.Speakers); !errors.Is(err, floor.ErrAlready) {
		t.Error(err)
	}
	s.raise("ann")
	equal(t, "queue", s.queued(), "cy", "ann")
	s.do(s.e.Unqueue(s.clock(), "ann"))
	s.pass(30 * time.Second)
	equal(t, "a hand that was taken out makes no new entry", s.queued(), "cy")
	s.hand("ann", false)
	s.pass(time.Second)
	s.raise("ann")
	equal(t, "until it goes up again", s.queued(), "cy", "ann")
	s.pass(time.Minute)
	equal(t, "without a hand", s.queued(), "cy", "ann")
}

func TestDismissLowersTheHand(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.raise("ann", "ben")
	s.do(s.e.Dismiss(s.clock(), "ann"))
	equal(t, "queue", s.queued(), "ben")
	if s.member("ann").HandRaised || len(s.wrote(floor.NoteDismissed)) != 1 {
		t.Error("the hand is up, or nothing was noted")
	}
}

func TestClosedQueue(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann")
	s.do(s.e.CloseQueue(s.clock(), true))
	s.raise("cy", "ben")
	equal(t, "queue", s.queued(), "ann")
	if err := s.e.Enqueue(s.clock(), "dee", floor.Speakers); !errors.Is(err, floor.ErrQueueClosed) {
		t.Error(err)
	}
	s.do(s.e.Enqueue(s.clock(), "dee", floor.Points)) // urgent
	equal(t, "queue", s.queued(), "dee", "ann")
	s.do(s.e.CloseQueue(s.clock(), false))
	equal(t, "queue", s.queued(), "dee", "ann", "cy", "ben")
}

func TestPointOfOrderSpeaksBeside(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{Consent: floor.ConsentAlways})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.next()
	s.do(s.e.Enqueue(s.clock(), "cy", floor.Points))
	equal(t, "queue", s.queued(), "cy", "ben")
	s.next()
	equal(t, "open", s.world.open(), "ann", "cy")
	s.do(s.e.Answer(s.clock(), "cy"))
	equal(t, "open", s.world.open(), "ann")
	equal(t, "queue", s.queued(), "ben")
}

func TestLineOfText(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, turnOf(time.Minute))
	s.raise("ann")
	s.next()
	id, err := s.e.EnqueueText(s.clock(), "Brandt, chamber microphone", floor.Speakers)
	s.do(err)
	s.next()
	equal(t, "open", s.world.open())
	equal(t, "holders", s.holders(), id)
	s.pass(15 * time.Second)
	if turn := s.view().Turns[0]; turn.Used != 10*time.Second || turn.Name != "Brandt, chamber microphone" {
		t.Errorf("turn %+v", turn)
	}
	if _, err := s.e.EnqueueText(s.clock(), "", floor.Speakers); err == nil {
		t.Error("an empty line is accepted")
	}
}

func TestVerbsActOnScreensForTheirOwner(t *testing.T) {
	t.Parallel()
	s := newStage(t, 2, floor.Config{})
	s.begin(floor.Queue, func(m *floor.Mode) { m.Enforce = floor.Hold })
	s.join("phone", "ann's phone", func(m *video.Member) { m.Type, m.ParentID = video.TypeDevice, "ann" })
	s.raise("ann", "ben")
	s.next()
	s.mic("phone", true, "self")
	s.pass(10 * time.Second)
	equal(t, "the device shares the floor", s.world.open(), "ann", "phone")
	s.next()
	equal(t, "and loses it", s.world.open(), "ben")
	s.mic("phone", true, "self")
	s.pass(3 * time.Second)
	equal(t, "the device alone", s.world.open(), "ben")
}

func TestGuestsTakeTurns(t *testing.T) {
	t.Parallel()
	s := newStage(t, 5, floor.Config{})
	s.begin(floor.Queue, func(m *floor.Mode) { m.Guests = 2 })
	s.raise("ann", "ben", "cy")
	s.next()
	s.next()
	equal(t, "open", s.world.open(), "ann", "ben")
	s.next()
	equal(t, "the first one leaves", s.world.open(), "ben", "cy")
}

func TestOverride(t *testing.T) {
	t.Parallel()
	s := newStage(t, 5, floor.Config{})
	s.begin(floor.Queue, func(m *floor.Mode) { m.Guests, m.Override = 2, true })
	s.mic("ann", true, "self")
	s.pass(time.Second)
	s.mic("ben", true, "self")
	s.talk("ben", true)
	s.pass(20 * time.Second)
	equal(t, "holders", s.holders(), "ann", "ben")
	s.mic("cy", true, "self")
	s.pass(time.Second)
	equal(t, "who has spoken longest is closed", s.world.open(), "ann", "cy")
	if slices.Contains(s.holders(), "ben") {
		t.Error("ben has the floor")
	}
}

// TestSetLaneMovesAnEntry moves a hand to the points of order and back. Undo restores lane and place.
func TestSetLaneMovesAnEntry(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	for _, id := range []video.MemberID{"ann", "ben", "cy"} {
		s.hand(id, true)
		s.pass(time.Second)
	}
	s.do(s.e.SetLane(s.clock(), "cy", floor.Points))
	equal(t, "first", []video.MemberID{s.view().Next}, "cy")
	s.do(s.e.SetLane(s.clock(), "ben", floor.Replies))
	equal(t, "queue", queueOf(s), "cy", "ben", "ann")
	if err := s.e.SetLane(s.clock(), "ben", floor.Replies); !errors.Is(err, floor.ErrAlready) {
		t.Errorf("again: %v", err)
	}
	if err := s.e.SetLane(s.clock(), "dee", floor.Replies); !errors.Is(err, floor.ErrNotQueued) {
		t.Errorf("not in the queue: %v", err)
	}
	s.do(s.e.SetLane(s.clock(), "cy", floor.Speakers))
	equal(t, "queue", queueOf(s), "ben", "ann", "cy")
	s.do(s.e.Undo(s.clock(), false))
	s.do(s.e.Undo(s.clock(), false))
	equal(t, "queue", queueOf(s), "cy", "ann", "ben")
}

func queueOf(s *stage) (ids []video.MemberID) {
	for _, en := range s.view().Queue {
		ids = append(ids, en.ID)
	}
	return ids
}

// TestMoveAtTheEndIsNothing makes no undo step.
func TestMoveAtTheEndIsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, 2, floor.Config{})
	s.raise("ann", "ben")
	for id, by := range map[video.MemberID]int{"ann": -1, "ben": 1} {
		if err := s.e.Move(s.clock(), id, by); !errors.Is(err, floor.ErrNothing) {
			t.Errorf("%s by %d: %v", id, by, err)
		}
	}
	if n := floor.Steps(s.e); n != 0 {
		t.Errorf("%d undo steps", n)
	}
}

// TestMoveByAnyNumber moves farther than a number can count.
func TestMoveByAnyNumber(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.raise("ann", "ben", "cy")
	s.do(s.e.Move(s.clock(), "ben", math.MaxInt))
	s.do(s.e.Move(s.clock(), "cy", math.MinInt))
	if got := fmt.Sprint(queueOf(s)); got != "[cy ann ben]" {
		t.Errorf("the queue is %s", got)
	}
}

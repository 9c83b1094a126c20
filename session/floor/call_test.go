package floor_test

import (
	"errors"
	"math/bits"
	"slices"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// TestRowsAreSound holds what the surfaces rely on.
func TestRowsAreSound(t *testing.T) {
	t.Parallel()
	seen := map[floor.Verb]bool{}
	for _, row := range floor.Rows() {
		switch who := row.Takes & floor.WithWho; {
		case seen[row.Verb]:
			t.Errorf("%s has two rows", row.Verb)
		case row.Needs&^row.Takes != 0:
			t.Errorf("%s needs what it does not take", row.Verb)
		case bits.OnesCount16(uint16(who)) > 1:
			t.Errorf("%s says twice what Who is", row.Verb)
		case row.Opens != "" && who == 0:
			t.Errorf("%s opens the microphone of nobody", row.Verb)
		}
		seen[row.Verb] = true
	}
	if _, ok := floor.VerbPanic.Row(); ok {
		t.Error("a panic is a verb of the floor")
	}
	s := newStage(t, 1, floor.Config{})
	var bad *floor.ArgumentError
	if err := s.e.Run(s.clock(), floor.Call{Verb: "dance"}); !errors.As(err, &bad) {
		t.Errorf("error %v", err)
	}
}

// TestCallsRun runs each verb twice. The second run never turns the first one back. A verb that changes something is the
// newest step of the undo.
func TestCallsRun(t *testing.T) {
	t.Parallel()
	queue := floor.Queue.Mode()
	s := newStage(t, 4, floor.Config{Consent: floor.ConsentAlways})
	wrote := func(kind floor.NoteKind) func(*floor.View) any {
		return func(*floor.View) any { return len(s.wrote(kind)) > 0 }
	}
	for _, c := range []struct {
		call floor.Call
		is   func(v *floor.View) any
		want any
	}{
		{floor.Call{Verb: floor.VerbMode, Mode: queue}, mode, queue},
		{floor.Call{Verb: floor.VerbLength, Text: "3m"}, func(v *floor.View) any { return v.Mode.Turn }, 3 * time.Minute},
		{floor.Call{Verb: floor.VerbGuests, Text: "2"}, func(v *floor.View) any { return v.Mode.Guests }, 2},
		{floor.Call{Verb: floor.VerbEnforce, Text: "off"}, func(v *floor.View) any { return v.Mode.Enforce }, floor.Off},
		{floor.Call{Verb: floor.VerbQueue, Who: "ann"}, next, video.MemberID("ann")},
		{floor.Call{Verb: floor.VerbQueue, Who: "ben", Lane: floor.Replies}, next, video.MemberID("ben")},
		{floor.Call{Verb: floor.VerbLane, Who: "ben"}, next, video.MemberID("ann")},
		{floor.Call{Verb: floor.VerbOrder, Text: "alternating party"}, func(v *floor.View) any { return v.Order.Key }, "party"},
		{floor.Call{Verb: floor.VerbMove, Who: "ben", By: -1}, next, video.MemberID("ben")},
		{floor.Call{Verb: floor.VerbConfirm, Who: "ben"}, next, video.MemberID("ben")},
		{floor.Call{Verb: floor.VerbGive, Who: "ann"}, guest, video.MemberID("ann")},
		{floor.Call{Verb: floor.VerbAnswer, Who: "cy"}, answers("cy"), true},
		{floor.Call{Verb: floor.VerbExtend, Who: "ann"}, func(v *floor.View) any { return v.Guest().Limit > 3*time.Minute }, true},
		{floor.Call{Verb: floor.VerbPause, Who: "ann"}, func(v *floor.View) any { return v.Guest().Paused }, true},
		{floor.Call{Verb: floor.VerbRun, Who: "ann"}, func(v *floor.View) any { return v.Guest().Paused }, false},
		{floor.Call{Verb: floor.VerbTakeBack, Who: "cy"}, answers("cy"), false},
		{floor.Call{Verb: floor.VerbInterrupt}, func(v *floor.View) any { return v.Interrupted }, true},
		{floor.Call{Verb: floor.VerbRestore}, func(v *floor.View) any { return v.Interrupted }, false},
		{floor.Call{Verb: floor.VerbTakeBack}, guest, video.MemberID("")},
		{floor.Call{Verb: floor.VerbNext, Who: "ben"}, guest, video.MemberID("ben")},
		{floor.Call{Verb: floor.VerbBudget, Text: "2 turns"}, func(v *floor.View) any { return v.Budget.Turns }, 2},
		{floor.Call{Verb: floor.VerbClose}, func(v *floor.View) any { return v.Closed }, true},
		{floor.Call{Verb: floor.VerbReopen}, func(v *floor.View) any { return v.Closed }, false},
		{floor.Call{Verb: floor.VerbBreak, Text: "closed session"}, func(v *floor.View) any { return v.Break }, "closed session"},
		{floor.Call{Verb: floor.VerbBreak, Text: "over"}, func(v *floor.View) any { return v.Break }, ""},
		{floor.Call{Verb: floor.VerbItem, Text: "Budget"}, func(v *floor.View) any { return v.Item }, "Budget"},
		{floor.Call{Verb: floor.VerbQueue, Text: "Brandt"}, func(v *floor.View) any { return len(v.Queue) > 0 && v.Queue[0].Name == "Brandt" }, true},
		{floor.Call{Verb: floor.VerbUnqueue, Who: "~1"}, func(v *floor.View) any { return len(v.Queue) > 1 }, false},
		{floor.Call{Verb: floor.VerbNote, Text: "quorum"}, wrote(floor.NoteText), true},
		{floor.Call{Verb: floor.VerbCount}, wrote(floor.NoteCount), true},
	} {
		for range 2 { // no verb is a toggle
			s.pass(2 * time.Second)
			v := s.view()
			was := c.is(&v)
			err := s.e.Run(s.clock(), c.call)
			s.flush()
			s.see()
			v = s.view()
			only := c.call.Verb == floor.VerbNote || c.call.Verb == floor.VerbCount // write a line
			if step, _ := s.e.LastStep(); c.is(&v) != was && !only && !step.At.Equal(s.clock()) {
				t.Errorf("%s %s%s is no step of the undo", c.call.Verb, c.call.Who, c.call.Text)
			}
			if got := c.is(&v); got != c.want {
				t.Fatalf("%s %s%s: %v, want %v: %v", c.call.Verb, c.call.Who, c.call.Text, got, c.want, err)
			}
			if c.call.Verb == floor.VerbMove || c.call.Verb == floor.VerbQueue && c.call.Who == "" {
				break // a second move goes further, and a second line is another one
			}
		}
	}
}

func mode(v *floor.View) any { return v.Mode }

func next(v *floor.View) any { return v.Next }

func guest(v *floor.View) any {
	if t := v.Guest(); t != nil {
		return t.ID
	}
	return video.MemberID("")
}

func answers(id video.MemberID) func(*floor.View) any {
	return func(v *floor.View) any { return v.Answers(id) }
}

// TestCallsAskAndAreAnswered answers the question of each verb that may ask. What the row does not mark asks nothing.
func TestCallsAskAndAreAnswered(t *testing.T) {
	t.Parallel()
	queue, hold := floor.Queue.Mode(), floor.Queue.Mode()
	hold.Enforce = floor.Hold
	for name, c := range map[string]struct {
		call floor.Call
		asks floor.Reason
	}{
		"mode":      {floor.Call{Verb: floor.VerbMode, Mode: hold}, floor.AskHold},
		"enforce":   {floor.Call{Verb: floor.VerbEnforce, Text: "hold"}, floor.AskHold},
		"next":      {floor.Call{Verb: floor.VerbNext, Who: "cy"}, floor.AskMoved},
		"give":      {floor.Call{Verb: floor.VerbGive, Who: "dee"}, floor.AskBudget},
		"take back": {floor.Call{Verb: floor.VerbTakeBack}, floor.AskTalking},
	} {
		s := newStage(t, 4, floor.Config{Consent: floor.ConsentAlways, Budget: floor.Budget{Turns: 1}})
		s.do(s.e.Run(s.clock(), floor.Call{Verb: floor.VerbMode, Mode: queue}))
		for _, id := range []video.MemberID{"dee", "ann"} {
			s.do(s.e.Run(s.clock(), floor.Call{Verb: floor.VerbGive, Who: id}))
			s.pass(3 * time.Second)
		}
		s.talk("ann", true)
		s.raise("ben")
		s.pass(2 * time.Second)
		err := s.e.Run(s.clock(), c.call)
		ask, is := errors.AsType[*floor.Ask](err)
		if !is || ask.Reason != c.asks {
			t.Errorf("%s: %v", name, err)
			continue
		}
		answer := c.call.Answered(ask)
		if s.do(s.e.Run(s.clock(), answer)); answer.Who != c.call.Who && answer.Who != "ben" {
			t.Errorf("%s: the answer is about %q", name, answer.Who)
		}
	}
}

// TestCallsActOnWhatWasSeen gives verbs about a floor that another console has changed since it was shown.
func TestCallsActOnWhatWasSeen(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Consent: floor.ConsentAlways})
	s.begin(floor.Queue)
	seen := s.view()
	s.do(s.e.Answer(s.clock(), "ann"))
	s.begin(floor.Panel)
	banner := seen
	banner.Banner = []floor.Who{{ID: "ben"}}
	s.do(s.e.Answer(s.clock(), "ben"))
	for _, call := range []floor.Call{
		seen.AnswerOf("ben"),
		{Verb: floor.VerbEnforce, Text: "off", Seen: &seen},
		{Verb: floor.VerbLetBe, Seen: &banner},
		{Verb: floor.VerbAudience, Seen: &banner},
		{Verb: floor.VerbMuffle, Seen: &banner},
	} {
		if err := s.e.Run(s.clock(), call); !errors.Is(err, floor.ErrChanged) {
			t.Errorf("%s: %v", call.Verb, err)
		}
	}
	now := s.view()
	s.do(s.e.Run(s.clock(), now.AnswerOf("ben")))
	if v := s.view(); v.Answers("ben") {
		t.Error("ben still answers")
	}
	if err := s.e.Run(s.clock(), floor.Call{Verb: floor.VerbTakeBack, Who: "ben"}); !errors.Is(err, floor.ErrNoAnswer) {
		t.Error(err)
	}
}

// TestTakeBackTakesFromThePeopleOfItsQuestion: the question names Ann, and Ben has the floor when it is answered.
func TestTakeBackTakesFromThePeopleOfItsQuestion(t *testing.T) {
	t.Parallel()
	s := newStage(t, 2, floor.Config{Consent: floor.ConsentAlways})
	s.begin(floor.Queue)
	s.do(s.e.Give(s.clock(), "ann", false))
	s.pass(time.Second)
	s.talk("ann", true)
	s.pass(time.Second)
	seen := s.view()
	call := floor.Call{Verb: floor.VerbTakeBack, Seen: &seen}
	ask, asks := errors.AsType[*floor.Ask](s.e.Run(s.clock(), call))
	if !asks || ask.Now != "ann" {
		t.Fatalf("asks %+v", ask)
	}
	s.do(s.e.Give(s.clock(), "ben", false))
	s.pass(time.Second)
	if err := s.e.Run(s.clock(), call.Answered(ask)); !errors.Is(err, floor.ErrChanged) {
		t.Errorf("error %v", err)
	}
	equal(t, "have the floor", s.holders(), "ben")
}

// TestBadWordsAreRefused checks that the error of a value names what is allowed.
func TestBadWordsAreRefused(t *testing.T) {
	t.Parallel()
	s := newStage(t, 2, floor.Config{})
	s.begin(floor.Queue)
	for _, call := range []floor.Call{
		{Verb: floor.VerbLength, Text: "abc"},
		{Verb: floor.VerbLength, Text: "1s"},
		{Verb: floor.VerbGuests, Text: "two"},
		{Verb: floor.VerbGuests, Text: "0"},
		{Verb: floor.VerbEnforce, Text: "on"},
		{Verb: floor.VerbOrder},
		{Verb: floor.VerbOrder, Text: "size"},
		{Verb: floor.VerbOrder, Text: "time x"},
		{Verb: floor.VerbOrder, Text: "alternating"},
		{Verb: floor.VerbBudget, Text: "much"},
		{Verb: floor.VerbBreak, Text: "lunch"},
	} {
		var bad *floor.ArgumentError
		if err := s.e.Run(s.clock(), call); !errors.As(err, &bad) || bad.Allowed == "" {
			t.Errorf("%s %q: %v", call.Verb, call.Text, err)
		}
	}
	for lane, code := range []string{"", "reply", "point"} {
		if got, err := floor.ParseLane(code); err != nil || got != floor.Lane(lane) || got.Code() != code {
			t.Errorf("%q: %v %v", code, got, err)
		}
	}
	if _, err := floor.ParseLane("point of order"); err == nil {
		t.Error("no error")
	}
}

// TestLineIsFoundByIDAndName finds nobody if two lines have the name, and no person in the room by name.
func TestLineIsFoundByIDAndName(t *testing.T) {
	t.Parallel()
	s := newStage(t, 2, floor.Config{})
	for _, text := range []string{"José", "Cy", "Twin", "Twin"} {
		s.do(s.e.Run(s.clock(), floor.Call{Verb: floor.VerbQueue, Text: text}))
	}
	s.do(s.e.Run(s.clock(), floor.Call{Verb: floor.VerbQueue, Who: "ann"}))
	s.join("id of Ben", "Ben")
	s.pass(time.Second)
	s.do(s.e.Run(s.clock(), floor.Call{Verb: floor.VerbQueue, Who: "id of Ben"}))
	v := s.view()
	var found []video.MemberID
	for _, who := range []string{"jose", "~2", "ann", "Twin", "Ben", "Xaver"} {
		found = append(found, v.Line(who))
	}
	if !slices.Equal(found, []video.MemberID{"~1", "~2", "ann", "", "", ""}) {
		t.Errorf("found %q", found)
	}
	s.leave("id of Ben")
	s.pass(time.Second)
	if v = s.view(); v.Absent("bén") != "id of Ben" || v.Absent("ann") != "" || v.Line("Ben") != "" {
		t.Errorf("absent are %q and %q", v.Absent("Ben"), v.Absent("ann"))
	}
}

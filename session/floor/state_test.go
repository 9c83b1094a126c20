package floor_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"gavel/session/floor"
)

func TestStateSurvivesAProcess(t *testing.T) {
	t.Parallel()
	s := newStage(t, 6, floor.Config{})
	s.begin(floor.Queue, hold, turnOf(time.Minute))
	s.raise("ann", "ben", "cy")
	s.next()
	s.talk("ann", true)
	s.pass(20 * time.Second)
	_, err := s.e.EnqueueText(s.clock(), "Brandt, chamber microphone", floor.Speakers)
	s.do(err)
	s.do(s.e.Enqueue(s.clock(), "dee", floor.Points))
	s.e.Protect(s.clock(), true, "fay")
	floor.Pardon(s.e, "eve")
	want, used := s.queued(), s.view().Turns[0].Used
	text, err := json.Marshal(s.e.Save(s.clock()))
	if err != nil {
		t.Fatal(err)
	}

	s.leave("ben")
	s.pass(40 * time.Second)
	state, err := floor.Decode(text)
	if err != nil || !state.Worth() || state.Waiting() != len(want) {
		t.Fatalf("%v, %+v", err, state)
	}
	again := &stage{s.world, newDesk(t, s.world, floor.Config{})}
	again.e.Resume(s.clock(), state)
	again.mic("fay", true, "self")
	again.mic("eve", true, "self")
	again.pass(10 * time.Second)
	v := again.view()
	if len(again.sent) > 0 || v.Paused != floor.WhyRestart {
		t.Errorf("something is armed: sent %v, %+v", again.targets(), v)
	}
	equal(t, "queue", again.queued(), "dee", "cy", want[3], "ben")
	if turn := v.Turns[0]; turn.ID != "ann" || turn.Used != used || turn.Running {
		t.Errorf("turn %+v, want %v used", turn, used)
	}
	if _, ok := again.e.LastStep(); ok {
		t.Error("something of before can be undone")
	}
	again.do(again.e.Continue(again.clock()))
	again.begin(floor.Queue, hold)
	again.pass(10 * time.Second)
	equal(t, "a pardon and protection persist", again.world.open(), "ann", "eve", "fay")
	again.pass(2 * time.Minute)
	equal(t, "an absent person loses the place", again.queued(), "dee", "cy", want[3])
}

func TestStateIsComplete(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.do(s.e.Item(s.clock(), "one"))
	s.raise("ann", "ben")
	s.do(s.e.Item(s.clock(), "two"))
	s.do(s.e.Enqueue(s.clock(), "cy", floor.Replies))
	first := s.e.Save(s.clock())
	text, _ := json.Marshal(first)
	state, err := floor.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	again := newDesk(t, s.world, floor.Config{})
	again.e.Resume(s.clock(), state)
	second := again.e.Save(s.clock())
	if a, b := mustJSON(t, first), mustJSON(t, second); !reflect.DeepEqual(a, b) {
		t.Errorf("\n%s\n%s", a, b)
	}
	const open = `{"version":1,"mode":{"preset":"open","guests":1,"enforce":"off"},`
	if _, err := floor.Decode([]byte(open + `"turns":[]}`)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{
		"", "{}", `{"version":2}`, `{"version":1,"mode":{"preset":"x"}}`, open + `"turns":[null]}`, open + `"people":{"a":null}}`,
		open + `"items":[null]}`, open + `"items":[{"name":"x","people":{"a":null}}]}`,
	} {
		if _, err := floor.Decode([]byte(bad)); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOpenFloorIsNotKept checks that a console that only watches leaves no file.
func TestOpenFloorIsNotKept(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.raise("ann")
	if state := s.e.Save(s.clock()); state.Worth() {
		t.Errorf("%+v", state)
	}
	s.next()
	if state := s.e.Save(s.clock()); !state.Worth() {
		t.Errorf("%+v", state)
	}
}

func TestItemsHaveQueuesOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := newStage(t, 5, floor.Config{})
	s.do(s.e.Item(s.clock(), "Budget"))
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.next()
	s.do(s.e.Item(s.clock(), "Parks"))
	equal(t, "queue", s.queued())
	s.raise("cy")
	equal(t, "queue", s.queued(), "cy")
	s.pass(time.Minute)
	equal(t, "hands of before make no entry", s.queued(), "cy")
	s.do(s.e.Item(s.clock(), "Budget"))
	equal(t, "queue", s.queued(), "ben")
	if err := s.e.Item(s.clock(), ""); err == nil {
		t.Error("an item without a name is accepted")
	}
	if n := s.wrote(floor.NoteItem); len(n) != 3 {
		t.Errorf("%d notes", len(n))
	}
	if hands := s.e.Count(s.clock()); len(hands) != 2 || hands[0].Name != "ben" || hands[1].Name != "cy" {
		t.Errorf("hands %+v", hands)
	}
}

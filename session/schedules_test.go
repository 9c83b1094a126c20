package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
)

// schedules is how many commands TestOutcomesAreTrue sends; -schedules=100000 is the long run.
var schedules = flag.Int("schedules", 2000, "commands to cut at a random point in TestOutcomesAreTrue")

// perBubble is how many of them share one relay, whose ledger is read for each.
const perBubble = 250

// fates are what may happen to a request on its way.
var fates = []localrelay.Verdict{
	{Action: localrelay.Run}, {Action: localrelay.Refuse, Code: "500", Message: "no"}, {Action: localrelay.Swallow},
	{Action: localrelay.RunNoReply}, {Action: localrelay.RunThenDrop}, {Action: localrelay.RunThenDrop, Reset: true},
	{Action: localrelay.DropBefore}, {Action: localrelay.RunReplyTwice}, {Action: localrelay.Run, Delay: 3 * time.Second},
	{Action: localrelay.Refuse, RPCError: -32601, Message: "unknown", Delay: 3 * time.Second},
}

// TestOutcomesAreTrue cuts commands at every point and holds what was reported against the relay's ledger: no false
// success, nothing reported as not done that was done, nothing done twice.
func TestOutcomesAreTrue(t *testing.T) {
	t.Parallel()
	for n := 0; n < *schedules; n += perBubble {
		synctest.Test(t, func(t *testing.T) { runSchedules(t, uint64(n), min(perBubble, *schedules-n)) })
	}
}

func runSchedules(t *testing.T, seed uint64, count int) {
	r := rand.New(rand.NewPCG(seed, 7))
	relay, err := localrelay.StartPipe(relayOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close()
	cfg := config(relay)
	cfg.CallTimeout = time.Second
	c, err := session.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	for i := range count {
		what := fmt.Sprintf("schedule %d", seed+uint64(i))
		settle(t, room, what)
		oneSchedule(t, r, relay, room, what)
	}
}

// settle waits until the room is live and read.
func settle(t *testing.T, room *session.RoomSession, what string) {
	t.Helper()
	for range 400 {
		if s := room.Snapshot(); !s.Stale && s.Link.State == session.LinkLive && s.RecordingsKnown {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s: never live again: %+v", what, room.Snapshot().Link)
}

func oneSchedule(t *testing.T, r *rand.Rand, relay *localrelay.Server, room *session.RoomSession, what string) {
	t.Helper()
	time.Sleep(100 * time.Millisecond) // longer than snapshots are apart
	synctest.Wait()
	if truth, err := relay.RoomState(room.ID()); err != nil {
		t.Fatal(err)
	} else if diff := differences(room.Snapshot(), truth); len(diff) > 0 {
		t.Errorf("%s: before it, the picture is wrong: %s", what, diff)
	}
	c := randomCommand(r, room.Snapshot())
	requests, err := c.Requests(room.ID())
	if err != nil {
		t.Fatal(err)
	}
	fate := fates[r.IntN(len(fates))]
	var used atomic.Bool
	relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
		if q.Method == requests[0].Method && used.CompareAndSwap(false, true) {
			return fate
		}
		return localrelay.Verdict{}
	})
	defer relay.SetOnRequest(nil)
	from := len(relay.Ledger())
	ctx := t.Context()
	if r.IntN(4) == 0 { // somebody gives up, or the connection goes, at any time
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(r.IntN(1500))*time.Millisecond)
		defer cancel()
	}
	if r.IntN(4) == 0 {
		defer time.AfterFunc(time.Duration(r.IntN(1200))*time.Millisecond, relay.Drop).Stop()
	}
	res, err := room.Do(ctx, c)
	outcome := session.OutcomeNotSent
	if len(res.Targets) > 0 {
		outcome = res.Targets[0].Outcome
	} else if err == nil {
		t.Fatalf("%s: no result and no error", what)
	}
	final := outcome
	if outcome == session.OutcomeUnknown || outcome == session.OutcomeAccepted {
		settle(t, room, what)
		time.Sleep(8 * time.Second)
		final = outcomeInLog(room, res.Entry)
	}
	done := executions(relay.Ledger()[from:], requests[0])
	check(t, fmt.Sprintf("%s: %s, fate %+v, error %v", what, c.Action, fate, err), outcome, final, done, err)
}

// check holds what was reported first and last against what was done.
func check(t *testing.T, what string, first, final session.Outcome, done int, err error) {
	t.Helper()
	switch {
	case done > 1:
		t.Errorf("%s: done %d times", what, done)
	case (first == session.OutcomeAccepted || first == session.OutcomeConfirmed) != (err == nil):
		t.Errorf("%s: outcome %v and error %v", what, first, err)
	case done == 0 && (final == session.OutcomeAccepted || final == session.OutcomeConfirmed):
		t.Errorf("%s: reported as %v (first %v), but not done", what, final, first)
	case done == 1 && (final == session.OutcomeNotSent || final == session.OutcomeRefused || final == session.OutcomeNotDone):
		t.Errorf("%s: reported as %v (first %v), but done", what, final, first)
	case errors.Is(err, session.ErrUnknown) != (first == session.OutcomeUnknown):
		t.Errorf("%s: outcome %v with error %v", what, first, err)
	}
}

func outcomeInLog(room *session.RoomSession, n uint64) session.Outcome {
	for _, e := range room.Snapshot().Log {
		if e.N == n {
			return e.Outcome
		}
	}
	return session.OutcomePending
}

// executions counts the requests that ran and are equal to q.
func executions(ledger []localrelay.Request, q session.Request) int {
	n := 0
	for _, got := range ledger {
		if got.Method == q.Method && got.Executed && equalParams(got.Params, q.Params) {
			n++
		}
	}
	return n
}

func equalParams(a, b json.RawMessage) bool {
	var x, y map[string]any
	_ = json.Unmarshal(a, &x)
	_ = json.Unmarshal(b, &y)
	left, _ := json.Marshal(x)
	right, _ := json.Marshal(y)
	return string(left) == string(right)
}

// randomCommand is one that changes something, so that a reading afterwards can tell.
func randomCommand(r *rand.Rand, s *session.Snapshot) session.Command {
	m := s.Members[r.IntN(len(s.Members))]
	choose := func(now bool, on, off session.Command) session.Command {
		if now {
			return off
		}
		return on
	}
	switch r.IntN(8) {
	case 0:
		return choose(m.VideoMuted, session.VideoMute(m.ID), session.VideoUnmute(m.ID))
	case 1:
		return choose(m.HandRaised, session.SetRaisedHand(true, m.ID), session.SetRaisedHand(false, m.ID))
	case 2:
		return choose(s.Room.Locked == session.Yes, session.Lock(), session.Unlock())
	case 3:
		return session.SetInputVolume(float64(int(m.InputVolume+51+float64(r.IntN(98)))%101-50), m.ID)
	case 4:
		return choose(s.Room.LayoutName == "3x3", session.SetLayout("3x3", nil), session.SetLayout("4x4", nil))
	case 5:
		return session.StartRecording()
	case 6:
		return choose(m.Deaf, session.Deaf(m.ID), session.Undeaf(m.ID))
	}
	return choose(m.AudioMuted, session.AudioMute(m.ID), session.AudioUnmute(m.ID))
}

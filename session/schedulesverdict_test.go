package session_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// checkSchedule compares the first and last reports for each target with what was done.
func checkSchedule(
	t *testing.T,
	relay *localrelay.Server,
	room *session.RoomSession,
	x schedule,
	res video.Result,
	err error,
) {
	t.Helper()
	if len(res.Targets) == 0 {
		if err == nil {
			t.Fatalf("%s: no result and no error", x.what)
		}
		for _, q := range x.requests {
			if n := executions(relay.Ledger()[x.from:], q); n > 0 && !x.crowded {
				t.Errorf("%s: %v, but executed", x.what, err)
			}
		}
		return
	}
	entry := video.Entry{Targets: res.Targets}
	if unsure(res) {
		settle(t, room, x.what)
		time.Sleep(8 * time.Second)
		settle(t, room, x.what)
		entry = entryOf(t, room, res.Entry)
	}
	for i, q := range x.requests {
		done := executions(relay.Ledger()[x.from:], q)
		what := fmt.Sprintf("%s, target %d, error %v", x.what, i, res.Targets[i].Err)
		check(t, what, verdicts{res.Targets[i], entry.Targets[i].Outcome, done, entry.Again, x.crowded})
	}
}

func unsure(res video.Result) bool {
	for _, target := range res.Targets {
		if target.Outcome == video.OutcomeUnknown || target.Outcome == video.OutcomeAccepted {
			return true
		}
	}
	return false
}

// verdicts are the reports about one target and what was done.
type verdicts struct {
	first   video.TargetResult
	final   video.Outcome
	done    int
	again   bool // it was resent, by the rule
	crowded bool // someone else may have done or undone it
}

// tally counts the results of the schedules, for the figures of a long run.
type tally struct {
	final                     [7]atomic.Int64
	unknown, settled, repeats atomic.Int64
}

func (n *tally) add(v verdicts) {
	n.final[v.final].Add(1)
	if v.first.Outcome == video.OutcomeUnknown {
		n.unknown.Add(1)
		if v.final != video.OutcomeUnknown {
			n.settled.Add(1)
		}
	}
	if v.again {
		n.repeats.Add(1)
	}
}

func (n *tally) String() string {
	text := fmt.Sprintf(
		"%d unknown at first, %d of them decided, %d resent by the rule; in the end",
		n.unknown.Load(),
		n.settled.Load(),
		n.repeats.Load(),
	)
	for o := range n.final {
		text += fmt.Sprintf(", %d %v", n.final[o].Load(), video.Outcome(o))
	}
	return text
}

var figures tally

// check compares the first and last report with what was done. Only the rule for resending allows a command to be done
// twice. If another moderator acts, "confirmed" and "not done" describe the state, not who caused it.
func check(t *testing.T, what string, v verdicts) {
	t.Helper()
	figures.add(v)
	first, final := v.first.Outcome, v.final
	saidYes := first == video.OutcomeAccepted || first == video.OutcomeConfirmed
	most := 1
	if v.again {
		most = 2
	}
	if v.crowded {
		most++ // of the other moderator
	}
	switch {
	case v.done > most:
		t.Errorf("%s: done %d times", what, v.done)
	case saidYes != (v.first.Err == nil):
		t.Errorf("%s: outcome %v and error %v", what, first, v.first.Err)
	case v.done == 0 && (final == video.OutcomeAccepted || final == video.OutcomeConfirmed) && !(v.crowded && !saidYes):
		t.Errorf("%s: reported as %v (first %v), but not done", what, final, first)
	case v.done > 0 && !v.crowded && (final == video.OutcomeNotSent || final == video.OutcomeRefused || final == video.OutcomeNotDone):
		t.Errorf("%s: reported as %v (first %v), but done", what, final, first)
	case errors.Is(v.first.Err, video.ErrUnknown) != (first == video.OutcomeUnknown):
		t.Errorf("%s: outcome %v with error %v", what, first, v.first.Err)
	}
}

// executions counts the executed requests that equal q.
func executions(ledger []localrelay.Request, q video.Request) int {
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

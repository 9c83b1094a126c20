//go:build linux

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gavel/session/localrelay"
	"gavel/session/video"
)

const (
	// joinCuts is how many commands of the campaign are cut while they join.
	joinCuts = 100
	// consoles is how many consoles run, and keysEach how many commands each of them gives. Every second one is cut.
	// There are so few because a console dials a flapping connection later and later.
	consoles = 50
	keysEach = 4
	// lanesEach is how many commands, and how many consoles, run at a time.
	lanesEach = 3
	// hangsAfter is how long a command may take: joining is bounded by 10 s, and a dead connection is dialled again
	// within 15 s.
	hangsAfter = 30 * time.Second
)

// TestCampaign sends 300 commands through a proxy that cuts the connection, and compares the outcomes that gavel
// reports with the ledger of the relay: none is false, nothing runs twice, and nothing hangs. 100 of the cuts happen
// while a command joins the room; the others hit requests and answers of a console in a terminal.
func TestCampaign(t *testing.T) {
	if os.Getenv("GAVEL_CAMPAIGN") == "" {
		t.Skip("set GAVEL_CAMPAIGN=1; .ci/run does")
	}
	x := startToxiproxy(t)
	c := &campaign{}
	began := time.Now()
	var lanes sync.WaitGroup
	for n := range lanesEach {
		relay, _ := quietRoom(t, localrelay.Options{})
		joins := x.between(t, fmt.Sprint("join", n), relay)
		lanes.Go(func() {
			for i := n; i < joinCuts; i += lanesEach {
				c.join(t, joins, i)
			}
		})
		relay, room := quietRoom(t, localrelay.Options{})
		keys := x.between(t, fmt.Sprint("console", n), relay)
		lanes.Go(func() {
			for i := n; i < consoles; i += lanesEach {
				c.console(t, keys, room, i)
			}
		})
	}
	lanes.Wait()
	t.Logf("%d commands, %d cuts while joining and %d later: %d false, %d hanging; %v",
		c.commands.Load(), c.joining.Load(), c.later.Load(), c.wrong.Load(), c.hanging.Load(), time.Since(began).Round(time.Second))
	if c.commands.Load() != joinCuts+consoles*keysEach || c.joining.Load() != joinCuts || c.later.Load() != consoles*keysEach/2 {
		t.Error("the campaign is not complete")
	}
}

// campaign counts.
type campaign struct{ commands, joining, later, wrong, hanging atomic.Int32 }

// falsely reports a claim that the ledger contradicts.
func (c *campaign) falsely(t *testing.T, format string, args ...any) {
	t.Helper()
	c.wrong.Add(1)
	t.Errorf(format, args...)
}

// joinCommands are given in turn.
var joinCommands = [][]string{
	{"audioMute", "memberId=Ann Lee"},
	{"lock"},
	{"setInputVolume", "memberId=bob", "volume=-5"},
	{"audioUnmute", "memberId=" + annID},
	{"setLayout", "name=3x3"},
	{"startRecording"},
	{"unlock"},
	{"setInputVolume", "memberId=bob", "volume=5"},
}

// join runs one command, and cuts its connection at one of the requests with which it joins.
func (c *campaign) join(t *testing.T, l *lane, i int) {
	t.Helper()
	c.commands.Add(1)
	rng := rand.New(rand.NewPCG(1, uint64(i)))
	step, way, length := min(rng.IntN(5), 2), cutWay(i%int(cutWays)), 1+rng.IntN(400)
	var seen atomic.Int32
	var cut atomic.Bool
	l.relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if !changes(r) && int(seen.Add(1))-1 == step && cut.CompareAndSwap(false, true) {
			if err := l.cut(way, length); err != nil {
				t.Error(err)
			}
			c.joining.Add(1)
		}
		return localrelay.Verdict{}
	})
	before := l.relay.Received()
	ctx, cancel := context.WithTimeout(t.Context(), hangsAfter)
	defer cancel()
	args := append([]string{"do", "--host", l.url, "--json", "standup"}, joinCommands[i%len(joinCommands)]...)
	cmd := program(t, l.relay, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return
	}
	stop := context.AfterFunc(ctx, func() { c.hanging.Add(1); _ = cmd.Process.Kill() })
	_ = cmd.Wait() // the test looks at the exit code
	stop()
	l.heals.Wait()
	what := fmt.Sprintf("%q, cut %d at step %d", args[4:], way, step)
	outcome := video.OutcomeAccepted.String()
	if code := cmd.ProcessState.ExitCode(); code != exitDone {
		var object struct{ Outcome, Code, Message string }
		if err := json.Unmarshal(said.Bytes(), &object); err != nil || code != exitFailed {
			c.falsely(t, "%s: exit %d, %s", what, code, &said)
			return
		}
		outcome = object.Outcome
	}
	c.compare(t, what, outcome, after(l.relay, before))
}

// changes reports whether a request changes a room.
func changes(r localrelay.Request) bool {
	return !strings.HasPrefix(r.Method, "signalwire.") && !strings.HasSuffix(r.Method, ".get") &&
		!strings.HasSuffix(r.Method, ".list") && r.Method != "video.list_available_layouts"
}

// after returns the requests that changed something, after one of that number.
func after(s *localrelay.Server, seq int) (requests []localrelay.Request) {
	for _, r := range s.Ledger() {
		if r.Seq > seq && changes(r) {
			requests = append(requests, r)
		}
	}
	return requests
}

// compare compares an outcome with the requests that the relay got.
func (c *campaign) compare(t *testing.T, what, outcome string, got []localrelay.Request) {
	t.Helper()
	ran := 0
	for _, r := range got {
		if r.Executed {
			ran++
		}
	}
	ok := false
	switch outcome {
	case video.OutcomeAccepted.String(), video.OutcomeConfirmed.String():
		ok = ran == 1
	case video.OutcomeNotSent.String():
		ok = len(got) == 0
	case video.OutcomeNotDone.String(), video.OutcomeRefused.String(), outcomeFailed:
		ok = ran == 0
	case video.OutcomeUnknown.String():
		ok = ran <= 1
	}
	if !ok {
		c.falsely(t, "%s: gavel says %s, and the relay ran it %d times of %d", what, outcome, ran, len(got))
	}
}

// console presses keys in a console, one after the other, and reads the outcomes from its journal.
func (c *campaign) console(t *testing.T, l *lane, room string, number int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "journal")
	cmd := program(t, l.relay, "--host", l.url, "--journal", file, "standup")
	h := onHeldTerminal(t, cmd, false)
	h.until(t, "Ann Lee")
	rng := rand.New(rand.NewPCG(2, uint64(number)))
	for i := number * keysEach; i < (number+1)*keysEach; i++ {
		var cut func()
		if i%2 == 1 {
			way := cutWay(i / 2 % int(cutWays+1))
			cut = c.cutAround(t, l, way, 1+rng.IntN(60))
		}
		if !c.press(t, h, l, room, file, i, cut) {
			return
		}
	}
	l.heals.Wait()
	h.press(t, "\x03")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("the console ends with %d", code)
	}
}

// cutAround prepares a cut of the next command: of its answer, or, as the last way, of its request. The returned
// function begins the latter.
func (c *campaign) cutAround(t *testing.T, l *lane, way cutWay, length int) func() {
	var once sync.Once
	l.relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if changes(r) && way < cutWays {
			once.Do(func() {
				if err := l.cut(way, length); err != nil {
					t.Error(err)
				}
				c.later.Add(1)
			})
		}
		return localrelay.Verdict{}
	})
	return func() {
		if way == cutWays { // the relay gets only the first bytes
			if err := l.poison("limit_data", "upstream", map[string]any{"bytes": length}); err != nil {
				t.Error(err)
			}
			c.later.Add(1)
		}
	}
}

// press mutes or unmutes the first member and waits for the outcome. A key that comes while there is no connection
// sends nothing, and is pressed again.
func (c *campaign) press(t *testing.T, h *held, l *lane, room, file string, i int, cut func()) bool {
	t.Helper()
	known := len(commandsIn(t, file))
	before := l.relay.Received()
	if cut != nil {
		cut()
	}
	pressed := time.Time{}
	for deadline := time.Now().Add(hangsAfter); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) { // another process
		all := commandsIn(t, file)
		if len(all) == known {
			if got := after(l.relay, before); len(got) > 0 && time.Since(pressed) > time.Second {
				c.falsely(t, "command %d: %s was sent, and the journal does not have it", i, got[0].Method)
				return false
			}
			if time.Since(pressed) > 500*time.Millisecond {
				h.press(t, keyFor(t, l.relay, room))
				pressed = time.Now()
			}
			continue
		}
		if len(all) > known+1 {
			c.falsely(t, "command %d: one key, %d commands", i, len(all)-known)
			return false
		}
		if outcome := all[known]; final(outcome) {
			c.commands.Add(1)
			l.relay.SetOnRequest(nil)
			c.compare(t, fmt.Sprint("command ", i), outcome, after(l.relay, before))
			return true
		}
	}
	c.hanging.Add(1)
	t.Errorf("command %d has no outcome: %q", i, commandsIn(t, file)[known:])
	return false
}

// final reports whether an outcome will not change any more.
func final(outcome string) bool {
	return outcome != "" && outcome != video.OutcomePending.String() && outcome != video.OutcomeUnknown.String()
}

// keyFor returns the key that changes the microphone of the first member.
func keyFor(t *testing.T, s *localrelay.Server, room string) string {
	t.Helper()
	state, err := s.RoomState(room)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range state.Members {
		if m.ID == annID && m.AudioMuted {
			return "M"
		}
	}
	return "m"
}

// commandsIn returns the newest outcome of each command in a journal, in their order.
func commandsIn(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []string
	place := map[uint64]int{}
	for line := range bytes.Lines(text) {
		var record struct {
			Kind string
			Is   struct {
				N       uint64
				Kind    string
				Outcome string
			}
		}
		if !bytes.Contains(line, []byte(`"kind":"entry"`)) || json.Unmarshal(line, &record) != nil || record.Is.Kind != "command" {
			continue
		}
		at, known := place[record.Is.N]
		if !known {
			at = len(outcomes)
			place[record.Is.N] = at
			outcomes = append(outcomes, "")
		}
		outcomes[at] = record.Is.Outcome
	}
	return outcomes
}

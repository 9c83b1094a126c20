package session_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// schedules is how many commands TestOutcomesAreTrue sends; -schedules=100000 is the long run.
var schedules = flag.Int("schedules", 0, "commands to cut at a random point in TestOutcomesAreTrue; 0: 2400, or 400 with -short")

// perBubble is how many schedules share one relay, whose ledger is read for each.
const perBubble = 250

// fates are the verdicts for a request.
var fates = []localrelay.Verdict{
	{Action: localrelay.Run},
	{Action: localrelay.Refuse, Code: "500", Message: "no"},
	{Action: localrelay.Swallow},
	{Action: localrelay.RunNoReply},
	{Action: localrelay.RunThenDrop},
	{Action: localrelay.RunThenDrop, Reset: true},
	{Action: localrelay.DropBefore},
	{Action: localrelay.RunReplyTwice},
	{Action: localrelay.Run, Delay: 3 * time.Second},
	{Action: localrelay.Refuse, RPCError: -32601, Message: "unknown", Delay: 3 * time.Second},
}

// TestOutcomesAreTrue cuts commands at every point and compares the reports with the relay's ledger: no false success,
// no command reported as not done that was done, no command done twice.
func TestOutcomesAreTrue(t *testing.T) {
	t.Parallel()
	count := howMany(*schedules, 2400)
	for n := 0; n < count; n += perBubble {
		synctest.Test(t, func(t *testing.T) { runSchedules(t, uint64(n), min(perBubble, count-n)) })
	}
	t.Log(figures.String())
}

// howMany returns how often a property test runs: as a flag says, or, if it is 0, full times and a sixth with -short.
func howMany(flagged, full int) int {
	switch {
	case flagged > 0:
		return flagged
	case testing.Short():
		return full / 12
	}
	return full
}

func runSchedules(t *testing.T, seed uint64, count int) {
	r := rand.New(rand.NewPCG(seed, 7))
	o := relayOptions()
	o.PlaybackLength = 1000 * time.Hour // an end without a command is not a command's effect
	relay, err := localrelay.StartPipe(o)
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
	second, err := session.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	other, err := session.Join(t.Context(), second, room.ID())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for i := range count {
		what := fmt.Sprintf("schedule %d", seed+uint64(i))
		settle(t, room, what)
		refill(t, relay, room.ID())
		switch r.IntN(10) {
		case 0:
			undoSchedule(t, r, relay, room, what)
		case 1:
			oneSchedule(t, r, relay, room, what, other)
		default:
			oneSchedule(t, r, relay, room, what, nil)
		}
	}
}

// refill keeps removals from emptying the room.
func refill(t *testing.T, relay *localrelay.Server, room string) {
	t.Helper()
	truth, err := relay.RoomState(room)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 - len(truth.Members) {
		if truth.Room.Locked {
			return
		}
		if _, err := relay.AddMember(room, localrelay.MemberSpec{Name: "Newcomer"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(truth.Audience) < 2 {
		if _, err := relay.AddAudience(room, "Listener"); err != nil {
			t.Fatal(err)
		}
	}
}

// undoSchedule undoes a command of its own and cuts the undo.
func undoSchedule(t *testing.T, r *rand.Rand, relay *localrelay.Server, room *session.RoomSession, what string) {
	t.Helper()
	time.Sleep(100 * time.Millisecond)
	synctest.Wait()
	if len(room.Snapshot().Members) == 0 {
		return
	}
	m := room.Snapshot().Members[0]
	if _, err := room.Do(t.Context(), video.SetInputVolume(float64(int(m.InputVolume+51)%101-50), m.ID)); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	time.Sleep(100 * time.Millisecond)
	back, err := video.SetInputVolume(m.InputVolume, m.ID).Requests(room.ID())
	if err != nil {
		t.Fatal(err)
	}
	fate := fates[r.IntN(len(fates))]
	once(relay, back[0].Method, fate)
	defer relay.SetOnRequest(nil)
	from := len(relay.Ledger())
	res, err := room.Undo(t.Context())
	checkSchedule(
		t,
		relay,
		room,
		schedule{fmt.Sprintf("%s: undo, fate %+v", what, fate), res.Command, back, from, false},
		res,
		err,
	)
}

// settle waits until the room is live and read.
func settle(t *testing.T, room *session.RoomSession, what string) {
	t.Helper()
	for range 400 {
		if s := room.Snapshot(); !s.Stale && s.Link.State == video.LinkLive && s.RecordingsKnown {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s: never live again: %+v", what, room.Snapshot().Link)
}

// schedule is one command with the data to check its outcome.
type schedule struct {
	what     string
	c        video.Command
	requests []video.Request
	from     int  // start of its part of the ledger
	crowded  bool // another moderator sent the same command at the same time
}

func oneSchedule(
	t *testing.T,
	r *rand.Rand,
	relay *localrelay.Server,
	room *session.RoomSession,
	what string,
	other *session.RoomSession,
) {
	t.Helper()
	time.Sleep(100 * time.Millisecond) // longer than the interval of snapshots
	synctest.Wait()
	if truth, err := relay.RoomState(room.ID()); err != nil {
		t.Fatal(err)
	} else if diff := differences(room.Snapshot(), truth); len(diff) > 0 {
		t.Errorf("%s: before it, the picture is wrong: %s", what, diff)
	}
	c, ok := randomCommand(t, r, relay, room)
	if !ok {
		return
	}
	requests, err := c.Requests(room.ID())
	if err != nil {
		t.Fatal(err)
	}
	fate, nth := fates[r.IntN(len(fates))], int32(r.IntN(len(requests)))
	var seen atomic.Int32
	relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
		if q.Method == requests[0].Method && seen.Add(1) == nth+1 {
			return fate
		}
		return localrelay.Verdict{}
	})
	defer relay.SetOnRequest(nil)
	from := len(relay.Ledger())
	ctx := t.Context()
	if r.IntN(4) == 0 { // the caller cancels, or the connection is lost, at any time
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(r.IntN(1500))*time.Millisecond)
		defer cancel()
	}
	if r.IntN(4) == 0 {
		defer time.AfterFunc(time.Duration(r.IntN(1200))*time.Millisecond, relay.Drop).Stop()
	}
	if other != nil {
		rival := meddle(r, c, room.Snapshot())
		defer time.AfterFunc(time.Duration(r.IntN(1200))*time.Millisecond, func() { _, _ = other.Do(context.Background(), rival) }).
			Stop()
	}
	res, err := room.Do(ctx, c)
	what = fmt.Sprintf("%s: %s %d, fate %+v", what, c.Action, len(c.Targets), fate)
	checkSchedule(t, relay, room, schedule{what, c, requests, from, other != nil}, res, err)
}

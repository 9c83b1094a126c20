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
	t.Log(figures.String())
}

func runSchedules(t *testing.T, seed uint64, count int) {
	r := rand.New(rand.NewPCG(seed, 7))
	o := relayOptions()
	o.PlaybackLength = 1000 * time.Hour // what ends by itself is not what a command did
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

// refill keeps the room from running empty by removals.
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

// undoSchedule takes back a command of its own and cuts the undoing.
func undoSchedule(t *testing.T, r *rand.Rand, relay *localrelay.Server, room *session.RoomSession, what string) {
	t.Helper()
	time.Sleep(100 * time.Millisecond)
	synctest.Wait()
	if len(room.Snapshot().Members) == 0 {
		return
	}
	m := room.Snapshot().Members[0]
	if _, err := room.Do(t.Context(), session.SetInputVolume(float64(int(m.InputVolume+51)%101-50), m.ID)); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	time.Sleep(100 * time.Millisecond)
	back, err := session.SetInputVolume(m.InputVolume, m.ID).Requests(room.ID())
	if err != nil {
		t.Fatal(err)
	}
	fate := fates[r.IntN(len(fates))]
	once(relay, back[0].Method, fate)
	defer relay.SetOnRequest(nil)
	from := len(relay.Ledger())
	res, err := room.Undo(t.Context())
	judgeSchedule(t, relay, room, schedule{fmt.Sprintf("%s: undo, fate %+v", what, fate), res.Command, back, from, false}, res, err)
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

// schedule is one command with what is needed to judge it.
type schedule struct {
	what     string
	c        session.Command
	requests []session.Request
	from     int  // where its part of the ledger begins
	crowded  bool // another moderator did the same at the same time
}

func oneSchedule(t *testing.T, r *rand.Rand, relay *localrelay.Server, room *session.RoomSession, what string, other *session.RoomSession) {
	t.Helper()
	time.Sleep(100 * time.Millisecond) // longer than snapshots are apart
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
	if r.IntN(4) == 0 { // somebody gives up, or the connection goes, at any time
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(r.IntN(1500))*time.Millisecond)
		defer cancel()
	}
	if r.IntN(4) == 0 {
		defer time.AfterFunc(time.Duration(r.IntN(1200))*time.Millisecond, relay.Drop).Stop()
	}
	if other != nil {
		rival := meddle(r, c, room.Snapshot())
		defer time.AfterFunc(time.Duration(r.IntN(1200))*time.Millisecond, func() { _, _ = other.Do(context.Background(), rival) }).Stop()
	}
	res, err := room.Do(ctx, c)
	what = fmt.Sprintf("%s: %s %d, fate %+v", what, c.Action, len(c.Targets), fate)
	judgeSchedule(t, relay, room, schedule{what, c, requests, from, other != nil}, res, err)
}

// meddle is what another moderator does meanwhile: the same, the opposite, or something else.
func meddle(r *rand.Rand, c session.Command, s *session.Snapshot) session.Command {
	ids := c.Targets
	if len(ids) == 0 {
		ids = []session.MemberID{s.Members[0].ID}
	}
	switch n := r.IntN(4); {
	case n == 0 && c.Action != session.ActDemote && c.Action != session.ActPromote: // of which bystanders are told nothing
		return c
	case n == 1:
		return session.AudioUnmute(ids...)
	case n == 2:
		return session.Unlock()
	}
	return session.AudioMute(ids...)
}

// judgeSchedule holds what was reported, first and last and for each target, against what was done.
func judgeSchedule(t *testing.T, relay *localrelay.Server, room *session.RoomSession, x schedule, res session.Result, err error) {
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
	entry := session.Entry{Targets: res.Targets}
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

func unsure(res session.Result) bool {
	for _, target := range res.Targets {
		if target.Outcome == session.OutcomeUnknown || target.Outcome == session.OutcomeAccepted {
			return true
		}
	}
	return false
}

// verdicts are what was reported of one target and what was done.
type verdicts struct {
	first   session.TargetResult
	final   session.Outcome
	done    int
	again   bool // it was sent a second time, by the rule
	crowded bool // somebody else may have done it, or undone it
}

// tally counts what the schedules came to, for the figures of a long run.
type tally struct {
	final                     [7]atomic.Int64
	unknown, settled, repeats atomic.Int64
}

func (n *tally) add(v verdicts) {
	n.final[v.final].Add(1)
	if v.first.Outcome == session.OutcomeUnknown {
		n.unknown.Add(1)
		if v.final != session.OutcomeUnknown {
			n.settled.Add(1)
		}
	}
	if v.again {
		n.repeats.Add(1)
	}
}

func (n *tally) String() string {
	text := fmt.Sprintf("%d unknown at first, %d of them settled, %d repeated by the rule; in the end", n.unknown.Load(), n.settled.Load(), n.repeats.Load())
	for o := range n.final {
		text += fmt.Sprintf(", %d %v", n.final[o].Load(), session.Outcome(o))
	}
	return text
}

var figures tally

// check holds what was reported first and last against what was done. A command may have been done twice only by the rule
// of repetitions. With another moderator at work "confirmed" and "not done" tell how things stand, not who did it.
func check(t *testing.T, what string, v verdicts) {
	t.Helper()
	figures.add(v)
	first, final := v.first.Outcome, v.final
	saidYes := first == session.OutcomeAccepted || first == session.OutcomeConfirmed
	most := 1
	if v.again {
		most = 2
	}
	if v.crowded {
		most++ // the other one's
	}
	switch {
	case v.done > most:
		t.Errorf("%s: done %d times", what, v.done)
	case saidYes != (v.first.Err == nil):
		t.Errorf("%s: outcome %v and error %v", what, first, v.first.Err)
	case v.done == 0 && (final == session.OutcomeAccepted || final == session.OutcomeConfirmed) && !(v.crowded && !saidYes):
		t.Errorf("%s: reported as %v (first %v), but not done", what, final, first)
	case v.done > 0 && !v.crowded && (final == session.OutcomeNotSent || final == session.OutcomeRefused || final == session.OutcomeNotDone):
		t.Errorf("%s: reported as %v (first %v), but done", what, final, first)
	case errors.Is(v.first.Err, session.ErrUnknown) != (first == session.OutcomeUnknown):
		t.Errorf("%s: outcome %v with error %v", what, first, v.first.Err)
	}
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
func randomCommand(t *testing.T, r *rand.Rand, relay *localrelay.Server, room *session.RoomSession) (session.Command, bool) {
	t.Helper()
	s := room.Snapshot()
	if len(s.Members) < 2 {
		return session.Unlock(), s.Room.Locked == session.Yes
	}
	m := s.Members[r.IntN(len(s.Members))]
	switch r.IntN(16) {
	case 0:
		return choose(m.VideoMuted, session.VideoMute(m.ID), session.VideoUnmute(m.ID)), true
	case 1:
		return choose(m.HandRaised, session.SetRaisedHand(true, m.ID), session.SetRaisedHand(false, m.ID)), true
	case 2, 3:
		return choose(s.Room.Locked == session.Yes, session.Lock(), session.Unlock()), true
	case 4:
		return session.SetInputVolume(float64(int(m.InputVolume+51+float64(r.IntN(98)))%101-50), m.ID), true
	case 5:
		return choose(s.Room.LayoutName == "3x3", session.SetLayout("3x3", nil), session.SetLayout("4x4", nil)), true
	case 6:
		return randomStart(r, s)
	case 7:
		return choose(m.Deaf, session.Deaf(m.ID), session.Undeaf(m.ID)), true
	case 8:
		return choose(m.Deaf, session.Deaf(m.ID), session.UndeafKeepMuted(m.ID)), true
	case 9:
		return session.RemoveMember(m.ID), true
	case 10:
		return session.Demote(m.ID), true
	case 11:
		truth, err := relay.RoomState(room.ID())
		if err != nil || len(truth.Audience) == 0 {
			return session.Command{}, false
		}
		return session.Promote(session.MemberID(truth.Audience[r.IntN(len(truth.Audience))])), true
	case 12, 13:
		return randomBulk(r, s)
	case 14:
		return choose(s.Room.HideVideoMuted == session.Yes, session.SetHideVideoMuted(true), session.SetHideVideoMuted(false)), true
	}
	return choose(m.AudioMuted, session.AudioMute(m.ID), session.AudioUnmute(m.ID)), true
}

func choose(now bool, on, off session.Command) session.Command {
	if now {
		return off
	}
	return on
}

// randomStart starts something, and seldom when much runs already.
func randomStart(r *rand.Rand, s *session.Snapshot) (session.Command, bool) {
	url := fmt.Sprintf("rtmp://example.com/live/%d", r.IntN(1e9))
	c := []struct {
		cmd  session.Command
		runs string
	}{
		{session.StartRecording(), oldest(s.Recordings, func(x *session.Recording) (string, string) { return x.ID, x.State })},
		{session.Command{Action: session.ActPlay, Args: session.Args{"url": url}},
			oldest(s.Playbacks, func(x *session.Playback) (string, string) { return x.ID, x.State })},
		{session.Command{Action: session.ActStartStream, Args: session.Args{"url": url}},
			oldest(s.Streams, func(x *session.Stream) (string, string) { return x.ID, x.State })},
	}[r.IntN(3)]
	stop := map[session.Action]session.Action{
		session.ActStartRecording: session.ActRecordingStop, session.ActPlay: session.ActPlaybackStop,
		session.ActStartStream: session.ActStreamStop,
	}[c.cmd.Action]
	if c.runs != "" {
		return session.OnObject(stop, c.runs, nil), true
	}
	return c.cmd, true
}

// oldest returns the id of something that runs, or "".
func oldest[T any](list []*T, of func(*T) (id, state string)) string {
	for _, x := range list {
		if id, state := of(x); state != session.StateCompleted {
			return id
		}
	}
	return ""
}

// randomBulk is a command on everybody whom it would change.
func randomBulk(r *rand.Rand, s *session.Snapshot) (session.Command, bool) {
	mute := r.IntN(2) == 0
	var ids []session.MemberID
	for _, m := range s.Members {
		if m.AudioMuted != mute {
			ids = append(ids, m.ID)
		}
	}
	if mute {
		return session.AudioMute(ids...), len(ids) > 0
	}
	return session.AudioUnmute(ids...), len(ids) > 0
}

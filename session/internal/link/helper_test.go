package link

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// TestMain runs many tests at a time unless -parallel is given: those that are parallel mostly wait. The garbage collector
// would take a third of the CPU time of a short run.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "12")
	flag.Parse()
	if testing.Short() {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}

// event returns the event of an item; the fake relay sends each one alone.
func (it Item) event() *wire.Frame {
	if it.Events == nil {
		return nil
	}
	if len(it.Events.Frames) != 1 {
		panic("several events in one item")
	}
	return &it.Events.Frames[0]
}

// nextItem returns the next item of a feed. Links with new measurements never end, so the whole test is bounded: its
// bubble started in the first second of 2000.
func nextItem(t *testing.T, f *Feed) Item {
	t.Helper()
	end := time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)
	select {
	case it := <-f.Items():
		if time.Now().Before(end) {
			return it
		}
	case <-time.After(time.Until(end)):
	}
	t.Fatal("timed out waiting for an item")
	return Item{}
}

// nextState skips items until a link with the state.
func nextState(t *testing.T, f *Feed, want video.LinkState) video.Link {
	t.Helper()
	for {
		if it := nextItem(t, f); it.Link != nil && it.Link.State == want {
			return *it.Link
		}
	}
}

// nextEvent returns the next event and skips links.
func nextEvent(t *testing.T, f *Feed) *wire.Frame {
	t.Helper()
	for {
		if it := nextItem(t, f); it.event() != nil {
			return it.event()
		}
	}
}

// nextAnswer returns the next answer and skips other items.
func nextAnswer(t *testing.T, f *Feed) *Answer {
	t.Helper()
	for {
		if it := nextItem(t, f); it.Answer != nil {
			return it.Answer
		}
	}
}

// dialKeeper dials a scripted relay and returns both ends.
func dialKeeper(r *fakerelay.Relay, change ...func(*Options)) (*Keeper, *fakerelay.Peer) {
	r.T.Helper()
	o := fakeOptions(r)
	for _, f := range change {
		f(&o)
	}
	c, err := dialWith(context.Background(), o)
	if err != nil {
		r.T.Fatalf("dial: %v", err)
	}
	r.T.Cleanup(func() { _ = c.Close() })
	return c, <-r.Peers
}

// dialWith returns a started keeper whose hooks do nothing.
func dialWith(ctx context.Context, o Options) (*Keeper, error) {
	return dialThrough(ctx, o, newDialer(o))
}

func dialThrough(ctx context.Context, o Options, d dialer) (*Keeper, error) {
	c, err := newKeeperWith(ctx, o, d, Hooks{
		Live: func() {}, Event: func(*wire.Frame, wire.EventParams) bool { return false }, Ended: func() {},
	})
	if err == nil {
		c.Start()
	}
	return c, err
}

// fakeOptions returns the options for the scripted relay, with the defaults of a session.
func fakeOptions(r *fakerelay.Relay) Options {
	o := defaultOptions("ws://127.0.0.1:1")
	o.NetDial = r.Dial
	return o
}

func defaultOptions(url string) Options {
	return Options{
		URL: url, Project: fakerelay.Project, Token: fakerelay.Token,
		DialTimeout: testDialTimeout, CallTimeout: 10 * time.Second, PingEvery: 5 * time.Second,
		PongTimeout:       10 * time.Second,
		ServerPingTimeout: 15 * time.Second, BackoffMin: testBackoffMin, BackoffMax: testBackoffMax,
		ReadLimit: testReadLimit, Logger: slog.New(slog.DiscardHandler),
	}
}

// The limits of the keepers in tests are those of a session.
const (
	testDialTimeout = 10 * time.Second
	testBackoffMin  = 250 * time.Millisecond
	testBackoffMax  = 10 * time.Second
	testReadLimit   = 16 << 20
)

// textInt returns the number in a node, or 0.
func textInt(n wire.Node) int {
	i, _ := strconv.Atoi(string(n.Text()))
	return i
}

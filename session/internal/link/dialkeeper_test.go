package link

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
)

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

// dialWith makes a keeper that nobody listens to.
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

// fakeOptions are those of the scripted relay, with a session's defaults.
func fakeOptions(r *fakerelay.Relay) Options {
	o := defaultOptions("ws://127.0.0.1:1")
	o.NetDial = r.Dial
	return o
}

func defaultOptions(url string) Options {
	return Options{
		URL: url, Project: fakerelay.Project, Token: fakerelay.Token,
		DialTimeout: testDialTimeout, CallTimeout: 10 * time.Second, PingEvery: 5 * time.Second, PongTimeout: 10 * time.Second,
		ServerPingTimeout: 15 * time.Second, BackoffMin: testBackoffMin, BackoffMax: testBackoffMax,
		ReadLimit: testReadLimit, Logger: slog.New(slog.DiscardHandler),
	}
}

// The limits of the keepers in tests, which are those of a session.
const (
	testDialTimeout = 10 * time.Second
	testBackoffMin  = 250 * time.Millisecond
	testBackoffMax  = 10 * time.Second
	testReadLimit   = 16 << 20
)

// textInt is the number that a node is, or 0.
func textInt(n wire.Node) int {
	i, _ := strconv.Atoi(string(n.Text()))
	return i
}

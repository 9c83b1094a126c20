package session

import (
	"context"

	"gavel/session/internal/fakerelay"
)

// dialFake dials a scripted relay and returns both ends.
func dialFake(r *fakerelay.Relay, change ...func(*Config)) (*Client, *fakerelay.Peer) {
	r.T.Helper()
	cfg := fakeConfig(r)
	for _, f := range change {
		f(&cfg)
	}
	c, err := Dial(context.Background(), cfg)
	if err != nil {
		r.T.Fatalf("Dial: %v", err)
	}
	r.T.Cleanup(func() { _ = c.Close() })
	return c, <-r.Peers
}

func fakeConfig(r *fakerelay.Relay) Config {
	return Config{URL: "ws://127.0.0.1:1", Project: fakerelay.Project, Token: fakerelay.Token, NetDial: r.Dial}
}

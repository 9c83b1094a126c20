package session_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// countReads counts the reads on a connection.
type countReads struct {
	net.Conn
	n *atomic.Int64
}

func (c countReads) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(1)
	return n, err
}

// A thousand events per second are read in a few hundred pieces, and an answer is still received at once.
func TestReaderBatchesAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		var reads atomic.Int64
		_, room := joinThrough(t, relay, func(cfg *session.Config) {
			dial := cfg.NetDial
			cfg.NetDial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				nc, err := dial(ctx, network, addr)
				return countReads{nc, &reads}, err
			}
		})
		m := room.Snapshot().Members[0]
		const events = 1000
		before, applied := reads.Load(), room.Snapshot().Stats.Events
		for i := range events {
			if err := relay.SetTalking(room.ID(), string(m.ID), i%2 == 0); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		began := time.Now()
		if err := room.AudioMute(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("an answer took %v", took)
		}
		if got := reads.Load() - before; got > events/3 {
			t.Errorf("%d events were read in %d pieces", events, got)
		}
		eventually(t, room, "all events", func(s *video.Snapshot) bool { return s.Stats.Events-applied >= events })
	})
}

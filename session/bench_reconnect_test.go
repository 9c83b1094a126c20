package session_test

import (
	"slices"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// BenchmarkReconnect resets the connection and measures the time until the room has been read again. Most of it is the
// random wait before the first attempt. -benchtime 1000x gives a steady median.
func BenchmarkReconnect(b *testing.B) {
	o := relayOptions()
	o.Members = 200
	relay, err := localrelay.Start(o)
	if err != nil {
		b.Fatal(err)
	}
	defer relay.Close()
	var took []time.Duration
	for b.Loop() {
		took = append(took, reconnectOnce(b, relay))
	}
	slices.Sort(took)
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(ms(took[len(took)-1]), "max-ms")
}

// reconnectOnce uses a new client, because one that was disconnected a moment ago waits longer.
func reconnectOnce(b *testing.B, relay *localrelay.Server) time.Duration {
	b.Helper()
	cfg := config(relay)
	cfg.NetDial = nil // real sockets
	c, err := session.Dial(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	room, err := session.Join(b.Context(), c, relay.Rooms()[0].Name)
	if err != nil {
		b.Fatal(err)
	}
	defer room.Close()
	began := time.Now()
	relay.Reset()
	for s := room.Snapshot(); s.Stale || s.Link.Gen == 1 || s.Link.State != video.LinkLive; s = room.Snapshot() {
		<-room.Changed()
	}
	return time.Since(began)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

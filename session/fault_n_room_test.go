package session_test

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/internal/fakerelay"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// joinThrough joins the relay's room on a connection that dial opens.
func joinThrough(
	t *testing.T, relay *localrelay.Server, change func(*session.Config),
) (*session.Client, *session.RoomSession) {
	t.Helper()
	cfg := config(relay)
	change(&cfg)
	c, err := session.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = room.Close() })
	return c, room
}

// onTCP starts a relay on a real port with a proxy in front of it, and joins with short waits.
func onTCP(t *testing.T) (*localrelay.Server, *fakerelay.FaultProxy, *session.Client, *session.RoomSession) {
	t.Helper()
	relay, err := localrelay.Start(relayOptions())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	p := fakerelay.NewFaultProxy(t, strings.TrimPrefix(relay.URL(), "ws://"))
	c, room := joinThrough(t, relay, func(cfg *session.Config) {
		cfg.URL, cfg.NetDial = "ws://"+p.Addr(), nil
		cfg.BackoffMin, cfg.BackoffMax = time.Millisecond, time.Millisecond
		cfg.PingEvery, cfg.PongTimeout = 50*time.Millisecond, 200*time.Millisecond
	})
	return relay, p, c, room
}

// wantTruth waits until the snapshot equals the relay's state.
func wantTruth(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
	t.Helper()
	var diff []string
	truth, err := relay.RoomState(room.ID())
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, room, "the picture is true", func(s *video.Snapshot) bool {
		diff = differences(s, truth)
		return len(diff) == 0 && !s.Stale
	})
}

func TestFault_N2_SlowLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		proxy := fakerelay.NewFaultProxy(t, "")
		proxy.Set(fakerelay.Toxic{Latency: time.Second, Rate: 1000}) // a round trip of 2 s
		c, room := joinThrough(t, relay, func(cfg *session.Config) {
			cfg.JoinTimeout = 30 * time.Second
			cfg.NetDial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				nc, err := relay.Dial(ctx, network, addr)
				if err != nil {
					return nil, err
				}
				return proxy.Through(nc), nil
			}
		})
		for range 20 {
			time.Sleep(30 * time.Second)
			if err := room.Lock(t.Context()); err != nil {
				t.Error(err)
			}
		}
		// A ping may wait for a read of the room, which takes about 5 s at this rate.
		if l := c.Link(); l.Gen != 1 || l.State != video.LinkLive || l.RTT < 2*time.Second || l.RTT > 8*time.Second {
			t.Errorf("link = %+v", l)
		}
	})
}

func TestFault_N4_OneByteAtATime(t *testing.T) {
	relay, proxy, c, room := onTCP(t)
	proxy.Set(fakerelay.Toxic{Slice: 1})
	members, err := relay.RoomState(room.ID())
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range members.Members {
		if err := relay.UpdateMember(room.ID(), m.ID, map[string]any{"name": fmt.Sprint("Né ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	wantTruth(t, relay, room)
	proxy.Cut(true) // including the proxy
	wantTruth(t, relay, room)
	if c.Broken() != 0 {
		t.Errorf("%d broken frames", c.Broken())
	}
}

// TestFault_N16_NewNetwork makes the old path silent while another one works.
func TestFault_N16_NewNetwork(t *testing.T) {
	relay, old, c, room := onTCP(t)
	if err := relay.UpdateMember(
		room.ID(),
		string(room.Snapshot().Members[0].ID),
		map[string]any{"name": "Before"},
	); err != nil {
		t.Fatal(err)
	}
	wantTruth(t, relay, room)
	left := time.Now()
	old.Set(fakerelay.Toxic{Hole: true, HoleUp: true})
	if err := relay.UpdateMember(
		room.ID(),
		string(room.Snapshot().Members[0].ID),
		map[string]any{"name": "After"},
	); err != nil {
		t.Fatal(err)
	}
	eventually(
		t,
		room,
		"the loss is seen",
		func(s *video.Snapshot) bool { return s.Link.State != video.LinkLive || s.Link.Gen > 1 },
	)
	if took := time.Since(left); took > 2*time.Second { // ping and pong take 250 ms
		t.Errorf("noticed after %v", took)
	}
	old.Set(fakerelay.Toxic{})
	wantTruth(t, relay, room)
	if l := c.Link(); l.Gen < 2 {
		t.Errorf("link = %+v", l)
	}
}

// TestFault_N17_Flood makes the relay send faster than the client reads. The relay may disconnect the client, but in
// the end the state is correct and memory has not grown.
func TestFault_N17_Flood(t *testing.T) {
	relay, _, c, room := onTCP(t)
	ids := room.Snapshot().Members
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak uint64
	events := 5000
	if session.FaultsLong() {
		events = 200_000
	}
	begin := time.Now()
	for i := range events {
		id := string(ids[i%len(ids)].ID)
		if err := relay.UpdateMember(room.ID(), id, map[string]any{"input_volume": i % 50}); err != nil {
			t.Fatal(err)
		}
		if i%5000 == 0 {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
		}
	}
	took := time.Since(begin)
	wantTruth(t, relay, room)
	s := room.Snapshot()
	t.Logf("%d events in %v, %d applied, connection %d, %d resyncs, heap +%d KiB (relay included)",
		events, took, s.Stats.Events, c.Link().Gen, s.Stats.Resyncs, (int64(peak)-int64(before.HeapAlloc))>>10)
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// TestFault_N17_StuckRoom blocks one room. Other rooms are not affected, and afterwards its state is correct.
func TestFault_N17_StuckRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := relayOptions()
		o.Rooms = 2
		relay := startRelay(t, o)
		c, stuck := joinThrough(t, relay, func(*session.Config) {})
		other, err := session.Join(t.Context(), c, relay.Rooms()[1].RoomSessionID)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		release := make(chan struct{})
		stuck.Hold(release)
		ids := stuck.Snapshot().Members
		for i := range 5000 {
			id := string(ids[i%len(ids)].ID)
			if err := relay.UpdateMember(stuck.ID(), id, map[string]any{"input_volume": i % 50}); err != nil {
				t.Fatal(err)
			}
			if i%500 == 0 {
				time.Sleep(time.Second)
			}
		}
		time.Sleep(5 * time.Second)
		begin := time.Now()
		if err := other.Lock(t.Context()); err != nil || time.Since(begin) > time.Second {
			t.Errorf("the other room: %v after %v", err, time.Since(begin))
		}
		close(release)
		time.Sleep(3 * time.Second)
		truth, err := relay.RoomState(stuck.ID())
		if err != nil {
			t.Fatal(err)
		}
		if diff := differences(stuck.Snapshot(), truth); len(diff) > 0 {
			t.Error(diff)
		}
		if c.Dropped() == 0 || stuck.Snapshot().Stats.Bad == 0 || c.Link().Gen != 1 {
			t.Errorf("%d dropped, stats %+v, link %+v", c.Dropped(), stuck.Snapshot().Stats, c.Link())
		}
	})
}

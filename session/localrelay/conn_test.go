package localrelay

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

func TestPings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		every time.Duration
		want  int
	}{{0, 12}, {time.Second, 60}, {-1, 0}}
	for _, test := range tests {
		inBubble(t, Options{Quiet: true, PingEvery: test.every}, func(t *testing.T, s *Server) {
			c := join(t, s)
			if f, ok := c.next(time.Minute + time.Millisecond); ok {
				t.Fatalf("got %v", f)
			}
			if int(c.pings.Load()) != test.want {
				t.Errorf("every %v: got %d pings in a minute, want %d", test.every, c.pings.Load(), test.want)
			}
		})
	}
}

// TestPingFromClient: a client may send pings, and gets its payload back (PROTOCOL.md section 5).
func TestPingFromClient(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	c := join(t, s)
	for _, test := range []struct {
		params any
		want   string
	}{
		{map[string]any{"timestamp": 1631692502.123, "payload": "abc"}, "map[payload:abc timestamp:1.631692502123e+09]"},
		{map[string]any{"timestamp": 5}, "map[timestamp:5]"},
	} {
		if got := fmt.Sprint(c.call("signalwire.ping", test.params)["result"]); got != test.want {
			t.Errorf("%v: got %s, want %s", test.params, got, test.want)
		}
	}
	now := c.call("signalwire.ping", map[string]any{})["result"].(map[string]any)
	if at := now["timestamp"].(float64); len(now) != 1 || math.Abs(at-unixSeconds(time.Now())) > 60 {
		t.Errorf("without a timestamp: got %v", now)
	}
	open(t, s).refused("-32600", "signalwire.ping", map[string]any{"timestamp": 5})
}

func TestSilentClientIsDisconnected(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true}, func(t *testing.T, s *Server) {
		c := join(t, s)
		c.silent.Store(true)
		time.Sleep(2 * time.Minute)
		c.closed()
	})
}

func TestStallAndUnstall(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true, Members: 1}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := watch(t, s, rs)
		s.Stall(10 * time.Second)
		c.send("video.lock", on(rs))
		if f, ok := c.next(10*time.Second - time.Millisecond); ok {
			t.Fatalf("stalled, but got %v", f)
		}
		if stateOf(t, s, rs).Room.Locked {
			t.Error("a stalled connection was read")
		}
		join(t, s).ok("video.rooms.get", map[string]any{}) // later connections are served
		if f, ok := c.next(time.Second); !ok || f["method"] != "signalwire.event" {
			t.Errorf("after the stall: got %v", f)
		}
		s.Stall(0)
		time.Sleep(20 * time.Second)
		s.Unstall()
		c.ok("video.unlock", on(rs))
	})
}

func TestStalledConnectionOverflowsSilently(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Members: 1, Quiet: true, MaxQueue: 1 << 10}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := watch(t, s, rs)
		s.Stall(10 * time.Minute)
		id := stateOf(t, s, rs).Members[0].ID
		for i := range 100 {
			if err := s.SetTalking(rs, id, i%2 == 0); err != nil {
				t.Fatal(err)
			}
		}
		if f, ok := c.next(9 * time.Minute); ok {
			t.Fatalf("half-open, but got %v", f)
		}
		time.Sleep(time.Minute)
		c.closed()
	})
}

func TestCloseDoesNotWaitForUnreadingClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := StartPipe(Options{Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		ws, _, err := (&websocket.Dialer{NetDialContext: s.Dial}).Dial(s.URL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ws.Close() }()
		s.PushRaw(make([]byte, 4*pipeBuffer))
		synctest.Wait()
		before := time.Now()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(before); took > 2*lastWriteTimeout {
			t.Errorf("Close took %v", took)
		}
		if _, err := s.Dial(t.Context(), "", ""); err == nil {
			t.Error("a closed relay was dialled")
		}
		if _, err := s.StartRoom(RoomSpec{}); err == nil {
			t.Error("a closed relay started a room")
		}
	})
}

// TestLagDelaysAnswersAndEventsInOrder: unlike Delay, a lag keeps the order.
func TestLagDelaysAnswersAndEventsInOrder(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Members: -1, Audience: -1, Quiet: true}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		enter(t, s, rs, MemberSpec{ID: "a1"})
		c := watch(t, s, rs)
		s.Lag(300 * time.Millisecond)
		began := time.Now()
		c.ok("video.member.audio_mute", on(rs, "member_id", "a1"))
		if took := time.Since(began); took != 300*time.Millisecond {
			t.Errorf("the answer took %v", took)
		}
		if got := kinds(c.seen); !slices.Equal(got, []string{"video.member.updated"}) {
			t.Errorf("before the answer came %v", got)
		}
		s.Lag(0)
		began = time.Now()
		c.ok("video.lock", on(rs))
		if took := time.Since(began); took != 0 {
			t.Errorf("without lag the answer took %v", took)
		}
	})
}

package localrelay

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// fairAnswer is the longest round trip that a bad client may cause for another client. Alone, a round trip is well
// below a millisecond; the rest allows for a machine that runs other tests, too.
const fairAnswer = 250 * time.Millisecond

// overTCP starts a relay on a real socket.
func overTCP(t *testing.T, o Options) (s *Server, roomSessionID string) {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, s.Rooms()[0].RoomSessionID
}

// harm opens a connection for a bad client.
func harm(t *testing.T, s *Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// signIn authenticates a bad client; it returns nil if the relay refuses it.
func signIn(s *Server) *websocket.Conn {
	ws, _, err := websocket.DefaultDialer.Dial(s.URL(), nil)
	if err != nil {
		return nil
	}
	auth := map[string]any{"project": s.Project(), "token": s.Token()}
	connect := map[string]any{"jsonrpc": "2.0", "id": "c", "method": methodConnect, "params": map[string]any{"authentication": auth}}
	if err = ws.WriteJSON(connect); err == nil {
		_, _, err = ws.ReadMessage()
	}
	if err != nil {
		_ = ws.Close()
		return nil
	}
	return ws
}

// badClients misbehave until the channel until is closed.
var badClients = []struct {
	name string
	do   func(t *testing.T, s *Server, until <-chan struct{})
}{
	{"slow header", func(t *testing.T, s *Server, _ <-chan struct{}) {
		for range maxUpgrades / 2 {
			_, _ = harm(t, s).Write([]byte("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"))
		}
	}},
	{"wrong tokens", func(t *testing.T, s *Server, until <-chan struct{}) {
		ws, _, err := websocket.DefaultDialer.Dial(s.URL(), nil)
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(func() { _ = ws.Close() })
		for going(until) {
			auth := map[string]any{"project": s.Project(), "token": "PTwrong"}
			if ws.WriteJSON(map[string]any{"id": "1", "method": methodConnect, "params": map[string]any{"authentication": auth}}) != nil {
				return
			}
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	}},
	{"oversized frames", func(_ *testing.T, s *Server, until <-chan struct{}) {
		big := bytes.Repeat([]byte("x"), maxInbound+1)
		for going(until) {
			ws := signIn(s)
			if ws == nil {
				continue
			}
			_ = ws.WriteMessage(websocket.TextMessage, big)
			_ = ws.Close()
		}
	}},
	{"reads nothing", func(t *testing.T, s *Server, until <-chan struct{}) {
		ws := signIn(s)
		if ws == nil {
			t.Error("could not sign in")
			return
		}
		defer func() { _ = ws.Close() }()
		for going(until) {
			_ = ws.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
			get := map[string]any{"id": "1", "method": "video.members.get", "params": on(s.Rooms()[0].RoomSessionID)}
			if ws.WriteJSON(get) != nil {
				<-until
				return
			}
		}
	}},
	{"garbage", func(t *testing.T, s *Server, until <-chan struct{}) {
		for going(until) {
			c := harm(t, s)
			_, _ = c.Write(bytes.Repeat([]byte{0, 255, '\r', 'G'}, 4096))
			_ = c.Close()
			ws := signIn(s)
			if ws == nil {
				continue
			}
			for _, frame := range []string{"null", "[", strings.Repeat("[", 50_000), `{"id":{},"method":"video.lock"}`, `{"method":1e999}`} {
				_ = ws.WriteMessage(websocket.TextMessage, []byte(frame))
			}
			_, _ = ws.NetConn().Write([]byte{0xff, 0xff, 0xff})
			_ = ws.Close()
		}
	}},
	{"half an upgrade", func(t *testing.T, s *Server, _ <-chan struct{}) {
		for range maxUpgrades / 2 {
			_, _ = fmt.Fprintf(harm(t, s), "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
		}
	}},
	{"plain requests", func(t *testing.T, s *Server, until <-chan struct{}) {
		for going(until) {
			if resp, err := http.Get("http" + strings.TrimPrefix(s.URL(), "ws")); err == nil {
				_ = resp.Body.Close()
			}
		}
	}},
}

// harmEvery is the pause of a bad client, which shares its processors with the relay.
const harmEvery = 2 * time.Millisecond

func going(until <-chan struct{}) bool {
	select {
	case <-until:
		return false
	case <-time.After(harmEvery):
		return true
	}
}

// TestFault_O8_BadClientsHurtNobody measures the round trips of a good client next to each bad one.
func TestFault_O8_BadClientsHurtNobody(t *testing.T) {
	t.Parallel()
	trips, limit := 200, fairAnswer
	if testing.Short() { // with the race detector the bad clients alone keep two cores busy
		trips, limit = 20, 20*fairAnswer
	}
	for _, bad := range badClients {
		if testing.Short() && bad.name == "garbage" {
			continue // net/http waits half a second before it closes its connection
		}
		t.Run(bad.name, func(t *testing.T) {
			s, rs := overTCP(t, Options{Quiet: true, Members: 50})
			good := join(t, s)
			until := make(chan struct{})
			var harming sync.WaitGroup
			harming.Go(func() { bad.do(t, s, until) })
			took := make([]time.Duration, 0, trips)
			for range trips {
				began := time.Now()
				good.ok("video.room.get", on(rs))
				took = append(took, time.Since(began))
			}
			close(until)
			harming.Wait()
			slices.Sort(took)
			t.Logf("round trip: p50 %v, p99 %v, longest %v", took[trips/2], took[trips*99/100], took[trips-1])
			if p99 := took[trips*99/100]; p99 > limit {
				t.Errorf("p99 %v", p99)
			}
			for _, r := range s.Requests("video.lock") {
				if r.Executed {
					t.Errorf("a broken command was executed: %+v", r)
				}
			}
		})
	}
}

// TestFault_O8_Probes tries requests that the relay must refuse.
func TestFault_O8_Probes(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0", "10.0.0.1:0", "localhost:0"} {
		if s, err := Start(Options{Listen: listen}); err == nil {
			_ = s.Close()
			t.Errorf("listens on %s", listen)
		}
	}
	s, _ := overTCP(t, Options{Quiet: true})
	port := s.URL()[strings.LastIndex(s.URL(), ":"):]
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		ip, ok := a.(*net.IPNet)
		if !ok || ip.IP.IsLoopback() {
			continue
		}
		if c, err := net.DialTimeout("tcp", net.JoinHostPort(ip.IP.String(), port[1:]), time.Second); err == nil {
			_ = c.Close()
			t.Errorf("reachable from %s", ip.IP)
		}
	}
	for name, header := range map[string]string{
		"no upgrade": "", "origin": "Origin: http://127.0.0.1\r\n", "rebinding": "X: y\r\nHost: evil.example\r\n",
	} {
		c := harm(t, s)
		upgrade := "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		if name == "no upgrade" {
			upgrade = ""
		}
		_, _ = fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n", upgrade, header)
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode < 400 {
			t.Errorf("%s: got %v, %v", name, resp, err)
		}
	}
	ws, _, err := websocket.DefaultDialer.Dial(s.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.Close() }()
	if err := ws.WriteJSON(map[string]any{"id": "1", "method": "video.rooms.get", "params": map[string]any{}}); err != nil {
		t.Fatal(err)
	}
	if _, answer, err := ws.ReadMessage(); err == nil && bytes.Contains(answer, []byte(`"rooms"`)) {
		t.Errorf("rooms without a token: %s", answer)
	}
}

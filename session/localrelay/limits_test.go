package localrelay

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

func TestStartRejectsOtherAddresses(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{
		"0.0.0.0:0", ":0", "[::]:0", "192.168.0.1:0", "example.com:0", "localhost:0", "127.0.0.1", "[fe80::1%lo]:0", "2130706433:0",
	} {
		s, err := Start(Options{Listen: addr})
		if err == nil {
			_ = s.Close()
			t.Errorf("%s: was accepted", addr)
		}
	}
}

func TestStartReportsPortInUse(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	_, err := Start(Options{Listen: strings.TrimPrefix(s.URL(), "ws://")})
	if !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), "start relay") {
		t.Errorf("got %v, want a wrapped EADDRINUSE", err)
	}
}

func TestStartRejectsInvalidOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{Members: maxMembers + 1},
		{Audience: maxMembers + 1},
		{Rooms: maxRooms + 1},
		{Rate: -1},
		{Rate: maxRate + 1},
		{PlaybackLength: -1},
		{MaxQueue: -1},
	} {
		if s, err := StartPipe(o); err == nil {
			_ = s.Close()
			t.Errorf("%+v was accepted", o)
		}
	}
}

func TestUpgradeRejectsBrowsersAndOtherHosts(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	tests := []struct{ name, host, path, extra, want string }{
		{"origin", "127.0.0.1", "/", "Origin: http://127.0.0.1\r\n", "403"},
		{"empty origin", "127.0.0.1", "/", "Origin:\r\n", "403"},
		{"name", "relay.example.com", "/", "", "403"},
		{"localhost", "localhost:80", "/", "", "403"},
		{"address of another machine", "192.168.0.1", "/", "", "403"},
		{"path", "127.0.0.1", "/debug/pprof/", "", "404"},
		{"large header", "127.0.0.1", "/", "X-Large: " + strings.Repeat("x", 9<<10) + "\r\n", "431"},
		{"fine", "127.0.0.1:9", "/", "", "101"},
		{"fine IPv6", "[::1]", "/", "", "101"},
	}
	const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
	for _, test := range tests {
		if testing.Short() && test.name == "large header" {
			continue // net/http waits half a second before it closes the connection
		}
		t.Run(test.name, func(t *testing.T) {
			conn := rawConn(t, s)
			_, _ = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n", test.path, test.host, upgrade, test.extra)
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if got := resp.Status[:3]; got != test.want {
				t.Errorf("got %s, want %s", resp.Status, test.want)
			}
			if resp.Header.Get("Sec-Websocket-Extensions") != "" {
				t.Error("compression is on")
			}
		})
	}
}

func rawConn(t *testing.T, s *Server) net.Conn {
	t.Helper()
	conn, err := s.Dial(context.Background(), "tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

func TestSlowHeaderIsCutOff(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true}, func(t *testing.T, s *Server) {
		conn, err := s.Dial(context.Background(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		_, _ = conn.Write([]byte("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
		before := time.Now()
		var all bytes.Buffer
		_, _ = all.ReadFrom(conn)
		if took := time.Since(before); took < headerTimeout || took > 2*headerTimeout {
			t.Errorf("cut off after %v, want about %v", took, headerTimeout)
		}
	})
}

func TestSilentClientIsCutOffBeforeConnect(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true}, func(t *testing.T, s *Server) {
		c, before := open(t, s), time.Now()
		for {
			if f := <-c.frames; f["closed"] != nil {
				break
			}
		}
		if took := time.Since(before); took != connectTimeout {
			t.Errorf("cut off after %v, want %v", took, connectTimeout)
		}
	})
}

func TestOversizeMessageDisconnectsOnlySender(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 1)
	other, c := join(t, s), join(t, s)
	_ = c.ws.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("x"), maxInbound+1))
	if code := c.closed(); code != closeTooBig {
		t.Errorf("closed with %d, want %d", code, closeTooBig)
	}
	other.ok("video.lock", on(rs))
}

func TestMalformedMessagesAreIgnored(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 1)
	c := join(t, s)
	for _, text := range []string{
		"", "null", "[]", "7", `"x"`, "{", "{}", `{"id":"1"}`, `{"method":"video.lock"}`, `{"id":"9","result":{}}`,
		`{"result":{}}`, `{"id":"9","method":7}`, strings.Repeat("[", 100_000),
	} {
		if err := c.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	lock := []byte(`{"jsonrpc":"2.0","id":"b","method":"video.lock","params":{"room_session_id":"` + rs + `"}}`)
	if err := c.ws.WriteMessage(websocket.BinaryMessage, lock); err != nil {
		t.Fatal(err)
	}
	c.ok("video.rooms.get", map[string]any{})
	if stateOf(t, s, rs).Room.Locked {
		t.Error("a binary frame was executed")
	}
}

func TestBytesBeforeUpgradeEnds(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	conn := rawConn(t, s)
	_, _ = conn.Write([]byte("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\ntoo early"))
	var all bytes.Buffer
	_, _ = all.ReadFrom(conn)
	if strings.Contains(all.String(), "101") {
		t.Errorf("got %q", all.String())
	}
	join(t, s)
}

func TestPanicOfHookEndsOneConnection(t *testing.T) {
	t.Parallel()
	s, err := StartPipe(Options{Quiet: true, OnRequest: func(r Request) Verdict {
		if r.Method == "video.lock" {
			panic("on purpose")
		}
		return Verdict{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	c, other := join(t, s), join(t, s)
	c.send("video.lock", map[string]any{})
	c.closed()
	other.ok("video.rooms.get", map[string]any{})
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "on purpose") {
		t.Errorf("Close: got %v, want the panic", err)
	}
}

func TestUnreadAnswersAreBounded(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true, Members: 2000}, func(t *testing.T, s *Server) {
		ws, _, err := (&websocket.Dialer{NetDialContext: s.Dial}).Dial(s.URL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ws.Close() }()
		rs := s.Rooms()[0].RoomSessionID
		auth := map[string]any{"project": s.Project(), "token": s.Token()}
		_ = ws.WriteJSON(map[string]any{"id": "1", "method": methodConnect, "params": map[string]any{"authentication": auth}})
		for range 100 { // 0.8 MB each
			_ = ws.WriteJSON(map[string]any{"id": "2", "method": "video.members.get", "params": on(rs)})
		}
		synctest.Wait()
		if n := len(s.Requests("video.members.get")); n > 10 {
			t.Errorf("%d answers are waiting", n)
		}
	})
}

func TestBadUTF8DisconnectsOnlySender(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 1)
	other, c := watch(t, s, rs), join(t, s)
	text := `{"id":"1","method":"video.set_meta","params":{"room_session_id":"` + rs + `","meta":{"a":"` + "\xff" + `"}}}`
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
	if code := c.closed(); code != closeNotUTF8 {
		t.Errorf("closed with %d, want %d", code, closeNotUTF8)
	}
	if got := other.events(); len(got) != 0 {
		t.Errorf("got %v", kinds(got))
	}
}

func TestConnectionsAreLimitedToSixteen(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	var first *client
	for i := range defaultMaxClients {
		if c := join(t, s); i == 0 {
			first = c
		}
	}
	if _, err := try(t, s, nil); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("the 17th client: got %v, want 503", err)
	}
	_ = first.ws.Close()
	for range 1000 { // the relay notices a closed connection after a moment
		if len(s.Connections()) < defaultMaxClients {
			break
		}
		<-time.After(time.Millisecond)
	}
	join(t, s)
}

func TestOnlySlowClientIsCutOff(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 50)
	fast := watch(t, s, rs)
	conn := rawConn(t, s)
	slow, _, err := (&websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return conn, nil }}).Dial(s.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		if err := slow.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write(fmt.Sprintf(`{"id":"1","method":"signalwire.connect","params":{"authentication":{"project":%q,"token":%q}}}`,
		s.Project(), s.Token()))
	write(fmt.Sprintf(`{"id":"2","method":"signalwire.subscribe","params":{"event_channel":%q,"events":["video.member.talking"]}}`,
		channelOf(s, rs)))
	for len(s.Requests(methodSubscribe)) < 2 {
		fast.events()
	}
	id := stateOf(t, s, rs).Members[0].ID
	const many = 100_000 // about 40 MB, more than any socket buffers
	for i := range many {
		if err := s.SetTalking(rs, id, i%2 == 0); err != nil {
			t.Fatal(err)
		}
		if len(s.Connections()) == 1 {
			break
		}
		if i%100 == 0 {
			fast.events()
		}
	}
	fast.events()
	if n := len(s.Connections()); n != 1 {
		t.Errorf("%d connections are left, want only the fast one", n)
	}
}

package control

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// pipes is a listener whose connections are pipes, for tests within a bubble.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return onUnix{c}, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// onUnix is a pipe that counts as a connection of a Unix socket.
type onUnix struct{ net.Conn }

func (onUnix) LocalAddr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// dial connects and requests the events of the room.
func (p *pipes) dial(t *testing.T) (net.Conn, *bufio.Reader) {
	t.Helper()
	client, server := net.Pipe()
	p.conns <- server
	t.Cleanup(func() { _ = client.Close() })
	if _, err := io.WriteString(client, "GET /v1/rooms/standup/events HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return client, bufio.NewReader(client)
}

// inBubble serves a room within a bubble, whose clock advances when all goroutines wait.
func inBubble(t *testing.T, test func(*testing.T, *localrelay.Server, *pipes)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(localrelay.Options{Rooms: -1, Seed: 1, Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = relay.Close() })
		if _, err := relay.StartRoom(localrelay.RoomSpec{Name: "standup", Members: 6}); err != nil {
			t.Fatal(err)
		}
		client, err := session.Dial(t.Context(), session.Config{
			URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = client.Close() })
		l := newPipes()
		run(t, New(options(client)), l)
		test(t, relay, l)
	})
}

// TestFiveIdleMinutes keeps a stream open while nothing happens. The stream survives, and the next event arrives.
func TestFiveIdleMinutes(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, relay *localrelay.Server, l *pipes) {
		_, in := l.dial(t)
		lines := make(chan string, 1000)
		go func() {
			defer close(lines)
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				lines <- line
			}
		}()
		time.Sleep(5 * time.Minute)
		director.Play(t, relay, "join Zoe")
		time.Sleep(time.Second)
		var all strings.Builder
		for len(lines) > 0 {
			all.WriteString(<-lines)
		}
		beats := strings.Count(all.String(), "\n:")
		if !strings.Contains(all.String(), "member.joined") || beats < 15 || beats > 25 {
			t.Errorf("%d heartbeats in five minutes, then %q", beats, all.String()[max(0, all.Len()-200):])
		}
	})
}

// TestStalledReaderDelaysNobody has one reader that reads nothing and one that reads everything.
func TestStalledReaderDelaysNobody(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, relay *localrelay.Server, l *pipes) {
		stalled, _ := l.dial(t)
		_, in := l.dial(t)
		got := make(chan int, 1)
		go func() {
			n := 0
			for {
				line, err := in.ReadString('\n')
				n += strings.Count(line, "member.")
				if err != nil || strings.Contains(line, "last one") {
					got <- n
					return
				}
			}
		}()
		time.Sleep(time.Second)
		for range 50 {
			director.Play(t, relay, "join Zoe\nleave Zoe")
		}
		director.Play(t, relay, `join "The last one"`)
		time.Sleep(time.Second)
		select {
		case n := <-got:
			if n < 100 {
				t.Errorf("the reader got %d events", n)
			}
		default:
			t.Error("the reader waits for the other one")
		}
		time.Sleep(2 * writeTimeout)
		_ = stalled.SetReadDeadline(time.Now().Add(time.Second))
		if n, err := io.Copy(io.Discard, stalled); err != nil {
			t.Errorf("the stalled reader was not cut off: %d bytes, %v", n, err)
		}
	})
}

// TestFloodOfConnectionsIsBounded opens more connections than are served, each with half a request.
func TestFloodOfConnectionsIsBounded(t *testing.T) {
	p := serve(t)
	before := runtime.NumGoroutine()
	var conns []net.Conn
	for range 4 * maxConns {
		c, err := net.Dial("tcp", p.host)
		if err != nil {
			break // the queue of the system is full, which is as good
		}
		_, _ = io.WriteString(c, "GET /v1/rooms HTTP/1.1\r\nHost: ")
		conns = append(conns, c)
	}
	most := 0
	for _, c := range conns {
		most = max(most, runtime.NumGoroutine()-before)
		_ = c.Close()
	}
	if most > 3*maxConns {
		t.Errorf("%d goroutines for %d connections", most, len(conns))
	}
	if code, body := p.ask(t, "GET", "/v1/rooms", ""); code != http.StatusOK {
		t.Errorf("after the flood: %d %s", code, body)
	}
}

// TestReadersAreCounted refuses one reader too many with a message.
func TestReadersAreCounted(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for range maxReaders {
		_, end := p.follow(t, "")
		defer end()
	}
	if code, body := p.ask(t, "GET", "/v1/rooms/standup/events", ""); code != http.StatusServiceUnavailable ||
		!strings.Contains(body, fmt.Sprint(maxReaders)) {
		t.Errorf("%d %s", code, body)
	}
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "port")
	l, address, err := Listen("unix:" + path)
	if err != nil || address != "unix:"+path {
		t.Fatal(address, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if _, _, err := Listen("unix:" + path); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second program: %v", err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = l.Close() // as left by a killed process
	again, _, err := Listen("unix:" + path)
	if err != nil {
		t.Fatalf("a socket that nobody serves: %v", err)
	}
	_ = again.Close()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Listen("unix:" + file); err == nil {
		t.Error("a file was replaced")
	}
	if _, _, err := Listen("unix:relative"); err == nil {
		t.Error("a relative path is accepted")
	}
}

func TestListenIsLoopbackOnly(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"127.0.0.1:0": true, "127.0.0.1:8080": true, "[::1]:0": true, "127.9.9.9:1": true,
		"0.0.0.0:0": false, ":0": false, "[::]:0": false, "192.168.0.1:0": false, "localhost:0": false, "127.0.0.1": false,
		"127.0.0.1:65536": false, "127.0.0.1:-1": false, "127.0.0.1:x": false, "": false,
	} {
		if err := CheckLoopback(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestListenIsLocal(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"", "0.0.0.0:0", ":0", "[::]:0", "localhost:0", "10.0.0.1:80", "127.0.0.1", "127.0.0.1.evil.example:80"} {
		if l, _, err := Listen(where); err == nil {
			_ = l.Close()
			t.Errorf("%q is accepted", where)
		}
	}
}

// TestASlowRoomStillAnswers joins a room and runs a command, each just within its time: the answer has the outcome.
func TestASlowRoomStillAnswers(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, relay *localrelay.Server, l *pipes) {
		relay.Delay(9 * time.Second)
		time.AfterFunc(5*time.Second, func() { relay.Delay(14 * time.Second) })
		client, server := net.Pipe()
		l.conns <- server
		defer func() { _ = client.Close() }()
		const body = `{"method":"lock"}`
		request := fmt.Sprintf("POST /v1/rooms/standup/do HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
			"Content-Length: %d\r\n\r\n%s", len(body), body)
		if _, err := io.WriteString(client, request); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		res, err := http.ReadResponse(bufio.NewReader(client), nil)
		if err != nil {
			t.Fatalf("no answer after %v: %v", time.Since(began), err)
		}
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%d %s %v after %v", res.StatusCode, text, err, time.Since(began))
		}
	})
}

// TestUnfinishedRequestsAreCut sends a GET whose body never comes. Its connection does not stay taken.
func TestUnfinishedRequestsAreCut(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "PUT", "POST"} {
		inBubble(t, func(t *testing.T, _ *localrelay.Server, l *pipes) {
			client, server := net.Pipe()
			l.conns <- server
			t.Cleanup(func() { _ = client.Close() })
			request := method + " /v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nab"
			if _, err := io.WriteString(client, request); err != nil {
				t.Fatal(err)
			}
			_ = client.SetReadDeadline(time.Now().Add(10 * time.Minute))
			if _, err := io.Copy(io.Discard, client); err != nil {
				t.Errorf("%s: %v", method, err)
			}
		})
	}
}

package localrelay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// patience bounds every wait of a test.
const patience = 5 * time.Second

// client is a client without the types of the relay, so that the relay is not tested with its own types.
type client struct {
	t      *testing.T
	ws     *websocket.Conn
	frames chan map[string]any // everything received, in order; closed at the end
	seen   []event             // events received while waiting for an answer
	last   int
	pings  atomic.Int32 // signalwire.ping so far
	silent atomic.Bool  // does not answer them
	write  sync.Mutex   // guards writing to ws
}

type event struct {
	kind    string
	channel string
	params  map[string]any
}

// start runs a relay with a real socket until the end of the test.
func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// quiet starts a relay without simulated life.
func quiet(t *testing.T, members int) (*Server, string) {
	t.Helper()
	s := start(t, Options{Members: members, Audience: 2, Quiet: true, Seed: 1})
	return s, s.Rooms()[0].RoomSessionID
}

// open dials without signalwire.connect.
func open(t *testing.T, s *Server) *client {
	t.Helper()
	c, err := try(t, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func try(t *testing.T, s *Server, header http.Header) (*client, error) {
	t.Helper()
	d := websocket.Dialer{NetDialContext: s.Dial, HandshakeTimeout: patience}
	ws, resp, err := d.Dial(s.URL(), header)
	if err != nil {
		if resp != nil {
			err = fmt.Errorf("%w: %s", err, resp.Status)
		}
		return nil, err
	}
	c := &client{t: t, ws: ws, frames: make(chan map[string]any, 1<<16)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.readAll()
	}()
	t.Cleanup(func() {
		_ = ws.Close()
		<-ended
	})
	return c, nil
}

func (c *client) readAll() {
	defer close(c.frames)
	for {
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			code := websocket.CloseAbnormalClosure
			if ce, ok := errors.AsType[*websocket.CloseError](err); ok {
				code = ce.Code
			}
			c.frames <- map[string]any{"closed": float64(code)}
			return
		}
		var f map[string]any
		if bytes.Contains(data, []byte(`"signalwire.ping"`)) {
			c.answerPing(data)
			continue
		}
		if json.Unmarshal(data, &f) != nil {
			f = map[string]any{"raw": string(data)}
		}
		c.frames <- f
	}
}

// answerPing echoes the timestamp as the SDK does.
func (c *client) answerPing(data []byte) {
	c.pings.Add(1)
	var ping struct{ ID, Params any }
	if c.silent.Load() || json.Unmarshal(data, &ping) != nil {
		return
	}
	c.write.Lock()
	defer c.write.Unlock()
	_ = c.ws.WriteJSON(map[string]any{"jsonrpc": "2.0", "id": ping.ID, "result": ping.Params})
}

// join dials and authenticates.
func join(t *testing.T, s *Server) *client {
	t.Helper()
	c := open(t, s)
	c.connect(s, "")
	return c
}

func (c *client) connect(s *Server, protocol string) map[string]any {
	c.t.Helper()
	p := map[string]any{
		"version":        map[string]any{"major": 3, "minor": 0, "revision": 0},
		"agent":          "test",
		"authentication": map[string]any{"project": s.Project(), "token": s.Token()},
	}
	if protocol != "" {
		p["protocol"] = protocol
	}
	return c.ok("signalwire.connect", p)
}

// send writes a request and returns its id.
func (c *client) send(method string, params any) string {
	c.t.Helper()
	c.last++
	id := strconv.Itoa(c.last)
	frame := map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params}
	c.write.Lock()
	defer c.write.Unlock()
	if err := c.ws.WriteJSON(frame); err != nil {
		c.t.Fatalf("send %s: %v", method, err)
	}
	return id
}

// next returns the next frame that is not a ping, false when none comes.
func (c *client) next(wait time.Duration) (map[string]any, bool) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case f, ok := <-c.frames:
		return f, ok
	case <-timer.C:
		return nil, false
	}
}

// call sends a request and waits for its answer; it keeps the events received before the answer.
func (c *client) call(method string, params any) map[string]any {
	c.t.Helper()
	id := c.send(method, params)
	for {
		f, ok := c.next(patience)
		if !ok || f["closed"] != nil {
			c.t.Fatalf("%s: no answer (%v)", method, f)
		}
		if f["id"] == id {
			return f
		}
		c.keep(f)
	}
}

func (c *client) keep(f map[string]any) {
	if f["method"] != "signalwire.event" {
		return
	}
	p := f["params"].(map[string]any)
	inner, _ := p["params"].(map[string]any)
	c.seen = append(c.seen, event{p["event_type"].(string), p["event_channel"].(string), inner})
}

// ok is call for requests that must succeed; it returns the result.
func (c *client) ok(method string, params any) map[string]any {
	c.t.Helper()
	f := c.call(method, params)
	r, _ := f["result"].(map[string]any)
	if code, has := r["code"]; r == nil || has && code != "200" && (method != "video.member.promote" || code != "202") {
		c.t.Fatalf("%s %v: got %v, want 200", method, params, f)
	}
	return r
}

// refused is call for requests that must fail with a code.
func (c *client) refused(code, method string, params any) {
	c.t.Helper()
	f := c.call(method, params)
	got := "none"
	if r, ok := f["result"].(map[string]any); ok {
		got = fmt.Sprint(r["code"])
	} else if e, ok := f["error"].(map[string]any); ok {
		got = fmt.Sprint(int(e["code"].(float64)))
	}
	if got != code {
		c.t.Fatalf("%s %v: got %v, want code %s", method, params, f, code)
	}
}

// events returns the events so far: all that precede the answer to a new request.
func (c *client) events() []event {
	c.t.Helper()
	c.ok("video.rooms.get", map[string]any{})
	got := c.seen
	c.seen = nil
	return got
}

// kinds returns the names of events in order.
func kinds(events []event) []string {
	names := []string{}
	for _, e := range events {
		names = append(names, e.kind)
	}
	return names
}

// closed waits for the end of the connection and returns its close code.
func (c *client) closed() int {
	c.t.Helper()
	for {
		f, ok := c.next(patience)
		if !ok {
			c.t.Fatal("connection is still open")
		}
		if code, is := f["closed"].(float64); is {
			return int(code)
		}
	}
}

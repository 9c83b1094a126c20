package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"

	"gavel/session"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/output"
	"gavel/ui/typed"
)

// TestMain runs many tests at a time unless -parallel is given: they mostly wait.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "12")
	os.Exit(m.Run())
}

// port is a server on TCP, connected to a relay.
type port struct {
	relay *localrelay.Server
	url   string
	token string
	host  string
}

// serve starts a relay with six people in the room standup, and a control port for it.
func serve(t *testing.T, change ...func(*Options)) *port {
	t.Helper()
	relay, err := localrelay.Start(localrelay.Options{Rooms: -1, Seed: 1, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := relay.StartRoom(localrelay.RoomSpec{Name: "standup", Members: 6}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	client := dialled(t, relay)
	l, address, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &port{relay: relay, url: address, token: NewToken(), host: l.Addr().String()}
	o := options(client)
	o.Token, o.Host = p.token, p.host
	for _, f := range change {
		f(&o)
	}
	run(t, New(o), l)
	return p
}

// dialled returns a client of a relay.
func dialled(t *testing.T, relay *localrelay.Server) *session.Client {
	t.Helper()
	client, err := session.Dial(t.Context(), session.Config{
		URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func options(client *session.Client) Options {
	return Options{
		Client: client, Find: client.Find,
		Join: func(ctx context.Context, room string) (Joined, error) {
			r, err := session.Join(ctx, client, room)
			if err != nil {
				return Joined{}, err
			}
			h, err := host.New(r, client, host.Config{})
			return Joined{Room: r, Floor: h, Leave: func() { h.Close(); _ = r.Close() }}, err
		},
		Event: func(b []byte, e video.Event) []byte {
			return append(b, fmt.Sprintf("{\"type\":%q,\"params\":%s}\n", e.Type, e.Raw)...)
		},
		Member: func(s *video.Snapshot, _ *video.ActionInfo, called string) (video.MemberID, error) {
			for _, m := range s.Members {
				if m.Name == called || string(m.ID) == called {
					return m.ID, nil
				}
			}
			return "", fmt.Errorf("nobody is called %q: %w", called, typed.ErrNobody)
		},
		Problem: func(err error) output.Error {
			if errors.Is(err, typed.ErrNobody) {
				return output.Error{Outcome: "not sent", Code: "not-found", Message: err.Error()}
			}
			return output.Error{Outcome: "failed", Code: "failed", Message: err.Error()}
		},
	}
}

// run serves until the test ends, and checks that the server ends then.
func run(t *testing.T, s *Server, l net.Listener) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the server does not end")
		}
	})
}

// ask sends a request with the token, modified by change, and returns status and body.
func (p *port) ask(t *testing.T, method, path, body string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, f := range change {
		f(r)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// commands returns how many requests that change a room reached the relay.
func (p *port) commands() int {
	n := 0
	for _, r := range p.relay.Ledger() {
		if strings.Contains(r.Method, "mute") || strings.Contains(r.Method, "remove") || strings.Contains(r.Method, "lock") {
			n++
		}
	}
	return n
}

func TestRoomsAndStateAreRead(t *testing.T) {
	t.Parallel()
	p := serve(t)
	if code, body := p.ask(t, "GET", "/v1/rooms", ""); code != http.StatusOK || !strings.Contains(body, `"name":"standup"`) {
		t.Errorf("%d %s", code, body)
	}
	code, body := p.ask(t, "GET", "/v1/rooms/standup", "")
	var room struct {
		Room
		Members []video.Member `json:"members"`
	}
	if err := json.Unmarshal([]byte(body), &room); err != nil || code != http.StatusOK {
		t.Fatalf("%d %s: %v", code, body, err)
	}
	if room.People != 6 || len(room.Members) != 6 || room.Link != "live" || room.Locked == nil || *room.Locked {
		t.Errorf("%s", body)
	}
	if code, _ := p.ask(t, "GET", "/v1/rooms/nowhere", ""); code != http.StatusNotFound {
		t.Errorf("an unknown room answers %d", code)
	}
}

// TestUnauthorisedRequestsAreRefused sends requests that must not reach a room.
func TestUnauthorisedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	p := serve(t)
	const lock = `{"method":"lock"}`
	set := func(key string, values ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header[key] = values }
	}
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for name, c := range map[string]struct {
		method, path, body string
		change             func(*http.Request)
		want               int
	}{
		"no token":                  {"POST", "/v1/rooms/standup/do", lock, set("Authorization"), 401},
		"wrong token":               {"POST", "/v1/rooms/standup/do", lock, set("Authorization", "Bearer x"), 401},
		"token of another scheme":   {"POST", "/v1/rooms/standup/do", lock, set("Authorization", "Basic "+p.token), 401},
		"two tokens":                {"POST", "/v1/rooms/standup/do", lock, set("Authorization", "Bearer "+p.token, "Bearer x"), 401},
		"token in the address":      {"POST", "/v1/rooms/standup/do?token=" + p.token, lock, set("Authorization"), 401},
		"host of a stranger":        {"POST", "/v1/rooms/standup/do", lock, host("evil.example"), 403},
		"host with a longer name":   {"POST", "/v1/rooms/standup/do", lock, host(p.host + ".evil.example"), 403},
		"host without its port":     {"POST", "/v1/rooms/standup/do", lock, host("127.0.0.1"), 403},
		"localhost":                 {"POST", "/v1/rooms/standup/do", lock, host("localhost"), 403},
		"origin of a stranger":      {"POST", "/v1/rooms/standup/do", lock, set("Origin", "https://evil.example"), 403},
		"origin null":               {"POST", "/v1/rooms/standup/do", lock, set("Origin", "null"), 403},
		"origin with a longer name": {"POST", "/v1/rooms/standup/do", lock, set("Origin", "http://"+p.host+".evil.example"), 403},
		"two origins":               {"GET", "/v1/rooms", "", set("Origin", "http://"+p.host, "https://evil.example"), 403},
		"text/plain":                {"POST", "/v1/rooms/standup/do", lock, set("Content-Type", "text/plain"), 415},
		"a form":                    {"POST", "/v1/rooms/standup/do", lock, set("Content-Type", "application/x-www-form-urlencoded"), 415},
		"no type":                   {"POST", "/v1/rooms/standup/do", lock, set("Content-Type"), 415},
		"type with a prefix":        {"POST", "/v1/rooms/standup/do", lock, set("Content-Type", "application/jsonx"), 415},
		"floor without a token":     {"POST", "/v1/rooms/standup/floor", `{"verb":"stop"}`, set("Authorization"), 401},
		"floor from a web page":     {"POST", "/v1/rooms/standup/floor", `{"verb":"stop"}`, set("Origin", "https://evil.example"), 403},
		"floor as a form":           {"POST", "/v1/rooms/standup/floor", `{"verb":"stop"}`, set("Content-Type", "text/plain"), 415},
		"the floor read by nobody":  {"GET", "/v1/rooms/standup/floor", "", set("Authorization"), 401},
		"about without a token":     {"GET", "/v1", "", set("Authorization"), 401},
		"GET of a command":          {"GET", "/v1/rooms/standup/do", "", set("X"), 405},
		"PUT":                       {"PUT", "/v1/rooms/standup/do", lock, set("X"), 405},
		"path with dots":            {"GET", "/v1/../../etc/passwd", "", set("X"), 404},
		"another version":           {"GET", "/v2/rooms", "", set("X"), 404},
	} {
		if code, body := p.ask(t, c.method, c.path, c.body, c.change); code != c.want {
			t.Errorf("%s: %d %s, want %d", name, code, body, c.want)
		}
	}
	if n := p.commands(); n != 0 {
		t.Errorf("%d commands reached the room", n)
	}
	if code, body := p.ask(t, "POST", "/v1/rooms/standup/do", lock, set("Origin", "http://"+p.host)); code != http.StatusOK {
		t.Errorf("the port's own origin: %d %s", code, body)
	}
}

func TestOnlyNamedRoomsAreServed(t *testing.T) {
	t.Parallel()
	p := serve(t, func(o *Options) { o.Rooms = []string{"other"} })
	if code, body := p.ask(t, "GET", "/v1/rooms/standup", ""); code != http.StatusNotFound {
		t.Errorf("%d %s", code, body)
	}
	if code, body := p.ask(t, "GET", "/v1/rooms", ""); code != http.StatusOK || strings.Contains(body, "standup") {
		t.Errorf("%d %s", code, body)
	}
}

// TestAServedRoomIsFoundByItsID asks for the id that the list of rooms has.
func TestAServedRoomIsFoundByItsID(t *testing.T) {
	t.Parallel()
	p := serve(t, func(o *Options) { o.Rooms = []string{"standup"} })
	if code, body := p.ask(t, "GET", "/v1/rooms/"+p.relay.Rooms()[0].RoomSessionID, ""); code != http.StatusOK {
		t.Errorf("%d %s", code, body)
	}
}

// sse is one server-sent event.
type sse struct{ id, event, data string }

// follow reads events, starting after an id.
func (p *port) follow(t *testing.T, lastID string) (next func() sse, end func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/v1/rooms/standup/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(res, err)
	}
	in := bufio.NewReader(res.Body)
	return func() sse { return readSSE(t, in) }, func() {
		cancel()
		_ = res.Body.Close()
	}
}

func readSSE(t *testing.T, in *bufio.Reader) (e sse) {
	t.Helper()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			if errors.Is(err, context.Canceled) {
				return e
			}
			t.Fatal(err)
		}
		switch key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); key {
		case "id":
			e.id = value
		case "event":
			e.event = value
		case "data":
			e.data = value
		case "":
			if e != (sse{}) {
				return e
			}
		}
	}
}

// TestEventsContinueAfterLastEventID uses Last-Event-ID, and ids that are unknown or too old.
func TestEventsContinueAfterLastEventID(t *testing.T) {
	t.Parallel()
	p := serve(t)
	next, end := p.follow(t, "")
	lock := func(method string) {
		if code, body := p.ask(t, "POST", "/v1/rooms/standup/do", `{"method":"`+method+`"}`); code != http.StatusOK {
			t.Fatalf("%d %s", code, body)
		}
	}
	lock("lock")
	first := next()
	for !strings.Contains(first.data, `"type":"room.updated"`) { // layouts come after a join
		first = next()
	}
	end()
	lock("unlock")
	next, end = p.follow(t, first.id)
	if e := next(); e.event != "" || e.id == first.id || e.data == "" {
		t.Errorf("after %s came %+v", first.id, e)
	}
	end()
	for _, id := range []string{"other-1", "nonsense", strings.Split(first.id, "-")[0] + "-99999999"} {
		next, end = p.follow(t, id)
		if e := next(); e.event != "resync" {
			t.Errorf("from %s came %+v", id, e)
		}
		end()
	}
}

// TestAnswersHaveNothingThatATerminalObeys reads a room with hostile names, as curl on a terminal would.
func TestAnswersHaveNothingThatATerminalObeys(t *testing.T) {
	t.Parallel()
	p := serve(t)
	const hostile = "\x1b]0;x\aEve\u009b31m\u202e\x7f\u2066"
	room, err := p.relay.StartRoom(localrelay.RoomSpec{Name: hostile, Members: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.relay.AddMember(room, localrelay.MemberSpec{ID: "eve", Name: hostile}); err != nil {
		t.Fatal(err)
	}
	for _, request := range []struct{ method, path, body string }{
		{"GET", "/v1/rooms", ""},
		{"GET", "/v1/rooms/" + room, ""},
		{"POST", "/v1/rooms/" + room + "/do", `{"method":"lock"}`},
		{"POST", "/v1/rooms/" + room + "/do", `{"method":"` + "\u009b31m\u202e" + `"}`},
		{"GET", "/metrics", ""},
	} {
		_, body := p.ask(t, request.method, request.path, request.body)
		if i := strings.IndexFunc(body, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s %s: %q", request.method, request.path, body[max(0, i-20):])
		}
	}
}

// TestOneJoinForAllNames asks for a room by its title, and again: it is joined once, and stays joined.
func TestOneJoinForAllNames(t *testing.T) {
	t.Parallel()
	p := serve(t)
	joins := func() (n int) {
		for _, r := range p.relay.Ledger() {
			if strings.Contains(r.Method, "subscribe") {
				n++
			}
		}
		return n
	}
	for range 5 {
		if code, body := p.ask(t, "GET", "/v1/rooms/Standup", ""); code != http.StatusOK {
			t.Fatalf("%d %s", code, body)
		}
	}
	if n := joins(); n != 1 {
		t.Errorf("%d subscriptions", n)
	}
}

//go:build linux

package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// The room of these tests, and its members.
const (
	zoeID  = "66666666-6666-4666-8666-666666666666"
	joseID = "77777777-7777-4777-8777-777777777777"
	omalID = "88888888-8888-4888-8888-888888888888"
)

// quietRoom starts a relay with one room, standup, in which nothing happens by itself.
func quietRoom(t *testing.T, o localrelay.Options, people ...localrelay.MemberSpec) (s *localrelay.Server, room string) {
	t.Helper()
	o.Token, o.Rooms, o.Quiet, o.Seed = canary, -1, true, 1
	s, err := localrelay.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if room, err = s.StartRoom(localrelay.RoomSpec{Name: "standup", DisplayName: "Weekly standup"}); err != nil {
		t.Fatal(err)
	}
	if people == nil {
		people = []localrelay.MemberSpec{
			{ID: annID, Name: "Ann Lee"},
			{ID: bobID, Name: "Bob", AudioMuted: true},
			{ID: zoeID, Name: "Zoe Quinn"},
			{ID: joseID, Name: "José"},
			{ID: omalID, Name: "Pat O’Malley"},
		}
	}
	for _, m := range people {
		if _, err := s.AddMember(room, m); err != nil {
			t.Fatal(err)
		}
	}
	return s, room
}

// heard is an output that tests can wait for.
type heard struct {
	mu  sync.Mutex // guards text and more
	all bytes.Buffer
	new chan struct{} // closed by the next write
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.new != nil {
		close(h.new)
		h.new = nil
	}
	return h.all.Write(b)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.String()
}

// await waits until the output holds a text.
func (h *heard) await(t *testing.T, text string) {
	t.Helper()
	for {
		h.mu.Lock()
		if strings.Contains(h.all.String(), text) {
			h.mu.Unlock()
			return
		}
		if h.new == nil {
			h.new = make(chan struct{})
		}
		next := h.new
		h.mu.Unlock()
		select {
		case <-next:
		case <-time.After(patience):
			t.Fatalf("%q was not printed: %q", text, h.String())
		}
	}
}

// running is a command in this process.
type running struct {
	out, said heard
	ended     chan int
}

// start runs gavel with args, on a relay, in this process. in is its standard input.
func start(t *testing.T, s *localrelay.Server, in string, args ...string) *running {
	t.Helper()
	path := os.DevNull
	if in != "" {
		path = filepath.Join(t.TempDir(), "stdin")
		write(t, path, in, 0o600)
	}
	stdin, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stdin.Close() })
	r := &running{ended: make(chan int, 1)}
	a := &app{stdin: stdin, stdout: stdin, out: &r.out, err: &r.said, getenv: environmentFor(s)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ended <- a.run(ctx, args)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return r
}

// environmentFor is an environment with the credentials of a relay, and nothing else.
func environmentFor(s *localrelay.Server) func(string) string {
	values := map[string]string{"GOMEMLIMIT": "off", "GOGC": "100", "TERM": "xterm"} // of the tests' process
	if s != nil {
		values["SIGNALWIRE_PROJECT_ID"], values["SIGNALWIRE_API_TOKEN"] = s.Project(), s.Token()
		values["SIGNALWIRE_RELAY_HOST"] = s.URL()
	}
	return func(name string) string { return values[name] }
}

// end waits for the end of the command and returns its exit code and outputs.
func (r *running) end(t *testing.T) (code int, out, said string) {
	t.Helper()
	select {
	case code = <-r.ended:
	case <-time.After(patience):
		t.Fatalf("gavel does not end: %q %q", r.out.String(), r.said.String())
	}
	return code, r.out.String(), r.said.String()
}

// gavel runs a command to its end.
func gavel(t *testing.T, s *localrelay.Server, args ...string) (code int, out, said string) {
	t.Helper()
	return start(t, s, "", args...).end(t)
}

// mustRun runs a command that must succeed, and returns its output.
func mustRun(t *testing.T, s *localrelay.Server, args ...string) string {
	t.Helper()
	code, out, said := gavel(t, s, args...)
	if code != exitDone {
		t.Fatalf("gavel %q ends with %d: %s", args, code, said)
	}
	return out
}

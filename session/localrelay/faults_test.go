package localrelay

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		verdict  Verdict
		executed bool
		answers  int
		code     string // of the answer
		dropped  bool
	}{
		{"run", Verdict{}, true, 1, "200", false},
		{"refuse", Verdict{Action: Refuse, Code: "429", Message: "slow down"}, false, 1, "429", false},
		{"refuse by error", Verdict{Action: Refuse, RPCError: -32603}, false, 1, "-32603", false},
		{"swallow", Verdict{Action: Swallow}, false, 0, "", false},
		{"run without answer", Verdict{Action: RunNoReply}, true, 0, "200", false},
		{"run then drop", Verdict{Action: RunThenDrop}, true, 0, "200", true},
		{"run then reset", Verdict{Action: RunThenDrop, Reset: true}, true, 0, "200", true},
		{"drop before", Verdict{Action: DropBefore}, false, 0, "", true},
		{"answer twice", Verdict{Action: RunReplyTwice}, true, 2, "200", false},
		{"late", Verdict{Delay: 3 * time.Second}, true, 1, "200", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, Options{Quiet: true, Members: 1}, func(t *testing.T, s *Server) {
				rs := s.Rooms()[0].RoomSessionID
				c := watch(t, s, rs)
				s.SetOnRequest(func(r Request) Verdict {
					if r.Method != "video.lock" {
						return Verdict{}
					}
					return test.verdict
				})
				before := time.Now()
				id, answers, dropped, took := c.send("video.lock", on(rs)), 0, false, time.Duration(0)
				for {
					f, ok := c.next(4 * time.Second)
					if !ok {
						break
					}
					if f["closed"] != nil {
						dropped = true
						break
					}
					if f["id"] == id {
						answers++
						took = time.Since(before)
					}
				}
				entry := s.Requests("video.lock")[0]
				if got := stateOf(t, s, rs).Room.Locked; got != test.executed || entry.Executed != test.executed {
					t.Errorf("executed: got %v, ledger %v, want %v", got, entry.Executed, test.executed)
				}
				if answers != test.answers || dropped != test.dropped {
					t.Errorf("got %d answers, dropped %v, want %d and %v", answers, dropped, test.answers, test.dropped)
				}
				if entry.Code != test.code || entry.Answered != (test.answers > 0) {
					t.Errorf("ledger: got %+v", entry)
				}
				if took != test.verdict.Delay {
					t.Errorf("answered after %v, want %v", took, test.verdict.Delay)
				}
			})
		})
	}
}

func TestRunThenDropSendsNothing(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 1)
	c, other := watch(t, s, rs), watch(t, s, rs)
	s.SetOnRequest(func(r Request) Verdict {
		if r.Method == "video.lock" {
			return Verdict{Action: RunThenDrop}
		}
		return Verdict{}
	})
	c.send("video.lock", on(rs))
	c.closed()
	if len(c.seen) != 0 {
		t.Errorf("got %v before the drop", kinds(c.seen))
	}
	find(t, other.events(), "video.room.updated")
}

func TestCloseAndDisconnect(t *testing.T) {
	t.Parallel()
	for _, code := range []int{1000, 1001, 1011, 1012, 4001} {
		s, _ := quiet(t, 1)
		c := join(t, s)
		s.CloseWith(code)
		if got := c.closed(); got != code {
			t.Errorf("got %d, want %d", got, code)
		}
	}
	for _, closing := range []bool{false, true} {
		s, rs := quiet(t, 1)
		c := join(t, s)
		s.Disconnect(closing)
		if f, _ := c.next(patience); f["method"] != "signalwire.disconnect" {
			t.Errorf("got %v", f)
		}
		if closing {
			c.closed()
		} else {
			c.ok("video.lock", on(rs))
		}
	}
}

// TestRestartDropsSessions: after signalwire.disconnect with restart, no client can resume (PROTOCOL.md section 7).
func TestRestartDropsSessions(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	c := open(t, s)
	protocol := c.connect(s, "")["protocol"].(string)
	s.Restart()
	f, _ := c.next(patience)
	if p, _ := f["params"].(map[string]any); f["method"] != "signalwire.disconnect" || p["restart"] != true {
		t.Errorf("got %v", f)
	}
	c.closed()
	if again := open(t, s).connect(s, protocol); again["protocol"] == protocol || again["session_restored"] != false {
		t.Errorf("the client resumed: %v", again)
	}
	c = open(t, s)
	protocol = c.connect(s, "")["protocol"].(string)
	s.Drop()
	c.closed()
	if again := open(t, s).connect(s, protocol); again["protocol"] != protocol || again["session_restored"] != true {
		t.Errorf("the client did not resume: %v", again)
	}
}

func TestDropAndReset(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(*Server){"drop": (*Server).Drop, "reset": (*Server).Reset} {
		for _, begin := range []func(Options) (*Server, error){Start, StartPipe} {
			s, err := begin(Options{Quiet: true})
			if err != nil {
				t.Fatal(err)
			}
			c := join(t, s)
			cut(s)
			if code := c.closed(); code != 1006 {
				t.Errorf("%s: closed with %d, want no close frame", name, code)
			}
			join(t, s) // the relay continues
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestReject(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	s.Reject(2, Rejection{})
	for range 2 {
		if _, err := try(t, s, nil); err == nil {
			t.Error("a refused connection was served")
		}
	}
	s.Reject(1, Rejection{HTTPStatus: 302})
	if _, err := try(t, s, nil); err == nil || !strings.Contains(err.Error(), "302") {
		t.Errorf("got %v, want 302", err)
	}
	s.Reject(1, Rejection{RPCError: -32603, Message: "internal"})
	c := open(t, s)
	auth := map[string]any{"authentication": map[string]any{"project": s.Project(), "token": s.Token()}}
	c.refused("-32603", "signalwire.connect", auth)
	c.connect(s, "") // the connection stays open
	s.Reject(1, Rejection{RPCError: -32002, Message: "expired"})
	c = open(t, s)
	c.refused("-32002", "signalwire.connect", auth)
	c.closed()
	join(t, s)
}

func TestPushes(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 1)
	c, stranger := join(t, s), join(t, s)
	c.subscribe(s, rs, "video.made.up")
	if err := s.Push(rs, "video.made.up", map[string]any{"x": 1}); err != nil {
		t.Fatal(err)
	}
	if p := find(t, c.events(), "video.made.up"); p["x"] != 1.0 {
		t.Errorf("got %v", p)
	}
	if got := stranger.events(); len(got) != 0 {
		t.Errorf("the stranger got %v", kinds(got))
	}
	if err := s.Push("", "video.made.up", nil); err != nil {
		t.Fatal(err)
	}
	if got := kinds(stranger.events()); !slices.Equal(got, []string{"video.made.up"}) {
		t.Errorf("the stranger got %v", got)
	}
	s.PushRaw([]byte("nonsense"))
	c.events()
	if f, _ := stranger.next(patience); f["raw"] != "nonsense" {
		t.Errorf("got %v", f)
	}
	s.PushBytes([]byte{0xff, 0xff}) // reserved bits, which every WebSocket client rejects
	stranger.closed()
	if err := s.Push(rs, "video.made.up", func() {}); err == nil {
		t.Error("a function was pushed")
	}
}

func TestDelayPutsEventsBeforeAnswers(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true, Members: 1}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := watch(t, s, rs)
		s.Delay(2 * time.Second)
		before := time.Now()
		c.ok("video.lock", on(rs))
		if took := time.Since(before); took != 2*time.Second || len(c.seen) != 1 {
			t.Errorf("answered after %v with %d events before", took, len(c.seen))
		}
	})
}

package localrelay

import (
	"strings"
	"testing"
	"time"
)

func TestConnectResult(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	c := open(t, s)
	c.refused("-32600", "video.rooms.get", map[string]any{})
	r := c.connect(s, "")
	auth := r["authorization"].(map[string]any)
	parts := strings.Split(r["protocol"].(string), "_")
	if len(parts) != 4 || parts[0] != "signalwire" || parts[1] != auth["signature"] || parts[3] != s.Project() {
		t.Errorf("protocol %v does not fit signature %v", r["protocol"], auth["signature"])
	}
	if !strings.Contains(r["identity"].(string), "@") || auth["project"] != s.Project() {
		t.Errorf("got %v", r)
	}
	if !strings.HasPrefix(s.Token(), "PT") || len(s.Token()) != 2+2*tokenBytes {
		t.Errorf("token has %d characters", len(s.Token()))
	}
}

func TestWrongCredentials(t *testing.T) {
	t.Parallel()
	tests := map[string]func(s *Server) any{
		"token":   func(s *Server) any { return map[string]any{"project": s.Project(), "token": s.Token() + "x"} },
		"project": func(s *Server) any { return map[string]any{"project": "p", "token": s.Token()} },
		"jwt":     func(*Server) any { return map[string]any{"project": "p", "jwt_token": "x"} },
		"null":    func(*Server) any { return nil },
		"list":    func(*Server) any { return []int{1} },
	}
	for name, auth := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, Options{Quiet: true}, func(t *testing.T, s *Server) {
				c := open(t, s)
				before := time.Now()
				c.refused("-32002", "signalwire.connect", map[string]any{"authentication": auth(s)})
				if took := time.Since(before); took != authDelay {
					t.Errorf("refused after %v, want %v", took, authDelay)
				}
				if code := c.closed(); code != closePolicy {
					t.Errorf("closed with %d, want %d", code, closePolicy)
				}
				for _, r := range s.Ledger() {
					if strings.Contains(string(r.Params), s.Token()) {
						t.Error("the ledger holds the token")
					}
				}
			})
		})
	}
}

func TestRefusedLoginsAreSpaced(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true, MaxClients: 100}, func(t *testing.T, s *Server) {
		before := time.Now()
		clients := make([]*client, 10)
		for i := range clients {
			clients[i] = open(t, s)
			clients[i].send("signalwire.connect", map[string]any{})
		}
		for _, c := range clients {
			c.closed()
		}
		if took, want := time.Since(before), authDelay+9*authInterval; took < want {
			t.Errorf("10 refusals took %v, want at least %v", took, want)
		}
	})
}

func TestResumeRestoresSubscriptions(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true, Members: 2}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := open(t, s)
		protocol := c.connect(s, "")["protocol"].(string)
		c.subscribe(s, rs)
		s.Drop()
		c.closed()
		time.Sleep(59 * time.Second)
		c = open(t, s)
		if got := c.connect(s, protocol)["protocol"]; got != protocol {
			t.Errorf("got protocol %v, want %v", got, protocol)
		}
		c.ok("video.lock", on(rs))
		find(t, c.events(), "video.room.updated")

		_ = c.ws.Close()
		time.Sleep(61 * time.Second)
		c = open(t, s)
		if got := c.connect(s, protocol)["protocol"]; got == protocol {
			t.Error("a session was resumed after its time")
		}
		c.ok("video.unlock", on(rs))
		if got := c.events(); len(got) != 0 {
			t.Errorf("a fresh session got %v", kinds(got))
		}
	})
}

func TestResumeReplacesHalfOpenConnection(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 1)
	old := open(t, s)
	protocol := old.connect(s, "")["protocol"].(string)
	old.subscribe(s, rs)
	s.Stall(0)
	c := open(t, s)
	c.connect(s, protocol)
	c.ok("video.lock", on(rs))
	find(t, c.events(), "video.room.updated")
	old.closed()
}

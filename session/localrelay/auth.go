package localrelay

import (
	"crypto/sha256"
	"crypto/subtle"
	"maps"
	"slices"
	"time"
)

// connect runs signalwire.connect (PROTOCOL.md section 4). On a refusal it waits, which slows down guessing.
func (s *Server) connect(c *conn, p params) (any, *refusal) {
	auth, err := read[map[string]any](p, "authentication", "an object")
	project, _ := auth["project"].(string)
	token, _ := auth["token"].(string)
	// Both are always compared, and as hashes, so that the time depends on neither content nor length.
	right := sameSecret(project, s.options.Project) & sameSecret(token, s.options.Token)
	if err != nil || right != 1 {
		s.mu.Lock()
		wait := s.authSlots.wait(time.Now())
		s.mu.Unlock()
		c.pause(wait)
		return nil, &refusal{rpc: rpcAuthFailed, message: authMessage}
	}
	protocol, refused := p.optionalText("protocol")
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ss := s.attach(c, protocol)
	res := ss.result(s.options.Project)
	res.Restored = ss.protocol == protocol
	return res, nil
}

func sameSecret(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}

// pause waits on the reader's goroutine; the end of the connection ends it.
func (c *conn) pause(d time.Duration) {
	select {
	case <-time.After(d):
	case <-c.done:
	}
}

// attach gives the connection its session: the one it already has, the one it resumes, or a new one. A protocol that
// is not known, or no longer, is a fresh start; what the service answers then is not known.
func (s *Server) attach(c *conn, protocol string) *session {
	if c.session != nil {
		return c.session
	}
	s.prune()
	ss := s.sessions[protocol]
	if ss == nil {
		ss = s.newSession()
	}
	if ss.conn != nil { // the client reconnected before the relay noticed the end of its connection
		ss.conn.session = nil
		ss.conn.drop(false)
		s.detach(ss)
	}
	ss.conn, c.session = c, ss
	s.attached = append(s.attached, ss)
	return ss
}

func (s *Server) newSession() *session {
	signature := randomHex(tokenBytes / 2)
	ss := &session{
		signature:  signature,
		protocol:   "signalwire_" + signature + "_" + randomUUID() + "_" + s.options.Project,
		identity:   randomUUID() + "@" + randomUUID() + ".local",
		subscribed: map[string]map[string]bool{},
	}
	s.sessions[ss.protocol] = ss
	return ss
}

// detach keeps the session of a connection that has ended; the caller holds mu.
func (s *Server) detach(ss *session) {
	ss.conn, ss.gone = nil, time.Now()
	s.attached = slices.DeleteFunc(s.attached, func(other *session) bool { return other == ss })
	s.prune()
}

// prune removes sessions that have expired, and the oldest if there are too many; the caller holds mu.
func (s *Server) prune() {
	waiting := slices.DeleteFunc(slices.Collect(maps.Values(s.sessions)), func(ss *session) bool { return ss.conn != nil })
	slices.SortFunc(waiting, func(a, b *session) int { return a.gone.Compare(b.gone) })
	for i, ss := range waiting {
		if time.Since(ss.gone) >= s.options.ResumeFor || len(waiting)-i > maxSessions {
			delete(s.sessions, ss.protocol)
		}
	}
}

// connectResult is the answer to signalwire.connect. authorization must be an object with a signature, or the SDK
// cannot reconnect (PROTOCOL.md section 4).
type connectResult struct {
	Identity      string        `json:"identity"`
	Authorization authorization `json:"authorization"`
	Protocol      string        `json:"protocol"`
	IceServers    []any         `json:"ice_servers"`
	Restored      bool          `json:"session_restored"`
}

type authorization struct {
	Type      string   `json:"type"`
	Project   string   `json:"project"`
	ProjectID string   `json:"project_id"`
	Scopes    []string `json:"scopes"`
	Signature string   `json:"signature"`
}

func (ss *session) result(project string) connectResult {
	return connectResult{
		Identity: ss.identity,
		Authorization: authorization{
			Type:      "video",
			Project:   project,
			ProjectID: project,
			Scopes:    []string{"video"},
			Signature: ss.signature,
		},
		Protocol:   ss.protocol,
		IceServers: []any{},
	}
}

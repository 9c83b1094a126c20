package localrelay

import (
	"encoding/json"
	"slices"
)

// Limits of the ledger. Older requests are dropped, so that a relay may run for weeks.
const (
	maxLedger      = 1 << 17
	maxLedgerBytes = 64 << 20 // of parameters
)

// Ledger returns all requests received so far, oldest first, and which of them ran. It keeps at most the last 131,072,
// fewer if they are large. Safe for concurrent use.
func (s *Server) Ledger() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ledger)
}

// Requests returns the requests of one method, oldest first; "" means all. Safe for concurrent use.
func (s *Server) Requests(method string) []Request {
	all := s.Ledger()
	if method == "" {
		return all
	}
	return slices.DeleteFunc(all, func(r Request) bool { return r.Method != method })
}

// record adds a request to the ledger and gives it its number.
func (s *Server) record(r *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	r.Seq, r.At = s.requests, s.clock.now()
	s.ledgerBytes += len(r.Params)
	for len(s.ledger) >= maxLedger || s.ledgerBytes > maxLedgerBytes && len(s.ledger) > 1 {
		half := (len(s.ledger) + 1) / 2
		for _, old := range s.ledger[:half] {
			s.ledgerBytes -= len(old.Params)
		}
		s.ledger = slices.Clone(s.ledger[half:])
	}
	s.ledger = append(s.ledger, *r)
}

// note writes the outcome of a request into the ledger; the caller holds mu.
func (s *Server) note(r Request) {
	i, found := slices.BinarySearchFunc(s.ledger, r.Seq, func(e Request, seq int) int { return e.Seq - seq })
	if found {
		s.ledger[i] = r
	}
	if s.heard != nil {
		close(s.heard)
		s.heard = nil
	}
}

// withoutSecrets blanks the tokens in the parameters of signalwire.connect.
func withoutSecrets(method string, raw json.RawMessage) json.RawMessage {
	if method != methodConnect {
		return raw
	}
	var p map[string]any
	if json.Unmarshal(raw, &p) != nil {
		return nil
	}
	if auth, ok := p["authentication"].(map[string]any); ok {
		for _, name := range []string{"token", "jwt_token"} {
			if _, ok := auth[name]; ok {
				auth[name] = "[redacted]"
			}
		}
	}
	return mustJSON(p)
}

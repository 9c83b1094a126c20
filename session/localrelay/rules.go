package localrelay

import (
	"context"
	"slices"
)

// Rule decides about the next requests of a wire method: a number of them, or Always. "" is every method but
// signalwire.connect. Newer rules come first, and all of them come before Options.OnRequest.
func (s *Server) Rule(method string, times int, v Verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, rule{method, times, v})
}

// EndRules ends the rules of a wire method; of "" all rules.
func (s *Server) EndRules(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = slices.DeleteFunc(s.rules, func(r rule) bool { return method == "" || r.method == method })
}

// ruled returns the verdict of the newest rule for a method and counts its use; the caller holds mu.
func (s *Server) ruled(method string) (Verdict, bool) {
	for i := len(s.rules) - 1; i >= 0; i-- {
		r := &s.rules[i]
		if r.method != method && (r.method != "" || method == methodConnect) {
			continue
		}
		v := r.verdict
		if r.left != Always {
			r.left--
		}
		if r.left == 0 {
			s.rules = slices.Delete(s.rules, i, i+1)
		}
		return v, true
	}
	return Verdict{}, false
}

// Received returns the number of the last request received, 0 for none; see Request.Seq.
func (s *Server) Received() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Await waits for the first request after number after that has an outcome and fits. It returns an error if ctx ends
// first or the relay is closed.
func (s *Server) Await(ctx context.Context, after int, fits func(Request) bool) (Request, error) {
	for {
		r, heard := s.search(after, fits)
		if heard == nil {
			return r, nil
		}
		select {
		case <-heard:
		case <-ctx.Done():
			return r, ctx.Err()
		case <-s.done:
			return r, errClosed
		}
	}
}

// search looks for a request in the ledger. If there is none, it returns a channel that the next request closes.
func (s *Server) search(after int, fits func(Request) bool) (Request, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.ledger {
		if r.Seq > after && r.Code != "" && fits(r) {
			return r, nil
		}
	}
	if s.heard == nil {
		s.heard = make(chan struct{})
	}
	return Request{}, s.heard
}

// verdict returns the verdict of the rules, or else of the hook.
func (s *Server) verdict(r Request) Verdict {
	s.mu.Lock()
	v, ruled := s.ruled(r.Method)
	hook := s.options.OnRequest
	s.mu.Unlock()
	if ruled {
		return v
	}
	if hook == nil {
		return Verdict{}
	}
	return hook(r)
}

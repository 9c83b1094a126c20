package localrelay

import (
	"context"
	"slices"
)

// Always is a number of times without end.
const Always = -1

// rule is what was said about the answers to come. Rules are asked before Options.OnRequest, the newest first.
type rule struct {
	method  string // its wire name; "" is every method but signalwire.connect
	left    int    // how often it still counts; Always
	verdict Verdict
}

// Rule decides about the next requests of a wire method, so many times or Always; "" is every method but
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

// ruled returns the verdict of the newest rule about a method and uses it up once; the caller holds mu.
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

// Lose makes the next events of a type, as it is on the wire, get lost: so many, or Always; 0 ends it.
func (s *Server) Lose(eventType string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if times == 0 {
		delete(s.losses, eventType)
		return
	}
	s.losses[eventType] = times
}

// loses reports whether an event is to be lost, and counts it; the caller holds mu.
func (s *Server) loses(eventType string) bool {
	left, ok := s.losses[eventType]
	if !ok {
		return false
	}
	if left != Always {
		left--
	}
	if s.losses[eventType] = left; left == 0 {
		delete(s.losses, eventType)
	}
	return true
}

// lists are the members of results that RunEmpty empties.
var lists = []string{"members", "rooms", "layouts", "recordings", "playbacks", "streams"}

// emptied replaces every list of a result by an empty one, as a service does that has just lost its state.
func (res result) emptied() {
	for _, name := range lists {
		if _, has := res[name]; has {
			res[name] = []any{}
		}
	}
}

// Received returns the number of the last request that the relay took, 0 for none; see Request.Seq.
func (s *Server) Received() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Await waits for the first decided request after the one with number after that fits. It returns an error when ctx ends
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

// search looks for a request in the ledger. When there is none it returns a channel that the next request closes.
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

package localrelay

import "slices"

// always is a rule or a loss without end.
const always = -1

// rule is what the director has said about the answers to come. Rules are asked before Options.OnRequest, the newest
// first.
type rule struct {
	method  string // its wire name; "" is every method but signalwire.connect
	left    int    // how often it still counts; always
	verdict Verdict
}

// matches reports whether the rule is about a method.
func (r *rule) matches(method string) bool {
	return r.method == method || r.method == "" && method != methodConnect
}

// rule returns the verdict of the newest rule about a method and uses it up once; the caller holds mu.
func (s *Server) rule(method string) (Verdict, bool) {
	for i := len(s.rules) - 1; i >= 0; i-- {
		r := &s.rules[i]
		if !r.matches(method) {
			continue
		}
		v := r.verdict
		if r.left != always {
			r.left--
		}
		if r.left == 0 {
			s.rules = slices.Delete(s.rules, i, i+1)
		}
		return v, true
	}
	return Verdict{}, false
}

// loses reports whether an event is to be lost, and counts it; the caller holds mu.
func (s *Server) loses(eventType string) bool {
	left, ok := s.losses[eventType]
	if !ok {
		return false
	}
	if left != always {
		left--
	}
	if s.losses[eventType] = left; left == 0 {
		delete(s.losses, eventType)
	}
	return true
}

// lists are the members of results that a rule of emptiness empties.
var lists = []string{"members", "rooms", "layouts", "recordings", "playbacks", "streams"}

// emptied replaces every list of a result by an empty one, as a service does that has just lost its state.
func (res result) emptied() {
	for _, name := range lists {
		if _, has := res[name]; has {
			res[name] = []any{}
		}
	}
}

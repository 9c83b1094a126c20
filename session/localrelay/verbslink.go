package localrelay

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// answerVerbs decide what becomes of requests and events to come.
var answerVerbs = []verb{
	{"refuse", `refuse audioMute 403 [once|3] ["not you"]`,
		"the method is refused, until allow; also written 403 audioMute", parseRefuse},
	{"silence", "silence subscribe [once|3]", "the method is neither run nor answered", ruled(Verdict{Action: Swallow})},
	{"unanswered", "unanswered lock [once|3]", "the method runs, but is not answered", ruled(Verdict{Action: RunNoReply})},
	{"cut", "cut audioMute [once|3]",
		"the method runs, and the line breaks before its answer", ruledOnce(Verdict{Action: RunThenDrop})},
	{"twice", "twice lock [once|3]", "the method runs once and is answered twice", ruled(Verdict{Action: RunReplyTwice})},
	{"pretend", "pretend audioUnmute [once|3]",
		"the method is accepted, and nothing happens", ruled(Verdict{pretend: true})},
	{"empty", "empty members [once|3]", "the lists in the answer are empty", ruledOnce(Verdict{empty: true})},
	{"late", "late lock 3s [once|3]", "the answer comes late, the events do not", func(w *words) error {
		wire, err := w.method()
		if err != nil {
			return err
		}
		length, err := w.duration("the delay")
		w.act.do = rulesFor(wire, w.times(always), Verdict{Delay: length})
		return err
	}},
	{"allow", "allow [audioMute]", "ends what was said about answers", func(w *words) error {
		wire := []string{""}
		if len(w.left) > 0 {
			var err error
			if wire, err = w.method(); err != nil {
				return err
			}
		}
		w.act.do = func(d *Director) (string, error) {
			d.server.rules = slices.DeleteFunc(d.server.rules, func(r rule) bool {
				return wire[0] == "" || slices.Contains(wire, r.method)
			})
			return "", nil
		}
		return nil
	}},
	{"lose", "lose recording.ended [once|3|always]", "events of that kind do not arrive", func(w *words) error {
		event, err := w.event()
		n := w.times(1)
		w.act.do = func(d *Director) (string, error) {
			d.server.losses[event] = n
			return "", nil
		}
		return err
	}},
	{"keep", "keep", "ends all losses of events", func(w *words) error {
		w.act.do = func(d *Director) (string, error) {
			clear(d.server.losses)
			return "", nil
		}
		return nil
	}},
	{"event", `event member.updated {"member":{"id":"@Ben",…}}`, "sends an event of any content", func(w *words) error {
		name, err := w.next("the event")
		if err != nil {
			return err
		}
		raw, err := w.json("the params")
		eventType := "video." + name.text
		w.act.do = inRoom(func(r *room) error { return r.inject(eventType, raw) })
		return err
	}},
}

// parseRefuse reads a method, a code, how often and a message.
func parseRefuse(w *words) error {
	wire, err := w.method()
	if err != nil {
		return err
	}
	code, err := w.next("the code")
	if err != nil {
		return err
	}
	v := Verdict{Action: Refuse, Code: code.text, Message: "refused by the director"}
	if n, numErr := strconv.Atoi(code.text); numErr != nil || code.quoted {
		return fmt.Errorf("the code is %q; write it like 403, or -32603", code.text)
	} else if n < 0 {
		v.RPCError = n
	}
	times := w.times(always)
	if len(w.left) > 0 && w.left[0].quoted {
		message, _ := w.next("the message") // there is one
		v.Message = message.text
		if times == always {
			times = w.times(always)
		}
	}
	w.act.do = rulesFor(wire, times, v)
	return nil
}

// ruled and ruledOnce make the parser of a verb about the answers of a method; they differ in what holds when the line
// does not say how often.
func ruled(v Verdict) func(w *words) error     { return ruledTimes(v, always) }
func ruledOnce(v Verdict) func(w *words) error { return ruledTimes(v, 1) }

func ruledTimes(v Verdict, byDefault int) func(w *words) error {
	return func(w *words) error {
		wire, err := w.method()
		w.act.do = rulesFor(wire, w.times(byDefault), v)
		return err
	}
}

// rulesFor makes the act that adds a rule. One that counts down counts all its wire methods on their own.
func rulesFor(wire []string, times int, v Verdict) func(d *Director) (string, error) {
	return func(d *Director) (string, error) {
		for _, method := range wire {
			d.server.rules = append(d.server.rules, rule{method, times, v})
		}
		return "", nil
	}
}

// linkVerbs are about the connections of the clients.
var linkVerbs = []verb{
	{"lag", "lag 300ms", "all that the relay sends is so late; 0s ends it", func(w *words) error {
		length, err := w.duration("the lag")
		w.act.take = onServer(func(s *Server) { s.Lag(length) })
		return err
	}},
	{"drop", "drop [reset]", "cuts all connections", func(w *words) error {
		reset := w.option("reset") != ""
		w.act.take = onServer(func(s *Server) { s.dropAll(reset) })
		return nil
	}},
	{"stall", "stall [5s]", "nothing goes through for a time or until unstall, and nothing closes", func(w *words) error {
		length := w.lastDuration()
		w.act.take = onServer(func(s *Server) { s.Stall(length) })
		return nil
	}},
	{"unstall", "unstall", "ends all stalls", func(w *words) error {
		w.act.take = onServer((*Server).Unstall)
		return nil
	}},
	{"away", "away 3 [503]",
		"so many attempts to connect fail, with an HTTP status or without a word", func(w *words) error {
			n := w.number()
			if n == 0 {
				return fmt.Errorf("the number of attempts is missing")
			}
			status := w.number()
			if status != 0 && http.StatusText(status) == "" {
				return fmt.Errorf("%d is not an HTTP status", status)
			}
			w.act.take = onServer(func(s *Server) { s.Reject(n, Rejection{HTTPStatus: status}) })
			return nil
		}},
	{"goodbye", "goodbye", "the relay announces its end and closes; clients resume", func(w *words) error {
		w.act.take = onServer(func(s *Server) { s.Disconnect(true) })
		return nil
	}},
	{"restart", "restart", "the same, and the relay forgets what it knew of its clients", func(w *words) error {
		w.act.take = onServer((*Server).Restart)
		return nil
	}},
}

// onServer makes an act of a method that locks by itself.
func onServer(do func(s *Server)) func(ctx context.Context, d *Director) (string, error) {
	return func(_ context.Context, d *Director) (string, error) {
		do(d.server)
		return "", nil
	}
}

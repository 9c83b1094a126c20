package director

import (
	"fmt"
	"net/http"
	"strconv"

	"gavel/session/localrelay"
)

// answerVerbs decide about future requests and events.
var answerVerbs = []verb{
	{
		"refuse", `refuse audioMute 403 [once|3] ["not you"]`,
		"refuses the method until allow; short form: 403 audioMute", parseRefuse,
	},
	{
		"silence", "silence subscribe [once|3]",
		"neither runs nor answers the method", ruled(localrelay.Verdict{Action: localrelay.Swallow}),
	},
	{
		"unanswered", "unanswered lock [once|3]",
		"runs the method without an answer", ruled(localrelay.Verdict{Action: localrelay.RunNoReply}),
	},
	{
		"cut", "cut audioMute [once|3]",
		"runs the method, and cuts the connection before the answer",
		ruledOnce(localrelay.Verdict{Action: localrelay.RunThenDrop}),
	},
	{
		"twice", "twice lock [once|3]",
		"runs the method once and answers twice", ruled(localrelay.Verdict{Action: localrelay.RunReplyTwice}),
	},
	{
		"pretend", "pretend audioUnmute [once|3]",
		"accepts the method without an effect", ruled(localrelay.Verdict{Action: localrelay.Pretend}),
	},
	{
		"empty", "empty members [once|3]",
		"answers with empty lists", ruledOnce(localrelay.Verdict{Action: localrelay.RunEmpty}),
	},
	{"late", "late lock 3s [once|3]", "delays the answer, but not the events", func(w *words) error {
		wire, err := w.method()
		if err != nil {
			return err
		}
		length, err := w.duration("the delay")
		w.act.do = rulesFor(wire, w.times(localrelay.Always), localrelay.Verdict{Delay: length})
		return err
	}},
	{"allow", "allow [audioMute]", "ends the rules about answers", func(w *words) error {
		wire := []string{""}
		if len(w.left) > 0 {
			var err error
			if wire, err = w.method(); err != nil {
				return err
			}
		}
		w.act.do = onRelay(func(relay *localrelay.Server) {
			for _, method := range wire {
				relay.EndRules(method)
			}
		})
		return nil
	}},
	{"lose", "lose recording.ended [once|3|always]", "drops events of that kind", func(w *words) error {
		event, err := w.event()
		n := w.times(1)
		w.act.do = onRelay(func(relay *localrelay.Server) { relay.Lose(event, n) })
		return err
	}},
	{"keep", "keep", "ends all dropping of events", func(w *words) error {
		w.act.do = onRelay(func(relay *localrelay.Server) {
			for _, event := range eventNames {
				relay.Lose("video."+event, 0)
			}
		})
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

// parseRefuse reads a method, a code, a count and a message.
func parseRefuse(w *words) error {
	wire, err := w.method()
	if err != nil {
		return err
	}
	code, err := w.next("the code")
	if err != nil {
		return err
	}
	v := localrelay.Verdict{Action: localrelay.Refuse, Code: code.text, Message: "refused by the director"}
	if n, numErr := strconv.Atoi(code.text); numErr != nil || code.quoted {
		return fmt.Errorf("the code is %q; write it like 403, or -32603", code.text)
	} else if n < 0 {
		v.RPCError = n
	}
	times := w.times(localrelay.Always)
	if len(w.left) > 0 && w.left[0].quoted {
		message, _ := w.next("the message") // there is a word
		v.Message = message.text
		if times == localrelay.Always {
			times = w.times(localrelay.Always)
		}
	}
	w.act.do = rulesFor(wire, times, v)
	return nil
}

// ruled and ruledOnce return the parser of a verb about the answers of a method. Without a count in the line, ruled
// applies always and ruledOnce once.
func ruled(v localrelay.Verdict) func(w *words) error     { return ruledTimes(v, localrelay.Always) }
func ruledOnce(v localrelay.Verdict) func(w *words) error { return ruledTimes(v, 1) }

func ruledTimes(v localrelay.Verdict, byDefault int) func(w *words) error {
	return func(w *words) error {
		wire, err := w.method()
		w.act.do = rulesFor(wire, w.times(byDefault), v)
		return err
	}
}

// rulesFor returns the act that adds a rule. A rule with a count counts each of its wire methods separately.
func rulesFor(wire []string, times int, v localrelay.Verdict) doing {
	return onRelay(func(relay *localrelay.Server) {
		for _, method := range wire {
			relay.Rule(method, times, v)
		}
	})
}

// linkVerbs are about the connections of the clients.
var linkVerbs = []verb{
	{"lag", "lag 300ms", "delays everything that the relay sends; 0s ends it", func(w *words) error {
		length, err := w.duration("the lag")
		w.act.do = onRelay(func(relay *localrelay.Server) { relay.Lag(length) })
		return err
	}},
	{"drop", "drop [reset]", "cuts all connections", func(w *words) error {
		cut := (*localrelay.Server).Drop
		if w.option("reset") != "" {
			cut = (*localrelay.Server).Reset
		}
		w.act.do = onRelay(cut)
		return nil
	}},
	{"stall", "stall [5s]", "blocks all traffic for a time or until unstall; nothing closes", func(w *words) error {
		length := w.lastDuration()
		w.act.do = onRelay(func(relay *localrelay.Server) { relay.Stall(length) })
		return nil
	}},
	{"unstall", "unstall", "ends all stalls", func(w *words) error {
		w.act.do = onRelay((*localrelay.Server).Unstall)
		return nil
	}},
	{
		"away", "away 3 [503]",
		"makes the next attempts to connect fail, with an HTTP status or without an answer", func(w *words) error {
			n := w.number()
			if n == 0 {
				return fmt.Errorf("the number of attempts is missing")
			}
			status := w.number()
			if status != 0 && http.StatusText(status) == "" {
				return fmt.Errorf("%d is not an HTTP status", status)
			}
			w.act.do = onRelay(func(relay *localrelay.Server) {
				relay.Reject(n, localrelay.Rejection{HTTPStatus: status})
			})
			return nil
		},
	},
	{"goodbye", "goodbye", "announces a disconnect and closes; clients resume", func(w *words) error {
		w.act.do = onRelay(func(relay *localrelay.Server) { relay.Disconnect(true) })
		return nil
	}},
	{"restart", "restart", "as goodbye, and the relay forgets its clients' sessions", func(w *words) error {
		w.act.do = onRelay((*localrelay.Server).Restart)
		return nil
	}},
}

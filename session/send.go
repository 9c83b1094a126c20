package session

import (
	"encoding/json"
	"time"

	"gavel/session/internal/dispatch"
	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// end is the outcome of a request.
type end struct {
	of    dispatch.Request
	began time.Time
	at    time.Time
	link.Reply
}

// sendDue sends the requests that may leave now.
func (l *loop) sendDue(now time.Time) {
	for {
		o, ok, wake := l.d.Next(now)
		if !ok {
			l.sendAt = wake
			return
		}
		l.transmit(o)
	}
}

// transmit gives a request to the connection and does not wait for the answer.
func (l *loop) transmit(o dispatch.Request) {
	began := time.Now()
	if o.Limit == 0 {
		o.Limit = l.r.client.cfg.CallTimeout
	}
	giveUp, err := l.r.client.link.Transmit(o.Gen, o.Request, o.Limit, func(r link.Reply) {
		if !l.ends.put(end{o, began, time.Now(), r}) {
			l.afterClose(o, r)
		}
	})
	if err != nil {
		l.ended(end{o, began, began, link.Reply{Err: err}})
		return
	}
	l.d.Leaves(o, giveUp)
}

// takeEnds applies the outcomes of requests, after the events that arrived before them: a command whose event was first
// is confirmed, not only accepted. It returns false if the client was closed.
func (l *loop) takeEnds() bool {
	ends := l.ends.take()
	for range len(l.r.feed.Items()) {
		select {
		case it := <-l.r.feed.Items():
			if !l.apply(it) {
				return false
			}
		default:
		}
	}
	for _, e := range ends {
		l.ended(e)
	}
	return true
}

func (l *loop) ended(e end) {
	a := dispatch.Answer{Err: e.Err, Took: e.at.Sub(e.began), At: e.at, Value: decodeValue(e.of.Row(), e.Value)}
	if e.Err == nil {
		v, id := wire.ParseEntity(a.Value)
		if l.d.Created(e.of, id) {
			l.rec.due = true // no event has shown it yet
			l.observe(l.pic.Started(e.of.Row().ShownIn(), v, id, e.at))
		}
	}
	next, more := l.d.Ended(e.of, a, time.Now())
	l.perform()
	if more {
		l.transmit(next)
	}
}

// afterClose handles the outcome of a request after the session was closed. It mutes the microphone again that the
// request opened.
func (l *loop) afterClose(o dispatch.Request, r link.Reply) {
	if next, must := o.MuteAgain(r.Err); must {
		_, _ = l.r.client.link.Transmit(next.Gen, next.Request, l.r.client.cfg.CallTimeout, func(link.Reply) {})
	}
}

// lateCapacity is how many late answers wait for the loop. More are lost, and a read of the room decides instead.
const lateCapacity = 64

// hearLate queues a late answer from the client's reader. It does not block.
func (l *loop) hearLate(a link.LateAnswer) {
	select {
	case l.late <- a:
	default:
	}
}

// takeLate applies a late answer. If the answer arrives before its request is known to be unanswered, it is kept and
// tried again. Answers to other requests are forgotten after a while.
func (l *loop) takeLate(a link.LateAnswer) {
	if l.d.LateAnswered(a, time.Now()) {
		return
	}
	if len(l.unmatched) >= lateCapacity {
		l.unmatched = l.unmatched[1:]
	}
	l.unmatched = append(l.unmatched, a)
}

// matchLate tries the unmatched late answers again.
func (l *loop) matchLate() {
	kept := l.unmatched[:0]
	for _, a := range l.unmatched {
		if !l.d.LateAnswered(a, time.Now()) {
			kept = append(kept, a)
		}
	}
	clear(l.unmatched[len(kept):])
	l.unmatched = kept
}

// decodeValue returns the part of a result that is the method's value.
func decodeValue(row *video.ActionInfo, result wire.Node) json.RawMessage {
	if row.Result == "" {
		return nil
	}
	return result.Get(row.Result).Text()
}

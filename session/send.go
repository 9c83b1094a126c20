package session

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// errCut is why the rest of a command is not sent after the connection was lost.
var errCut = errors.New("the connection was lost in the middle of the command")

// purpose is why a request is sent.
type purpose uint8

const (
	toRun    purpose = iota // it is a target's request
	toMute                  // it mutes a member that was undeafened
	toResend                // it is sent for the second time
)

// sent is a request that was given to the connection.
type sent struct {
	s       *step
	target  int
	purpose purpose
	began   time.Time
	before  error // of toMute: what became of the undeafening
}

// end is what became of a request.
type end struct {
	sent
	callEnd
	at time.Time
}

// ends are on the way from the connection, which must not wait, to the loop.
type ends struct {
	wake chan struct{} // capacity 1: there are some

	mu     sync.Mutex // guards what follows
	list   []end
	closed bool
}

// put adds an end. It reports false when the loop takes none any more.
func (q *ends) put(e end) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.list = append(q.list, e)
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return true
}

func (q *ends) take() []end {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := q.list
	q.list = nil
	return list
}

func (q *ends) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

// sendDue sends what may leave now.
func (l *loop) sendDue(now time.Time) {
	for {
		s, i, wake := l.d.next(now)
		if s == nil {
			l.sendAt = wake
			return
		}
		t := &s.targets[i]
		if !t.sent {
			continue
		}
		began := time.Now()
		giveUp, err := l.send(sent{s: s, target: i, began: began}, t.request, s.job.gen, s.job.limit)
		if err != nil {
			l.d.answered(s, i, answerOf{err: err, at: began}, began)
			l.obey()
			continue
		}
		if t.Outcome == video.OutcomePending {
			t.giveUp = giveUp
		}
	}
}

// send gives a request to the connection and does not wait for the answer.
func (l *loop) send(what sent, q video.Request, gen int, limit time.Duration) (giveUp func(error), err error) {
	return l.r.client.link.transmit(gen, q, limit, func(r callEnd) {
		if !l.ends.put(end{what, r, time.Now()}) {
			l.orphan(what, r)
		}
	})
}

// takeEnds takes over what became of requests.
func (l *loop) takeEnds() {
	for _, e := range l.ends.take() {
		l.ended(e)
		l.obey()
	}
}

func (l *loop) ended(e end) {
	s, t, err := e.s, &e.s.targets[e.target], e.err
	switch {
	case e.purpose == toResend:
		l.d.verdict(s, e.target, answerOf{err: err, took: e.at.Sub(e.began), at: e.at}, time.Now())
		return
	case e.purpose == toMute && e.before != nil:
		err = e.before // the reading will show both
	case e.purpose == toMute && err != nil:
		err = &openMicError{half: true, why: err}
	case e.purpose == toRun && s.keepsMuted(t) && (err == nil || errors.Is(err, video.ErrUnknown)):
		l.muteAgain(e)
		return
	}
	a := answerOf{err: err, took: e.at.Sub(e.began), at: e.at, value: decodeValue(s.row, e.value)}
	if err == nil {
		l.created(s, a.value, e.at)
	}
	l.d.answered(s, e.target, a, time.Now())
}

// muteAgain mutes a member that was muted before being undeafened: undeaf has opened the microphone, or may have when its
// outcome is unknown. Neither a caller that gives up, nor the outcome of another target, nor the end of the session may leave a
// microphone open.
func (l *loop) muteAgain(e end) {
	e.sent.purpose, e.sent.before = toMute, e.err
	e.s.targets[e.target].giveUp = nil
	q, err := muteRequest(e.s.targets[e.target].Member, l.r.id)
	if err == nil {
		_, err = l.send(e.sent, q, e.s.job.gen, l.r.client.cfg.CallTimeout)
	}
	if err != nil {
		l.ended(end{e.sent, callEnd{err: err}, e.at})
	}
}

func muteRequest(id video.MemberID, room string) (video.Request, error) {
	requests, err := video.AudioMute(id).Requests(room)
	if err != nil {
		return video.Request{}, err
	}
	return requests[0], nil
}

// orphan takes the end of a request when the session is closed: all that is left to do is to mute again.
func (l *loop) orphan(what sent, r callEnd) {
	t := &what.s.targets[what.target]
	if what.purpose != toRun || !what.s.keepsMuted(t) || r.err != nil && !errors.Is(r.err, video.ErrUnknown) {
		return
	}
	if q, err := muteRequest(t.Member, l.r.id); err == nil {
		_, _ = l.r.client.link.transmit(what.s.job.gen, q, l.r.client.cfg.CallTimeout, func(callEnd) {})
	}
}

// resend sends a request a second time.
func (l *loop) resend(again resend) {
	what := sent{s: again.s, target: again.target, purpose: toResend, began: time.Now()}
	if _, err := l.send(what, again.request, again.gen, l.r.client.cfg.CallTimeout); err != nil {
		l.ended(end{what, callEnd{err: err}, what.began})
	}
}

// created takes over what a starting command has returned.
func (l *loop) created(s *step, value json.RawMessage, now time.Time) {
	v, id := wire.ParseEntity(value)
	if l.d.creation(s, id) {
		l.observe(l.pic.Started(s.row.ShownIn(), v, id, now))
	}
	l.obey()
}

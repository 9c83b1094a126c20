package session

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"gavel/session/video"
)

// maxParallel is how many requests of one command are under way at once, and how many of them leave without a pause; those
// after them keep to Config.BulkRate.
const maxParallel = 8

// Do runs a command and returns when the room has answered for every target. What happens afterwards, the confirmation by
// an event, or by a reading after a lost connection, is in the log entry Result.Entry; [video.Entry.Verdict] has the words for it.
//
// The error is nil when every target accepted. It is an [*video.ArgumentError] or a [*video.StateError] when nothing was sent, and else
// the errors of the targets joined: [*video.RPCError] for a refusal, [video.ErrUnknown] where no verdict came, [video.ErrOffline] where the
// request did not leave. Nothing is queued: when the connection is lost in the middle of a command, the targets whose turn
// had not come get nothing, even when there is a new connection by then. Only what takes something away (audioMute,
// videoMute, lock, setHideVideoMuted) may be sent a second time, once, within 5 s, after a reading on the new connection
// has shown that it was not done; Entry.Again says so. A newer command for somebody who still waits for a turn in an older one
// takes its place: the older one leaves that person out. Do is safe for concurrent use.
func (r *RoomSession) Do(ctx context.Context, c video.Command) (video.Result, error) {
	return r.do(ctx, c, nil)
}

// do runs a command; undoes is what it takes back, or nil.
func (r *RoomSession) do(ctx context.Context, c video.Command, undoes *undoRecord) (video.Result, error) {
	c, err := c.Normalize()
	if err != nil {
		return video.Result{Command: c}, err
	}
	if row, _ := c.Action.Info(); row.Resyncs {
		_, err := r.Subscribe(ctx)
		return video.Result{Command: c}, err
	}
	requests, err := c.Requests(r.id)
	if err != nil {
		return video.Result{Command: c}, err
	}
	var s *sending
	var refused error
	err = r.on(ctx, func(l *loop) {
		var j *job
		if j, refused = l.s.begin(c, undoes, time.Now()); refused == nil {
			s = l.queue(j, len(requests))
			l.publish(time.Now()) // that it is under way must be on the screen before anything else
		}
	})
	if err = errors.Join(err, refused); err != nil {
		return video.Result{Command: c}, err
	}
	defer s.ticket.leaves()
	r.record(ctx, s.ticket)
	res := s.all(ctx, requests)
	return res, res.Err()
}

// sending is one command on its way, shared by the goroutines that send it.
type sending struct {
	r      *RoomSession
	j      *job
	ticket ticket
	pace   *throttle
	place  *place // in pace, of a single request; nil when it takes one later
	ready  bool   // it leaves at once: its turn had come when it was begun

	once sync.Once
	cut  chan struct{} // closed when something could not be sent: what has not left yet stays here
	why  error         // set before cut is closed
}

// stop keeps here what has not left yet; the first reason counts.
func (s *sending) stop(why error) { s.once.Do(func() { s.why = why; close(s.cut) }) }

// all sends the requests of a job, a few at a time, and gathers the verdicts.
func (s *sending) all(ctx context.Context, requests []video.Request) video.Result {
	r, j := s.r, s.j
	res := video.Result{Command: j.cmd, Targets: make([]video.TargetResult, len(requests)), Entry: j.entry.N}
	for i, q := range requests { // what is true of those whose sending panics
		res.Targets[i] = video.TargetResult{Member: q.Target, Outcome: video.OutcomeUnknown, Err: video.ErrUnknown}
	}
	values := make([]json.RawMessage, len(requests))
	order := newSendOrder(r, requests)
	var wg sync.WaitGroup
	for range min(maxParallel, len(requests)) {
		wg.Go(func() {
			defer r.client.link.guard("command")
			for order.claim() {
				waited := s.turn(ctx)
				i := order.next()
				res.Targets[i], values[i] = s.one(ctx, i, requests[i], waited)
			}
		})
	}
	wg.Wait()
	res.Took = time.Since(j.since)
	res.Value = values[0]
	return res
}

// one sends one request, and what must follow it, and reports the verdict to the state. It is not sent when its turn did
// not come.
func (s *sending) one(ctx context.Context, i int, q video.Request, waited error) (video.TargetResult, json.RawMessage) {
	if waited == nil && !s.ready {
		waited = s.takeTurn(ctx, i)
	}
	began := time.Now()
	raw, err := s.request(ctx, q, waited)
	if waited == nil && s.j.keepsMuted(&s.j.targets[i]) {
		err = s.muteAgain(ctx, q.Target, err)
	}
	row, _ := s.j.cmd.Action.Info()
	value := decodeValue(row, raw)
	a := answerOf{err: err, took: time.Since(began), at: time.Now()}
	t := video.TargetResult{Member: q.Target, Outcome: outcomeOf(err), Took: a.took, Err: err}
	// The state is told whatever became of ctx: the outcome is a fact.
	_ = s.r.on(context.Background(), func(l *loop) {
		now := time.Now()
		if err == nil {
			l.s.creation(s.j, value, now)
		}
		l.s.verdict(s.j, i, a, now)
		t.Outcome = s.j.targets[i].Outcome
	})
	return t, value
}

// errCut is why the rest of a command is not sent after the connection was lost.
var errCut = errors.New("the connection was lost in the middle of the command")

// request sends one request on the connection on which the command was begun, or not at all: after a loss the room is read
// again first, and a person decides about the rest.
func (s *sending) request(ctx context.Context, q video.Request, waited error) (json.RawMessage, error) {
	if waited != nil {
		return nil, notSent(q.Method, waited)
	}
	if s.r.client.Link().State != video.LinkLive {
		s.stop(errCut)
	}
	if s.isCut() {
		return nil, notSent(q.Method, s.why)
	}
	raw, err := s.r.request(ctx, s.j.gen, q, s.ticket.leaves)
	var refusal *video.RPCError
	switch {
	case errors.As(err, &refusal) && refusal.Forbidden():
		s.stop(video.ErrForbidden) // what the token may not do to one it may do to nobody
	case !errors.Is(err, video.ErrOffline):
	case errors.Is(err, video.ErrBusy):
		s.stop(video.ErrBusy)
	case errors.Is(err, video.ErrClosed):
		s.stop(video.ErrClosed)
	case ctx.Err() != nil:
		s.stop(context.Cause(ctx))
	default:
		s.stop(errCut)
	}
	return raw, err
}

func (s *sending) isCut() bool {
	select {
	case <-s.cut:
		return true
	default:
		return false
	}
}

// request sends one request on the connection with the number gen, unless the session is closed.
func (r *RoomSession) request(ctx context.Context, gen int, q video.Request, leaves func()) (json.RawMessage, error) {
	select {
	case <-r.stop:
		return nil, notSent(q.Method, video.ErrClosed)
	default:
	}
	return r.client.link.request(ctx, gen, q.Method, q.Params, leaves)
}

// muteAgain mutes somebody who was muted before being undeafened: undeaf has opened the microphone, or may have when its
// outcome is unknown.
func (s *sending) muteAgain(ctx context.Context, id video.MemberID, undeafed error) error {
	if undeafed != nil && !errors.Is(undeafed, video.ErrUnknown) {
		return undeafed
	}
	requests, err := video.AudioMute(id).Requests(s.r.id)
	if err == nil {
		// Neither who gives up, nor what became of another target, nor the end of the session may leave a microphone open.
		q := requests[0]
		_, err = s.r.client.link.request(context.WithoutCancel(ctx), s.j.gen, q.Method, q.Params, func() {})
	}
	switch {
	case undeafed != nil:
		return undeafed // the reading will show both
	case err != nil:
		return &openMicError{half: true, why: err}
	}
	return nil
}

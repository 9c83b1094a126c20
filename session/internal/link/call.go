package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// maxLate bounds how many requests are remembered per connection after their caller has gone, so that a late answer can
// still correct what was reported.
const maxLate = 256

// stage is how far a request has come. It decides between "not sent" and "unknown".
type stage uint8

const (
	queued  stage = iota // no byte has left
	writing              // bytes may have left
	given                // the caller was told something: an answer is late now
)

// call is one request on one connection. The fields from stage on are guarded by conn.mu.
type call struct {
	id, method string
	frame      []byte
	finish     func(Reply) // called once, never under a lock
	isProbe    bool        // asks only whether somebody is there
	isCommand  bool        // is one of a caller, and not a read of ours

	stage   stage
	gone    bool // taken back before it was written
	wrote   time.Duration
	expires time.Duration // for calls that nobody waits for; never for others
}

// Reply is what became of a call.
type Reply struct {
	Gen   int // connection that it was made on; 0 when there was none
	Value wire.Node
	Err   error
}

// ErrNoAnswer is why a call ends after Config.CallTimeout.
var ErrNoAnswer = errors.New("no answer in time")

// Transmit gives a request to the connection with the number gen and does not wait. finish gets its end once, from any
// goroutine, and must not block; the answer may take as long as limit. The error is that of a request that was not sent. giveUp
// ends the waiting for the answer.
func (c *Keeper) Transmit(gen int, q video.Request, limit time.Duration, finish func(Reply)) (giveUp func(error), err error) {
	k, err := newCall(q.Method, q.Params, finish)
	if err != nil {
		return nil, err
	}
	cn, err := c.live(q.Method)
	if err != nil {
		return nil, err
	}
	if gen != cn.gen {
		return nil, NotSent(q.Method, ErrCut)
	}
	k.isCommand, k.expires = true, cn.now()+limit
	if err := cn.enqueue(impatient, k); err != nil {
		return nil, err
	}
	return func(why error) {
		if err, ok := cn.abandon(k, why); ok {
			finish(Reply{Gen: cn.gen, Err: err})
		}
	}, nil
}

// Call sends a request and waits for the answer. See [session.Client.Call] for the errors.
func (c *Keeper) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	if err := ctx.Err(); err != nil {
		return nil, NotSent(method, err)
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.o.CallTimeout, ErrNoAnswer)
		defer cancel()
	}
	done := make(chan Reply, 1) // one result: finish never waits
	k, err := newCall(method, params, func(r Reply) { done <- r })
	if err != nil {
		return nil, err
	}
	cn, err := c.live(method)
	if err != nil {
		return nil, err
	}
	if err := cn.enqueue(ctx, k); err != nil {
		return nil, err
	}
	select {
	case r := <-done:
		return r.Value.Text(), r.Err
	case <-ctx.Done():
	}
	if err, ok := cn.abandon(k, context.Cause(ctx)); ok {
		return nil, err
	}
	r := <-done // the answer came in the same moment
	return r.Value.Text(), r.Err
}

// Send sends a request without waiting; finish gets the outcome, at the latest after Config.CallTimeout. It may be
// called before send returns, and must not block.
func (c *Keeper) Send(method string, params any, finish func(Reply)) {
	k, err := newCall(method, params, finish)
	if err != nil {
		finish(Reply{Err: err})
		return
	}
	c.launch(k)
}

// launch sends a call that nobody waits for.
func (c *Keeper) launch(k *call) {
	cn, err := c.live(k.method)
	if err != nil {
		k.finish(Reply{Err: err})
		return
	}
	k.expires = cn.now() + c.o.CallTimeout
	if err := cn.enqueue(impatient, k); err != nil {
		k.finish(Reply{Gen: cn.gen, Err: err})
	}
}

func newCall(method string, params any, finish func(Reply)) (*call, error) {
	id := wire.NewID()
	b, err := wire.EncodeRequest(id, method, params)
	if err != nil {
		return nil, NotSent(method, fmt.Errorf("%w: %w", video.ErrArgument, err))
	}
	return &call{id: id, method: method, frame: b, finish: finish, expires: never}, nil
}

// impatient is the context of who does not wait for place in a queue.
var impatient = func() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(video.ErrBusy)
	return ctx
}()

// enqueue gives the call to the writer, if need be when there is place, as long as ctx lasts.
func (cn *conn) enqueue(ctx context.Context, k *call) error {
	cn.mu.Lock()
	if cn.ended || cn.leaving {
		cn.mu.Unlock()
		return NotSent(k.method, nil)
	}
	if !cn.admits(k) {
		cn.mu.Unlock()
		return &busyError{k.method}
	}
	cn.calls[k.id] = k
	cn.mu.Unlock()
	select {
	case cn.out <- k:
		return nil
	default:
	}
	var why error
	select {
	case cn.out <- k:
		return nil
	case <-ctx.Done():
		why = context.Cause(ctx)
	case <-cn.dead:
	}
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if cn.calls[k.id] != k {
		return nil // the end of the connection has already told the caller
	}
	delete(cn.calls, k.id)
	if errors.Is(why, video.ErrBusy) {
		return &busyError{k.method}
	}
	return NotSent(k.method, why)
}

// abandon ends a call whose caller stops waiting; false when its outcome is there already.
func (cn *conn) abandon(k *call, why error) (error, bool) {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if cn.calls[k.id] != k || k.stage == given {
		return nil, false
	}
	return cn.giveUp(k, why), true
}

// giveUp makes the error of a call that got no answer in time. One that is still queued is taken back; of one that was
// written the id stays, for a late answer. Called with cn.mu held.
func (cn *conn) giveUp(k *call, why error) error {
	err := k.lost(why)
	if k.stage == queued {
		k.gone = true
		delete(cn.calls, k.id)
		return err
	}
	k.stage = given
	cn.late = append(cn.late, k.id)
	if len(cn.late) > maxLate {
		delete(cn.calls, cn.late[0])
		cn.late = cn.late[1:]
	}
	return err
}

// begin is the writer's question whether the call may be written; from here on its outcome is unknown until answered.
func (cn *conn) begin(k *call) bool {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if k.gone || cn.ended || cn.leaving {
		return false
	}
	k.stage = writing
	k.wrote = cn.now()
	return true
}

// answered completes the call that the answer belongs to. Answers that belong to none are counted.
func (c *Keeper) answered(cn *conn, f *wire.Frame) {
	cn.mu.Lock()
	k := cn.calls[idText(f.ID())]
	if k == nil || k.stage == queued {
		cn.mu.Unlock()
		c.strays.Add(1)
		return
	}
	delete(cn.calls, k.id)
	late, took := k.stage == given, cn.now()-k.wrote
	if late {
		cn.late = slices.DeleteFunc(cn.late, func(id string) bool { return id == k.id })
	}
	k.stage = given
	measure := !late && !cn.pulse.answers
	cn.mu.Unlock()
	if measure {
		c.measured(cn, took)
	}
	value, err := wire.JudgeAnswer(k.method, f.Root())
	var refused *video.RPCError
	if errors.As(err, &refused) {
		refused.Message = c.hide(refused.Message)
	}
	if late {
		c.tellLate(LateAnswer{k.id, k.method, err})
		return
	}
	k.finish(Reply{cn.gen, f.Keep(value), err})
}

// idText returns the id of a frame without its quotes.
func idText(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	return string(raw[1 : len(raw)-1])
}

// expire ends the calls that nobody waits for and whose time is over; it returns when the next one is due.
func (cn *conn) expire(now time.Duration) (next time.Duration) {
	next = never
	var over []func()
	cn.mu.Lock()
	for _, k := range cn.calls {
		switch {
		case k.stage == given || k.expires == never:
		case k.expires <= now:
			err := cn.giveUp(k, ErrNoAnswer)
			over = append(over, func() { k.finish(Reply{Gen: cn.gen, Err: err}) })
		default:
			next = min(next, k.expires)
		}
	}
	cn.mu.Unlock()
	for _, finish := range over {
		finish()
	}
	return next
}

// abort ends all calls because the connection is over.
func (cn *conn) abort(why error) {
	cn.mu.Lock()
	cn.ended = true
	calls := cn.calls
	cn.calls = nil
	cn.mu.Unlock()
	for _, k := range calls {
		if k.stage != given {
			k.finish(Reply{Gen: cn.gen, Err: k.down(why)})
		}
	}
}

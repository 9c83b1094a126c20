package link

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// Transmit sends a request on the connection with the number gen and does not wait. finish gets the outcome once, from
// any goroutine, and must not block. limit bounds the wait for the answer. If the request was not sent, the error says
// why and finish is not called. giveUp ends the wait for the answer.
func (c *Keeper) Transmit(
	gen int, q video.Request, limit time.Duration, finish func(Reply),
) (giveUp func(error), err error) {
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
	done := make(chan Reply, 1) // capacity 1, so finish never blocks
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
	r := <-done // the answer arrived in the same moment
	return r.Value.Text(), r.Err
}

// Send sends a request without waiting. finish gets the outcome, at the latest after [Options.CallTimeout]. It may be
// called before Send returns, and must not block.
func (c *Keeper) Send(method string, params any, finish func(Reply)) {
	k, err := newCall(method, params, finish)
	if err != nil {
		finish(Reply{Err: err})
		return
	}
	c.launch(k)
}

// launch sends a call whose caller does not wait.
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

// impatient is the context of a caller that does not wait for space in the queue.
var impatient = func() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(video.ErrBusy)
	return ctx
}()

// answered completes the call that the answer belongs to. It counts an answer without a call.
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
	value, err := wire.ParseAnswer(k.method, f.Root())
	if refused, ok := errors.AsType[*video.RPCError](err); ok {
		refused.Message = c.hide(refused.Message)
	}
	if late {
		c.reportLate(LateAnswer{k.id, k.method, err})
		return
	}
	k.finish(Reply{cn.gen, f.Keep(value), err})
}

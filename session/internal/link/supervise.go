package link

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"

	"gavel/session/video"
)

// steadyAfter is how long a connection must live before the waits start from the beginning again. A connection that
// breaks every few seconds is no better than none, so it must not be dialled at full speed.
const steadyAfter = 30 * time.Second

// New connects and signs in, once. After Start the keeper keeps the connection open. ctx bounds only this first dial.
func New(ctx context.Context, o Options, h Hooks) (*Keeper, error) {
	return newKeeperWith(ctx, o, newDialer(o), h)
}

func newKeeperWith(ctx context.Context, o Options, d dialer, h Hooks) (*Keeper, error) {
	if o.Wall == nil {
		o.Wall = wallClock
	}
	c := &Keeper{
		o: o, hooks: h, dialer: d, done: make(chan struct{}), feeds: make(map[string][]*Feed),
		retries: make(chan video.Secret, 1),
	}
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.link = video.Link{State: video.LinkConnecting, Since: time.Now(), Attempt: 1}
	cn, err := c.connect(ctx)
	if err != nil {
		c.stop()
		return nil, err
	}
	c.first = cn
	return c, nil
}

// Start starts reading. From now on the hooks are called.
func (c *Keeper) Start() {
	c.adopt(c.first) // callers may use the connection as soon as Start returns
	go c.run(c.first)
}

// run is the supervisor: it keeps a connection open and cleans up at the end.
func (c *Keeper) run(cn *conn) {
	defer c.finish()
	defer c.guard("client")
	tries := 0 // since the last steady connection
	for cn != nil {
		e := c.serve(cn)
		if c.ctx.Err() != nil {
			return
		}
		if cn.now() >= steadyAfter {
			tries = 0
		}
		cn = c.reconnect(e, &tries)
	}
}

// reconnect dials until there is a connection. It returns nil when the client ends.
func (c *Keeper) reconnect(e ending, tries *int) *conn {
	asked := false // Retry was called: dial without a wait
	for attempt := 0; ; {
		if !asked && !c.pause(e, attempt, *tries) {
			return nil
		}
		asked = false
		attempt++
		*tries++
		c.setLink(func(l *video.Link) { l.State, l.Attempt, l.RetryAt = video.LinkConnecting, attempt, time.Time{} })
		cn, err := c.connect(c.ctx)
		switch {
		case err == nil:
			c.adopt(cn)
			return cn
		case c.ctx.Err() != nil:
			return nil
		case isFinal(err):
			if !c.refused(err) {
				return nil
			}
			asked, attempt, *tries = true, 0, 0
			continue
		}
		e = ending{err: err}
		if isLasting(err) {
			*tries = max(*tries, widestAttempt(c.o.BackoffMin, c.o.BackoffMax))
		}
	}
}

// pause waits before an attempt. It returns false when the client ends.
func (c *Keeper) pause(e ending, attempt, tries int) bool {
	wait := c.backoff(e, tries)
	c.setLink(func(l *video.Link) {
		l.State, l.Attempt, l.Err, l.RetryAt = video.LinkWaiting, attempt, e.err, time.Now().Add(wait)
	})
	return c.sleep(wait)
}

// backoff returns the wait after the ending e, which tries attempts preceded.
func (c *Keeper) backoff(e ending, tries int) time.Duration {
	lo, hi := c.o.BackoffMin, c.o.BackoffMax
	switch asked := askedWait(e.err); {
	case asked > 0:
		return asked + backoff(1, lo, hi, rand.Float64()) // the relay asked all clients for the same wait
	case e.slow:
		return slowBackoff(hi, rand.Float64())
	}
	return backoff(tries, lo, hi, rand.Float64())
}

// isFinal reports whether a new attempt is useless until the user has changed something.
func isFinal(err error) bool {
	var e *video.DialError
	return errors.Is(err, video.ErrCredentials) || errors.As(err, &e) && e.Final
}

// isLasting reports whether a quick new attempt would fail in the same way.
func isLasting(err error) bool {
	var e *video.DialError
	return errors.As(err, &e) &&
		(e.Step == video.StepTLS || e.Step == video.StepProxy || errors.Is(err, video.ErrNotRelay))
}

func (c *Keeper) sleep(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-c.ctx.Done():
		return false
	}
}

// serve runs one connection until it ends.
func (c *Keeper) serve(cn *conn) ending {
	cn.wg.Go(func() {
		defer cn.fail(ending{err: errPanic})
		defer c.guard("reader")
		cn.fail(c.read(cn))
	})
	cn.wg.Go(func() {
		defer cn.fail(ending{err: errPanic})
		defer c.guard("writer")
		if err := cn.write(); err != nil {
			cn.fail(ending{err: fmt.Errorf("connection lost: %w", shorten(err))})
		}
		<-cn.dead
	})
	c.watch(cn)
	c.mu.Lock()
	c.conn = nil
	c.mu.Unlock()
	cn.mu.Lock()
	e, polite := cn.end, cn.leaving || c.ctx.Err() != nil
	cn.mu.Unlock()
	cn.shut(polite)
	cn.abort(e.err)
	return e
}

// errPanic ends a connection whose goroutine has panicked. Err returns the panic itself.
var errPanic = errors.New("internal error")

// adopt makes cn the current connection and reports it before its reader starts: rooms learn of a connection before
// they receive its events.
func (c *Keeper) adopt(cn *conn) {
	c.mu.Lock()
	c.conn, c.rejected = cn, 0
	c.changeLink(func(l *video.Link) {
		*l = video.Link{
			State: video.LinkLive, Gen: cn.gen, Since: l.Since, Heard: cn.started, Resumed: cn.resumed,
			ExpiresAt: cn.expires,
		}
	})
	c.mu.Unlock()
	c.hooks.Live()
}

// finish ends what is left. Feeds get the last link at the end.
func (c *Keeper) finish() {
	c.stop()
	c.lifeMu.Lock()
	c.over = true
	c.lifeMu.Unlock()
	c.wg.Wait()
	c.mu.Lock()
	if c.link.State != video.LinkRefused || c.o.AwaitRetry {
		c.link = video.Link{State: video.LinkClosed, Gen: c.link.Gen, Since: time.Now(), Err: c.err}
	}
	l := c.link
	feeds := maps.Clone(c.feeds) // a clone: a room that gets the last link detaches
	c.mu.Unlock()
	for _, list := range feeds {
		for _, f := range list {
			f.finish(&l)
		}
	}
	c.hooks.Ended()
	close(c.done)
}

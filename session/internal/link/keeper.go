package link

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// steadyAfter is how long a connection must live before the waits begin anew: one that breaks every few seconds is as
// good as none and must not be dialled at full speed.
const steadyAfter = 30 * time.Second

// Keeper keeps one authenticated connection to the relay up until its end: after a loss it dials again with growing,
// jittered waits. It queues nothing while there is no connection. Safe for concurrent use.
type Keeper struct {
	o      Options
	hooks  Hooks
	dialer dialer
	ctx    context.Context // of all goroutines; ends with stop
	stop   context.CancelFunc
	done   chan struct{} // closed when everything has ended

	// See Counters.
	ignored, repeated, strays, broken, binary, dropped atomic.Uint64

	lists atomic.Uint64 // of members that came in parts

	mu       sync.Mutex // guards what follows
	link     video.Link
	linkTold time.Time
	conn     *conn // nil while there is none
	feeds    map[string][]*Feed
	late     []*func(LateAnswer)
	err      error
	rejected int // how often the relay refused the present token

	retries chan video.Secret // capacity 1: from Retry to the supervisor that waits for it

	lifeMu sync.Mutex // guards over, and wg against use after its end
	over   bool
	wg     sync.WaitGroup

	first  *conn  // made by newKeeper, for start
	gen    int    // supervisor only
	resume string // supervisor only: the protocol that the next connect may take up
}

// Counters are what was not delivered since the start, for tests and debugging.
type Counters struct {
	Ignored  uint64 // events that nobody had a use for
	Repeated uint64 // events that had come before
	Strays   uint64 // answers to no request
	Broken   uint64 // frames refused because of their form
	Binary   uint64 // messages that are not text
	Dropped  uint64 // events dropped because their room was stuck
}

// Counters returns what was not delivered.
func (c *Keeper) Counters() Counters {
	return Counters{
		Ignored: c.ignored.Load(), Repeated: c.repeated.Load(), Strays: c.strays.Load(), Broken: c.broken.Load(),
		Binary: c.binary.Load(), Dropped: c.dropped.Load(),
	}
}

// Hooks are what the owner of a keeper wants to know. They must not block.
type Hooks struct {
	Live  func()                                       // there is a new connection, whose reader has not begun
	Event func(f *wire.Frame, p wire.EventParams) bool // an event came; reports whether the owner has a use for it
	Ended func()                                       // the keeper has ended; everything but Done is over
}

// New connects and signs in, once. After start it keeps the connection up. ctx bounds the dialling only.
func New(ctx context.Context, o Options, h Hooks) (*Keeper, error) {
	return newKeeperWith(ctx, o, newDialer(o), h)
}

func newKeeperWith(ctx context.Context, o Options, d dialer, h Hooks) (*Keeper, error) {
	if o.Wall == nil {
		o.Wall = wallClock
	}
	c := &Keeper{
		o: o, hooks: h, dialer: d, done: make(chan struct{}), feeds: make(map[string][]*Feed), retries: make(chan video.Secret, 1),
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

// Start begins to read. From here on the hooks are called.
func (c *Keeper) Start() {
	c.adopt(c.first) // a caller may use the connection as soon as start returns
	go c.run(c.first)
}

// run is the supervisor: it keeps a connection up, and cleans up at the end.
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

// reconnect dials until there is a connection; nil when the client ends.
func (c *Keeper) reconnect(e ending, tries *int) *conn {
	asked := false // by a person, who does not want to wait
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

// pause waits before an attempt; false when the client ends.
func (c *Keeper) pause(e ending, attempt, tries int) bool {
	wait := c.backoff(e, tries)
	c.setLink(func(l *video.Link) {
		l.State, l.Attempt, l.Err, l.RetryAt = video.LinkWaiting, attempt, e.err, time.Now().Add(wait)
	})
	return c.sleep(wait)
}

// backoff is how long to wait after the end e, which had that many tries before it.
func (c *Keeper) backoff(e ending, tries int) time.Duration {
	lo, hi := c.o.BackoffMin, c.o.BackoffMax
	switch asked := askedWait(e.err); {
	case asked > 0:
		return asked + backoff(1, lo, hi, rand.Float64()) // everybody was told the same
	case e.slow:
		return slowBackoff(hi, rand.Float64())
	}
	return backoff(tries, lo, hi, rand.Float64())
}

// isFinal reports whether a new attempt makes sense only after somebody has changed something.
func isFinal(err error) bool {
	var e *video.DialError
	return errors.Is(err, video.ErrCredentials) || errors.As(err, &e) && e.Final
}

// isLasting reports whether a quick new attempt would end in the same way.
func isLasting(err error) bool {
	var e *video.DialError
	return errors.As(err, &e) && (e.Step == video.StepTLS || e.Step == video.StepProxy || errors.Is(err, video.ErrNotRelay))
}

func (c *Keeper) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
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

// errPanic ends a connection whose goroutine has panicked; Err tells the panic itself.
var errPanic = errors.New("internal error")

// adopt makes cn the current connection and tells everybody, before its reader begins: rooms hear of a connection
// before they hear from it.
func (c *Keeper) adopt(cn *conn) {
	c.mu.Lock()
	c.conn, c.rejected = cn, 0
	c.changeLink(func(l *video.Link) {
		*l = video.Link{State: video.LinkLive, Gen: cn.gen, Since: l.Since, Heard: cn.began, Resumed: cn.resumed, ExpiresAt: cn.expires}
	})
	c.mu.Unlock()
	c.hooks.Live()
}

// live returns the connection on which a request can be sent now.
func (c *Keeper) live(method string) (*conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return nil, NotSent(method, c.err)
	}
	return c.conn, nil
}

// forget removes a feed.
func (c *Keeper) forget(f *Feed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest := slices.DeleteFunc(slices.Clone(c.feeds[f.room]), func(other *Feed) bool { return other == f })
	if len(rest) == 0 {
		delete(c.feeds, f.room)
		return
	}
	c.feeds[f.room] = rest
}

// feedsOf returns the feeds of a room session. The slice is never changed.
func (c *Keeper) feedsOf(roomSessionID []byte) []*Feed {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.feeds[string(roomSessionID)]
}

// OnLate calls h for every answer that comes after its caller was told that the outcome is unknown. h runs on the
// reader and must not block.
func (c *Keeper) OnLate(h func(LateAnswer)) (off func()) {
	p := &h
	c.mu.Lock()
	defer c.mu.Unlock()
	c.late = append(slices.Clone(c.late), p)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.late = slices.DeleteFunc(slices.Clone(c.late), func(o *func(LateAnswer)) bool { return o == p })
	}
}

func (c *Keeper) tellLate(a LateAnswer) {
	c.mu.Lock()
	handlers := c.late
	c.mu.Unlock()
	for _, h := range handlers {
		(*h)(a)
	}
}

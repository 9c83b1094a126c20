package link

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

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

// live returns the connection on which a request can be sent now.
func (c *Keeper) live(method string) (*conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return nil, NotSent(method, c.err)
	}
	return c.conn, nil
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

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

// Keeper keeps one authenticated connection to the relay open. After a loss it dials again with growing, jittered
// waits. It queues no requests while there is no connection. Safe for concurrent use.
type Keeper struct {
	o      Options
	hooks  Hooks
	dialer dialer
	ctx    context.Context // for all goroutines; stop ends it
	stop   context.CancelFunc
	done   chan struct{} // closed when everything has ended

	// See Counters.
	ignored, repeated, strays, broken, binary, dropped atomic.Uint64

	mu       sync.Mutex // guards the fields below
	link     video.Link
	linkSent time.Time // last publication of link
	conn     *conn     // nil while disconnected
	feeds    map[string][]*Feed
	late     []*func(LateAnswer)
	err      error
	rejected int // how often the relay refused the current token

	retries chan video.Secret // capacity 1: from Retry to the waiting supervisor

	lifeMu sync.Mutex // guards over, and wg against use after the end
	over   bool
	wg     sync.WaitGroup

	first  *conn  // from New, for Start
	gen    int    // supervisor only
	resume string // supervisor only: the protocol of the session to resume
}

// Counters count the frames that were not delivered since the start. They are for tests and debugging.
type Counters struct {
	Ignored  uint64 // events without a recipient
	Repeated uint64 // duplicate events
	Strays   uint64 // answers without a request
	Broken   uint64 // malformed frames
	Binary   uint64 // binary messages
	Dropped  uint64 // events dropped because their room was stuck
}

// Counters returns the current counts.
func (c *Keeper) Counters() Counters {
	return Counters{
		Ignored: c.ignored.Load(), Repeated: c.repeated.Load(), Strays: c.strays.Load(), Broken: c.broken.Load(),
		Binary: c.binary.Load(), Dropped: c.dropped.Load(),
	}
}

// Hooks are the callbacks to the owner of a keeper. They must not block.
type Hooks struct {
	Live  func()                                       // a new connection is live; its reader has not started
	Event func(f *wire.Frame, p wire.EventParams) bool // an event arrived; reports whether the owner used it
	Ended func()                                       // the keeper has ended; only Done is still open
}

// live returns the connection for a new request.
func (c *Keeper) live(method string) (*conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return nil, NotSent(method, c.err)
	}
	return c.conn, nil
}

// OnLate calls h for every answer that arrives after its call has ended with "outcome unknown". h runs on the reader
// and must not block. off removes h.
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

func (c *Keeper) reportLate(a LateAnswer) {
	c.mu.Lock()
	handlers := c.late
	c.mu.Unlock()
	for _, h := range handlers {
		(*h)(a)
	}
}

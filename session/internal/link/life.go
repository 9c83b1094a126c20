package link

import (
	"fmt"
	"runtime/debug"

	"gavel/session/video"
)

// Err returns why the keeper has ended; nil before the end.
func (c *Keeper) Err() error {
	select {
	case <-c.done:
	default:
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Done returns a channel that is closed when the keeper has ended: after Close, or when it cannot continue.
func (c *Keeper) Done() <-chan struct{} { return c.done }

// Close ends the connection and everything on it within a second, and waits for the end. Requests without an answer
// end with [video.ErrUnknown]. It may be called more than once.
func (c *Keeper) Close() error {
	c.fail(video.ErrClosed)
	<-c.done
	return nil
}

// fail ends the keeper; the first reason counts.
func (c *Keeper) fail(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	c.mu.Unlock()
	c.stop()
}

// Spawn starts a goroutine that Close waits for. It does nothing after the end.
func (c *Keeper) Spawn(where string, f func()) {
	c.lifeMu.Lock()
	defer c.lifeMu.Unlock()
	if c.over {
		return
	}
	c.wg.Go(func() {
		defer c.guard(where)
		f()
	})
}

// guard recovers a panic of one of our goroutines. The panic ends the client, not the program, and Err reports it.
func (c *Keeper) guard(where string) {
	if p := recover(); p != nil {
		c.o.Logger.Error("panic", "where", where, "value", fmt.Sprint(p), "stack", string(debug.Stack()))
		c.fail(fmt.Errorf("%s: %w", where, video.ErrInternal))
	}
}

package link

import (
	"fmt"
	"runtime/debug"

	"gavel/session/video"
)

// Err is why the keeper has ended; nil before that.
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

// Done is closed when the keeper has ended: after Close, or when it cannot go on.
func (c *Keeper) Done() <-chan struct{} { return c.done }

// Close ends the connection and everything on it within a second, and waits for it. Requests without an answer end with
// [video.ErrUnknown]. It may be called more than once.
func (c *Keeper) Close() error {
	c.Fail(video.ErrClosed)
	<-c.done
	return nil
}

// Fail ends the keeper; the first reason counts.
func (c *Keeper) Fail(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	c.mu.Unlock()
	c.stop()
}

// Spawn starts a goroutine that Close waits for; not after the end.
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

// guard keeps a panic of one of our goroutines from ending the program: it ends the client, and Err returns it.
func (c *Keeper) guard(where string) {
	if p := recover(); p != nil {
		c.o.Logger.Error("panic", "where", where, "value", fmt.Sprint(p), "stack", string(debug.Stack()))
		c.Fail(fmt.Errorf("%s: %w", where, video.ErrInternal))
	}
}

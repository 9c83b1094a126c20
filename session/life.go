package session

import (
	"fmt"
	"maps"
	"runtime/debug"
	"time"

	"gavel/session/video"
)

// reasonOfEnd is why the keeper has ended; nil before that.
func (c *keeper) reasonOfEnd() error {
	select {
	case <-c.done:
	default:
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// fatal ends the keeper; the first reason counts.
func (c *keeper) fatal(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	c.mu.Unlock()
	c.stop()
}

// spawn starts a goroutine that Close waits for; not after the end.
func (c *keeper) spawn(where string, f func()) {
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
func (c *keeper) guard(where string) {
	if p := recover(); p != nil {
		c.o.logger.Error("panic", "where", where, "value", fmt.Sprint(p), "stack", string(debug.Stack()))
		c.fatal(fmt.Errorf("%s: %w", where, video.ErrInternal))
	}
}

// finish ends what is left. Feeds hear it last.
func (c *keeper) finish() {
	c.stop()
	c.lifeMu.Lock()
	c.over = true
	c.lifeMu.Unlock()
	c.wg.Wait()
	c.mu.Lock()
	if c.link.State != video.LinkRefused || c.o.awaitRetry {
		c.link = video.Link{State: video.LinkClosed, Gen: c.link.Gen, Since: time.Now(), Err: c.err}
	}
	l := c.link
	feeds := maps.Clone(c.feeds) // a room that hears of the end leaves
	c.mu.Unlock()
	for _, list := range feeds {
		for _, f := range list {
			f.finish(&l)
		}
	}
	c.hooks.ended()
	close(c.done)
}

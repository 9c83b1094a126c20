package session

import (
	"fmt"
	"maps"
	"runtime/debug"
	"time"

	"gavel/session/video"
)

// Done is closed when the client has ended: after Close, or when it cannot go on.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err returns why the client has ended: [video.ErrClosed] after Close, [video.ErrCredentials] when the relay stopped accepting
// them, or a failure of this package. It is nil before the end.
func (c *Client) Err() error {
	select {
	case <-c.done:
	default:
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close ends the connection and everything on it within a second, and waits for it. Requests without an answer end with
// ErrUnknown. It may be called more than once.
func (c *Client) Close() error {
	c.fatal(video.ErrClosed)
	<-c.done
	return nil
}

// fatal ends the client; the first reason counts.
func (c *Client) fatal(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	c.mu.Unlock()
	c.stop()
}

// spawn starts a goroutine that Close waits for; not after the end.
func (c *Client) spawn(where string, f func()) {
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
func (c *Client) guard(where string) {
	if p := recover(); p != nil {
		c.cfg.Logger.Error("panic", "where", where, "value", fmt.Sprint(p), "stack", string(debug.Stack()))
		c.fatal(fmt.Errorf("%s: %w", where, video.ErrInternal))
	}
}

// finish ends what is left. Feeds hear it last.
func (c *Client) finish() {
	c.stop()
	c.lifeMu.Lock()
	c.over = true
	c.lifeMu.Unlock()
	c.wg.Wait()
	c.mu.Lock()
	if c.link.State != video.LinkRefused || c.cfg.AwaitRetry {
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
	c.ln.close(closeWait) // a handler may itself be waiting for Close
	close(c.done)
}

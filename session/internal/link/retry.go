package link

import (
	"errors"

	"gavel/session/video"
)

// maxRejections is how often a refused token is sent: once more than necessary, because the relay may have refused it
// by mistake, and then never again.
const maxRejections = 2

// Retry dials again after a refusal; see [session.Client.Retry].
func (c *Keeper) Retry(token video.Secret) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.link.State != video.LinkRefused || !c.o.AwaitRetry:
		return &video.StateError{Reason: "the connection was not refused: there is nothing to retry", Err: video.ErrNotSent}
	case errors.Is(c.link.Err, video.ErrCredentials) && c.rejected >= maxRejections && (token == "" || token == c.o.Token):
		return &video.StateError{
			Reason: "the relay has refused this token twice: use another token",
			Err:    video.ErrCredentials,
		}
	}
	c.retries <- c.newest(token) // does not block: senders hold c.mu, and newest has emptied the channel
	return nil
}

// newest withdraws a retry that is not yet received, and returns the token to use: token, or the withdrawn one if
// token is empty. Called with c.mu held.
func (c *Keeper) newest(token video.Secret) video.Secret {
	select {
	case before := <-c.retries:
		if token == "" {
			return before
		}
	default:
	}
	return token
}

// refused stops dialling until Retry is called. It returns false when the client ends.
func (c *Keeper) refused(err error) bool {
	c.mu.Lock()
	if errors.Is(err, video.ErrCredentials) {
		c.rejected++
	}
	for len(c.retries) > 0 { // retries from before this refusal
		<-c.retries
	}
	c.changeLink(func(l *video.Link) { l.State, l.Err = video.LinkRefused, err })
	c.mu.Unlock()
	if !c.o.AwaitRetry {
		c.fail(err)
		return false
	}
	select {
	case token := <-c.retries:
		c.mu.Lock()
		if newer := c.newest(""); newer != "" { // from a newer Retry
			token = newer
		}
		// From now on Retry returns an error
		c.changeLink(func(l *video.Link) { l.State, l.Attempt = video.LinkConnecting, 1 })
		if token != "" && token != c.o.Token {
			c.o.Token, c.rejected = token, 0
		}
		c.mu.Unlock()
		return true
	case <-c.ctx.Done():
		return false
	}
}

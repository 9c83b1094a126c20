package link

import (
	"errors"

	"gavel/session/video"
)

// maxRejections is how often a token is shown to a relay that refuses it: once more than needed, in case that was a mistake
// over there, and never again.
const maxRejections = 2

// Retry dials again after a refusal; see [session.Client.Retry].
func (c *Keeper) Retry(token video.Secret) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.link.State != video.LinkRefused || !c.o.AwaitRetry:
		return &video.StateError{Reason: "the connection was not refused: there is nothing to try again", Err: video.ErrNotSent}
	case errors.Is(c.link.Err, video.ErrCredentials) && c.rejected >= maxRejections && (token == "" || token == c.o.Token):
		return &video.StateError{Reason: "the relay has refused this token twice: another one is needed", Err: video.ErrCredentials}
	}
	c.retries <- c.newest(token) // one place is free: whoever puts something there holds c.mu
	return nil
}

// newest takes back a wish that nobody has heard yet, and returns the token that counts now. Called with c.mu held.
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

// refused gives up until somebody calls Retry. It reports false when the client ends.
func (c *Keeper) refused(err error) bool {
	c.mu.Lock()
	if errors.Is(err, video.ErrCredentials) {
		c.rejected++
	}
	for len(c.retries) > 0 { // asked for before this refusal
		<-c.retries
	}
	c.changeLink(func(l *video.Link) { l.State, l.Err = video.LinkRefused, err })
	c.mu.Unlock()
	if !c.o.AwaitRetry {
		c.Fail(err)
		return false
	}
	select {
	case token := <-c.retries:
		c.mu.Lock()
		if newer := c.newest(""); newer != "" { // given since
			token = newer
		}
		c.changeLink(func(l *video.Link) { l.State, l.Attempt = video.LinkConnecting, 1 }) // from here on there is nothing to retry
		if token != "" && token != c.o.Token {
			c.o.Token, c.rejected = token, 0
		}
		c.mu.Unlock()
		return true
	case <-c.ctx.Done():
		return false
	}
}

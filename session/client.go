package session

import (
	"context"
	"encoding/json"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// Client is one authenticated connection to the relay, which it keeps up until Close: after a loss it dials again with
// growing, jittered waits. It queues nothing while there is no connection. Safe for concurrent use.
type Client struct {
	cfg  Config
	link *link.Keeper
	ln   *listeners

	rooms watchedRooms

	joins chan struct{} // holds a token for each room that is being joined
}

// maxJoining is how many rooms are joined at a time: each sends up to seven requests at once, of which a connection
// takes 96.
const maxJoining = 8

// Dial connects to the relay and signs in. It tries once: the error, a *[video.DialError] or an [*video.ArgumentError],
// says what is wrong. It matches [video.ErrCredentials] when project and token were refused and [video.ErrNotRelay]
// when somebody else answered. ctx bounds the dialling only.
func Dial(ctx context.Context, cfg Config) (*Client, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, joins: make(chan struct{}, maxJoining)}
	c.rooms.known = map[string]knownRoom{}
	c.ln = newListeners(c.handlerFailed)
	c.link, err = link.New(ctx, cfg.options(), link.Hooks{
		Live: c.onLive, Event: c.onEvent,
		Ended: func() {
			c.rooms.stop()
			c.ln.close(closeClientHandlersFor)
		},
	})
	if err != nil {
		return nil, err
	}
	c.link.Start()
	return c, nil
}

// handlerFailed reports a failed handler to the log and to the program.
func (c *Client) handlerFailed(e *HandlerError) {
	c.cfg.Logger.Error("event handler", "error", e, "stack", string(e.Stack))
	if c.cfg.HandlerFailed != nil {
		c.cfg.HandlerFailed(e)
	}
}

// closeClientHandlersFor bounds how long the end of a client waits for a handler, which may itself be waiting for
// Close.
const closeClientHandlersFor = 200 * time.Millisecond

// Call sends any method of the protocol and waits for the answer. The error is ErrNotSent when nothing was sent,
// and ErrBusy, too, when that is because too many requests wait; ErrUnknown when the request may have arrived but no
// verdict came, and a *RPCError when it was refused. Without a deadline in ctx it waits Config.CallTimeout. Safe for
// concurrent use.
func (c *Client) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	return c.link.Call(ctx, method, params)
}

// Link returns the state of the connection. Safe for concurrent use.
func (c *Client) Link() video.Link { return c.link.Link() }

// Retry dials again after a refusal that only a person can change: credentials, a certificate, a proxy. It needs
// Config.AwaitRetry, and a link in state LinkRefused; the link reports the result. An empty token means the
// one that the client has. It returns a [*video.StateError] when there is nothing to retry, and when the relay has
// refused the token twice: another one is needed then. Safe for concurrent use; it does not wait.
func (c *Client) Retry(token video.Secret) error { return c.link.Retry(token) }

// Done is closed when the client has ended: after Close, or when it cannot go on.
func (c *Client) Done() <-chan struct{} { return c.link.Done() }

// Err returns why the client has ended: [video.ErrClosed] after Close, [video.ErrCredentials] when the relay stopped
// accepting them, or a failure of this package. It is nil before the end.
func (c *Client) Err() error { return c.link.Err() }

// Close ends the connection and everything on it within a second, and waits for it. Requests without an answer end with
// ErrUnknown. It may be called more than once.
func (c *Client) Close() error { return c.link.Close() }

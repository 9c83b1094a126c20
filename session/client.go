package session

import (
	"context"
	"encoding/json"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// Client is one authenticated connection to the relay. It stays up until Close: after a loss it dials again after
// growing waits with jitter. It queues nothing while it is disconnected. It is safe for concurrent use.
type Client struct {
	cfg  Config
	link *link.Keeper
	ln   *listeners

	rooms watchedRooms

	joins chan struct{} // holds a token for each room that is being joined
}

// maxJoining is the number of rooms that are joined at the same time. Each sends up to seven requests at once, and a
// connection accepts 96.
const maxJoining = 8

// Dial connects to the relay and signs in. It tries once. The error is a *[video.DialError] or an
// [*video.ArgumentError]. It matches [video.ErrCredentials] if project and token were refused, and [video.ErrNotRelay]
// if something other than a relay answered. ctx bounds only the dialling.
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

// closeClientHandlersFor is how long Close waits for a handler, which may itself be waiting for Close.
const closeClientHandlersFor = 200 * time.Millisecond

// Call sends any method of the protocol and waits for the answer. The error matches [video.ErrNotSent] if nothing was
// sent, and also [video.ErrBusy] if too many requests were waiting. It matches [video.ErrUnknown] if the request may
// have arrived but no answer came, and is a [*video.RPCError] if the request was refused. Without a deadline in ctx,
// Call waits Config.CallTimeout. It is safe for concurrent use.
func (c *Client) Call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	return c.link.Call(ctx, method, params)
}

// Link returns the state of the connection. It is safe for concurrent use.
func (c *Client) Link() video.Link { return c.link.Link() }

// Retry dials again after a refusal that only a person can change: credentials, a certificate, a proxy. It needs
// Config.AwaitRetry and a link in state LinkRefused. The link reports the result. An empty token means the client's
// present token. Retry returns a [*video.StateError] if there is nothing to retry, or if the relay has refused the
// token twice and another one is needed. It is safe for concurrent use and does not wait.
func (c *Client) Retry(token video.Secret) error { return c.link.Retry(token) }

// Done returns a channel that is closed when the client has ended, after Close or a final failure.
func (c *Client) Done() <-chan struct{} { return c.link.Done() }

// Err returns why the client ended: [video.ErrClosed] after Close, [video.ErrCredentials] if the relay refused project
// and token, a [*video.DialError] if the relay's certificate or a proxy was refused, or an internal failure. It returns
// nil while the client runs.
func (c *Client) Err() error { return c.link.Err() }

// Close ends the connection and everything on it within a second, and waits for the end. Requests without an answer end
// with ErrUnknown. The error is always nil. Close may be called more than once, and by a handler: it waits at most 200
// ms for a running handler of the client.
func (c *Client) Close() error { return c.link.Close() }

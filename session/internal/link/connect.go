package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// connect dials and signs in, within [Options.DialTimeout]. The relay may have forgotten the previous session and
// refuse to resume it. Then connect drops that session and asks for a new one.
func (c *Keeper) connect(ctx context.Context) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.DialTimeout)
	defer cancel()
	cn, err := c.signIn(ctx)
	var refused *video.RPCError
	if c.resume != "" && errors.As(err, &refused) && !errors.Is(err, video.ErrCredentials) {
		c.o.Logger.Debug("session not resumed", "code", refused.Code)
		c.resume = ""
		cn, err = c.signIn(ctx)
	}
	return cn, err
}

// signIn opens a socket and authenticates on it.
// Source: PROTOCOL.md section 4.
func (c *Keeper) signIn(ctx context.Context) (*conn, error) {
	ws, raw, err := c.dialer.dial(ctx)
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(c.o.ReadLimit)
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	cn := newConn(c.gen+1, ws, raw, c.o.EventAcks)
	cn.frames = newTracer(&c.o, cn.gen)
	result, err := c.authenticate(cn)
	if inTime := stop(); err == nil && !inTime {
		err = context.Cause(ctx)
	}
	if err != nil {
		_ = raw.Close()
		return nil, c.signInError(ctx, err)
	}
	c.gen++
	cn.resumed = c.resume != "" && result.Protocol == c.resume
	c.resume = result.Resumable()
	cn.expires = result.Expires
	cn.listen()
	return cn, nil
}

// authenticate sends connect and waits for its answer. The frame holds the token, which the tracer masks.
func (c *Keeper) authenticate(cn *conn) (wire.ConnectResult, error) {
	id := wire.NewID()
	b, err := wire.EncodeRequest(id, wire.MethodConnect, wire.ConnectParams{
		Version:        wire.ConnectVersion{Major: 3},
		EventAcks:      c.o.EventAcks,
		Agent:          wire.Agent(),
		Protocol:       c.resume,
		Authentication: wire.Credentials{Project: c.o.Project, Token: c.o.Token.Reveal()},
	})
	if err != nil {
		return wire.ConnectResult{}, err
	}
	if err := cn.writeText(b); err != nil {
		return wire.ConnectResult{}, err
	}
	answer, err := c.awaitAnswer(cn, id)
	if err != nil {
		return wire.ConnectResult{}, err
	}
	return wire.ConnectResultOf(answer), nil
}

// awaitAnswer reads until the answer to connect. Events that arrive before it are dropped, because every room is read
// in full when the link is live.
func (c *Keeper) awaitAnswer(cn *conn, id string) (wire.Node, error) {
	f := wire.Frame{Gen: cn.gen}
	for {
		kind, r, err := cn.ws.NextReader()
		if err != nil {
			return wire.Node{}, c.endingOf(err).err
		}
		if kind != websocket.TextMessage {
			c.binary.Add(1)
			continue
		}
		if err := f.Fill(r); err != nil {
			return wire.Node{}, c.endingOf(err).err
		}
		cn.hear()
		result, done, err := c.hello(cn, &f, id)
		if done || err != nil {
			return result, err
		}
	}
}

// hello handles one frame that arrives before the link is live.
func (c *Keeper) hello(cn *conn, f *wire.Frame, id string) (result wire.Node, done bool, err error) {
	if err := f.Parse(); err != nil {
		c.broken.Add(1)
		return wire.Node{}, false, nil
	}
	cn.frames.received(f.Text)
	switch {
	case f.Is(wire.MethodPing):
		cn.pulse.armed = true
		return wire.Node{}, false, cn.writeText(wire.AppendReply(nil, f.ID(), wire.PongResult(f.RequestParams(), time.Now())))
	case f.Is(wire.MethodDisconnect):
		return wire.Node{}, false, errAsked
	case f.IsRequest() || idText(f.ID()) != id:
		c.ignored.Add(1)
		return wire.Node{}, false, nil
	}
	result, err = wire.ParseAnswer(wire.MethodConnect, f.Root())
	return result, true, err
}

// signInError returns the error of a failed sign-in. Its text omits the token, which a server could repeat in its
// message.
func (c *Keeper) signInError(ctx context.Context, err error) error {
	e := &video.DialError{Step: video.StepSignIn, Host: c.dialer.host(), Err: err}
	var refused *video.RPCError
	switch {
	case errors.As(err, &refused):
		refused.Message = c.hide(refused.Message)
		e.Reason = "refused with code " + printable(refused.Code)
		if refused.Message != "" {
			e.Reason += ": " + printable(refused.Message)
		}
	case ctx.Err() != nil:
		e.Reason = timeReason(ctx)
		e.Err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	default:
		e.Reason = printable(err.Error())
	}
	return e
}

package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/video"
)

// connect dials and signs in, within Config.DialTimeout. When the relay refuses to take up the former session, which it
// may have forgotten, a second try asks for a new one; the former is then forgotten here, too.
func (c *keeper) connect(ctx context.Context) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.dialTimeout)
	defer cancel()
	cn, err := c.signIn(ctx)
	var refused *video.RPCError
	if c.resume != "" && errors.As(err, &refused) && !errors.Is(err, video.ErrCredentials) {
		c.o.logger.Debug("session not resumed", "code", refused.Code)
		c.resume = ""
		cn, err = c.signIn(ctx)
	}
	return cn, err
}

// signIn opens a socket and authenticates on it. Source: PROTOCOL.md section 4.
func (c *keeper) signIn(ctx context.Context) (*conn, error) {
	ws, raw, err := c.dialer.dial(ctx)
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(c.o.readLimit)
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	cn := newConn(c.gen+1, ws, raw, c.o.eventAcks)
	result, err := c.authenticate(cn)
	if inTime := stop(); err == nil && !inTime {
		err = context.Cause(ctx)
	}
	if err != nil {
		_ = raw.Close()
		return nil, c.signInError(ctx, err)
	}
	c.gen++
	cn.resumed = c.resume != "" && result.protocol == c.resume
	c.resume = result.resumable()
	cn.expires = result.expires
	cn.listen()
	return cn, nil
}

// authenticate sends connect and waits for its answer. The frame holds the token: it is never logged.
func (c *keeper) authenticate(cn *conn) (connectResult, error) {
	id := newID()
	b, err := encodeRequest(id, methodConnect, connectParams{
		Version:        connectVersion{Major: 3},
		EventAcks:      c.o.eventAcks,
		Agent:          agent(),
		Protocol:       c.resume,
		Authentication: credentials{Project: c.o.project, Token: c.o.token.Reveal()},
	})
	if err != nil {
		return connectResult{}, err
	}
	if err := cn.writeText(b); err != nil {
		return connectResult{}, err
	}
	answer, err := c.awaitAnswer(cn, id)
	if err != nil {
		return connectResult{}, err
	}
	return connectResultOf(answer), nil
}

// awaitAnswer reads until the answer to connect. Events that come before it are dropped: every room is read as a whole
// when the link is live.
func (c *keeper) awaitAnswer(cn *conn, id string) (node, error) {
	f := frame{gen: cn.gen}
	for {
		kind, r, err := cn.ws.NextReader()
		if err != nil {
			return node{}, c.endingOf(err).err
		}
		if kind != websocket.TextMessage {
			c.binary.Add(1)
			continue
		}
		if err := f.fill(r); err != nil {
			return node{}, c.endingOf(err).err
		}
		cn.hear()
		result, done, err := c.hello(cn, &f, id)
		if done || err != nil {
			return result, err
		}
	}
}

// hello handles one frame before the link is live.
func (c *keeper) hello(cn *conn, f *frame, id string) (result node, done bool, err error) {
	if err := f.parse(); err != nil {
		c.broken.Add(1)
		return node{}, false, nil
	}
	switch {
	case f.is(methodPing):
		cn.pulse.armed = true
		return node{}, false, cn.writeText(appendReply(nil, f.id(), pongResult(f.part(f.parts.params), time.Now())))
	case f.is(methodDisconnect):
		return node{}, false, errAsked
	case f.isRequest() || idText(f.id()) != id:
		c.ignored.Add(1)
		return node{}, false, nil
	}
	result, err = judgeAnswer(methodConnect, f.root())
	return result, true, err
}

// signInError makes the error of a failed authentication. A server could repeat the token in its message.
func (c *keeper) signInError(ctx context.Context, err error) error {
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

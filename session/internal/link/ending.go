package link

import (
	"errors"
	"fmt"

	"gavel/session/video"

	"github.com/gorilla/websocket"
)

// errTooLarge ends a connection that receives a frame above [Options.ReadLimit].
var errTooLarge = errors.New("the relay sent a frame above the size limit")

// slowCodes are the close codes after which a quick new attempt would be refused in the same way. All other codes,
// known or not, lead to the usual growing waits. No code is final: none is documented as final, and a console that has
// given up cannot moderate. A final refusal is in the answer to signalwire.connect.
// Source: RFC 6455 section 7.4, and https://www.iana.org/assignments/websocket.
var slowCodes = map[int]bool{
	websocket.CloseProtocolError:           true,
	websocket.CloseUnsupportedData:         true,
	websocket.CloseInvalidFramePayloadData: true,
	websocket.ClosePolicyViolation:         true,
	websocket.CloseMessageTooBig:           true, // we sent it
	websocket.CloseMandatoryExtension:      true,
	websocket.CloseTryAgainLater:           true, // the relay asked for a wait
	websocket.CloseTLSHandshake:            true,
}

// endingOf returns the ending that an error of the socket causes.
func (c *Keeper) endingOf(err error) ending {
	var end *websocket.CloseError
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		return ending{err: errTooLarge, slow: true}
	case !errors.As(err, &end):
		return ending{err: fmt.Errorf("connection lost: %w", shorten(err))}
	}
	if end.Code == websocket.CloseMessageTooBig {
		c.o.Logger.Warn("the relay refused a frame from gavel as too large")
	}
	clean := &websocket.CloseError{Code: end.Code, Text: printable(c.hide(end.Text))}
	return ending{err: fmt.Errorf("connection closed by the relay: %w", clean), slow: slowCodes[end.Code]}
}

// hide removes the token from a text of the relay, which could echo it.
func (c *Keeper) hide(s string) string {
	var r video.Redactor
	r.Keep(c.o.Token.Reveal())
	return r.Redact(s)
}

// ending is the reason why a connection has ended, and how soon to dial again.
type ending struct {
	err  error
	slow bool // a quick new attempt would fail in the same way
}

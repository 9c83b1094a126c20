package link

import (
	"errors"
	"fmt"
	"gavel/session/video"

	"github.com/gorilla/websocket"
)

// errTooLarge is why a connection ends on a frame above Config.ReadLimit.
var errTooLarge = errors.New("the relay sent a frame above the limit")

// slowCodes are the close codes after which a quick new attempt would be refused in the same way. All others, known or
// not, are dialled again with the usual waits, which grow. No code is final: none is documented to be, and a console
// that has given up for good moderates nobody; what is final is said in the answer to signalwire.connect.
// Source: RFC 6455 section 7.4, and https://www.iana.org/assignments/websocket.
var slowCodes = map[int]bool{
	websocket.CloseProtocolError:           true,
	websocket.CloseUnsupportedData:         true,
	websocket.CloseInvalidFramePayloadData: true,
	websocket.ClosePolicyViolation:         true,
	websocket.CloseMessageTooBig:           true, // a frame of ours
	websocket.CloseMandatoryExtension:      true,
	websocket.CloseTryAgainLater:           true, // asked for
	websocket.CloseTLSHandshake:            true,
}

// endingOf says what the end of a socket means for the next attempt.
func (c *Keeper) endingOf(err error) ending {
	var end *websocket.CloseError
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		return ending{err: errTooLarge, slow: true}
	case !errors.As(err, &end):
		return ending{err: fmt.Errorf("connection lost: %w", shorten(err))}
	}
	if end.Code == websocket.CloseMessageTooBig {
		c.o.Logger.Warn("the relay refuses a frame of ours as too large")
	}
	clean := &websocket.CloseError{Code: end.Code, Text: printable(c.hide(end.Text))}
	return ending{err: fmt.Errorf("connection closed by the relay: %w", clean), slow: slowCodes[end.Code]}
}

// hide takes the token out of a text of the relay, which could repeat what it got.
func (c *Keeper) hide(s string) string {
	var r video.Redactor
	r.Keep(c.o.Token.Reveal())
	return r.Redact(s)
}

// ending is why a connection is over, and how soon the next one makes sense.
type ending struct {
	err  error
	slow bool // a quick new attempt would end in the same way
}

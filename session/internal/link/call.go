package link

import (
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// stage is the progress of a request. It decides between "not sent" and "unknown".
type stage uint8

const (
	queued  stage = iota // no byte has left
	writing              // bytes may have left
	given                // the caller has an outcome: from now on an answer is late
)

// call is one request on one connection. conn.mu guards the fields from stage on.
type call struct {
	id, method string
	frame      []byte
	finish     func(Reply) // called once, never under a lock
	isProbe    bool        // checks only that the relay answers
	isCommand  bool        // comes from a caller; false for reads of gavel itself

	stage   stage
	gone    bool // cancelled before it was written
	wrote   time.Duration
	expires time.Duration // never for a call whose caller waits
}

// Reply is the outcome of a call.
type Reply struct {
	Gen   int // number of the connection; 0 if there was none
	Value wire.Node
	Err   error
}

// ErrNoAnswer is the reason when a call ends after [Options.CallTimeout].
var ErrNoAnswer = errors.New("no answer in time")

func newCall(method string, params any, finish func(Reply)) (*call, error) {
	id := wire.NewID()
	b, err := wire.EncodeRequest(id, method, params)
	if err != nil {
		return nil, NotSent(method, fmt.Errorf("%w: %w", video.ErrArgument, err))
	}
	return &call{id: id, method: method, frame: b, finish: finish, expires: never}, nil
}

// idText returns the id of a frame without its quotes.
func idText(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	return string(raw[1 : len(raw)-1])
}

const (
	// MaxInFlight is how many requests of callers may wait for an answer on one connection. A bulk command sends eight at
	// once; a caller with more than 64 open gets ErrBusy at once instead of late answers.
	MaxInFlight = 64
	// reserved is how many reads of gavel itself may wait on top: a room must stay readable while callers fill the
	// connection.
	reserved = 32
)

// busyError reports that a request was not sent because too many others wait.
type busyError struct{ method string }

func (e *busyError) Error() string {
	return fmt.Sprintf("%s: not sent: %d requests already wait for an answer", e.method, MaxInFlight)
}

// Is reports whether target is ErrBusy or ErrNotSent.
func (e *busyError) Is(target error) bool {
	return target == video.ErrBusy || target == video.ErrNotSent
}

// lost returns the error of a call that ends without an answer. why is the reason.
func (k *call) lost(why error) error {
	if k.stage == queued {
		return NotSent(k.method, why)
	}
	return &UnknownError{k.id, k.method, why}
}

// down returns the error of a call whose connection has ended.
func (k *call) down(why error) error {
	if k.stage == queued {
		return NotSent(k.method, &downError{why})
	}
	return k.lost(why)
}

package link

import (
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// stage is how far a request has come. It decides between "not sent" and "unknown".
type stage uint8

const (
	queued  stage = iota // no byte has left
	writing              // bytes may have left
	given                // the caller was told something: an answer is late now
)

// call is one request on one connection. The fields from stage on are guarded by conn.mu.
type call struct {
	id, method string
	frame      []byte
	finish     func(Reply) // called once, never under a lock
	isProbe    bool        // asks only whether somebody is there
	isCommand  bool        // is one of a caller, and not a read of ours

	stage   stage
	gone    bool // taken back before it was written
	wrote   time.Duration
	expires time.Duration // for calls that nobody waits for; never for others
}

// Reply is what became of a call.
type Reply struct {
	Gen   int // connection that it was made on; 0 when there was none
	Value wire.Node
	Err   error
}

// ErrNoAnswer is why a call ends after Config.CallTimeout.
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
	// MaxInFlight is how many requests of callers may wait for an answer on one connection. A command sends eight at
	// once; who has more than that many open will not hear of them in time, and should know at once.
	MaxInFlight = 64
	// reserved is how many more may wait of our own reads: a room must be readable while callers crowd the connection.
	reserved = 32
)

// busyError says that a request was not sent because too many wait.
type busyError struct{ method string }

func (e *busyError) Error() string {
	return fmt.Sprintf("%s: not sent: %d requests wait for an answer already", e.method, MaxInFlight)
}

// Is reports whether target is ErrBusy or ErrNotSent.
func (e *busyError) Is(target error) bool {
	return target == video.ErrBusy || target == video.ErrNotSent
}

// lost is the error of a call that ends without an answer for the reason why.
func (k *call) lost(why error) error {
	if k.stage == queued {
		return NotSent(k.method, why)
	}
	return &UnknownError{k.id, k.method, why}
}

// down is the error of a call whose connection has ended.
func (k *call) down(why error) error {
	if k.stage == queued {
		return NotSent(k.method, &downError{why})
	}
	return k.lost(why)
}

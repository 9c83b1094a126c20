package link

import (
	"fmt"

	"gavel/session/video"
)

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

// admits reports whether k may be sent now. Requests whose callers have gone do not count: they only wait to correct
// what was reported, and are bounded by maxLate. Called with cn.mu held.
func (cn *conn) admits(k *call) bool {
	open, limit := 0, MaxInFlight
	if k.expires != never && !k.isCommand {
		limit += reserved // nobody waits for it: a read of ours
	}
	for _, other := range cn.calls {
		if other.stage != given {
			open++
		}
	}
	return open < limit
}

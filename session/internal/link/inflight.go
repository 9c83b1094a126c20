package link

import (
	"context"
	"errors"
	"time"

	"gavel/session/video"
)

// admits reports whether k may be sent now. Requests whose callers no longer wait do not count: they only wait to
// correct an outcome, and maxLate bounds them. Called with cn.mu held.
func (cn *conn) admits(k *call) bool {
	open, limit := 0, MaxInFlight
	if k.expires != never && !k.isCommand {
		limit += reserved // a read of gavel itself
	}
	for _, other := range cn.calls {
		if other.stage != given {
			open++
		}
	}
	return open < limit
}

// maxLate bounds how many requests per connection are remembered after their caller has stopped waiting. A late answer
// can then still correct the outcome.
const maxLate = 256

// enqueue passes the call to the writer. If the queue is full, it waits for space until ctx ends.
func (cn *conn) enqueue(ctx context.Context, k *call) error {
	cn.mu.Lock()
	if cn.ended || cn.leaving {
		cn.mu.Unlock()
		return NotSent(k.method, nil)
	}
	if !cn.admits(k) {
		cn.mu.Unlock()
		return &busyError{k.method}
	}
	cn.calls[k.id] = k
	cn.mu.Unlock()
	select {
	case cn.out <- k:
		return nil
	default:
	}
	var why error
	select {
	case cn.out <- k:
		return nil
	case <-ctx.Done():
		why = context.Cause(ctx)
	case <-cn.dead:
	}
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if cn.calls[k.id] != k {
		return nil // the end of the connection has already finished the call
	}
	delete(cn.calls, k.id)
	if errors.Is(why, video.ErrBusy) {
		return &busyError{k.method}
	}
	return NotSent(k.method, why)
}

// abandon ends a call whose caller stops waiting. It returns false if the call already has an outcome.
func (cn *conn) abandon(k *call, why error) (error, bool) {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	if cn.calls[k.id] != k || k.stage == given {
		return nil, false
	}
	return cn.giveUp(k, why), true
}

// giveUp returns the error of a call that got no answer in time. A call that is still queued is cancelled. The id of a
// written call is kept for a late answer. Called with cn.mu held.
func (cn *conn) giveUp(k *call, why error) error {
	err := k.lost(why)
	if k.stage == queued {
		k.gone = true
		delete(cn.calls, k.id)
		return err
	}
	k.stage = given
	cn.late = append(cn.late, k.id)
	if len(cn.late) > maxLate {
		delete(cn.calls, cn.late[0])
		cn.late = cn.late[1:]
	}
	return err
}

// expire ends the calls that have passed their deadline and whose caller does not wait. It returns when the next one
// is due.
func (cn *conn) expire(now time.Duration) (next time.Duration) {
	next = never
	var over []func()
	cn.mu.Lock()
	for _, k := range cn.calls {
		switch {
		case k.stage == given || k.expires == never:
		case k.expires <= now:
			err := cn.giveUp(k, ErrNoAnswer)
			over = append(over, func() { k.finish(Reply{Gen: cn.gen, Err: err}) })
		default:
			next = min(next, k.expires)
		}
	}
	cn.mu.Unlock()
	for _, finish := range over {
		finish()
	}
	return next
}

// abort ends all calls because the connection has ended.
func (cn *conn) abort(why error) {
	cn.mu.Lock()
	cn.ended = true
	calls := cn.calls
	cn.calls = nil
	cn.mu.Unlock()
	for _, k := range calls {
		if k.stage != given {
			k.finish(Reply{Gen: cn.gen, Err: k.down(why)})
		}
	}
}

// waiting returns when the oldest unanswered request was written; never if there is none. Probes do not count. Called
// with cn.mu held.
func (cn *conn) waiting() time.Duration {
	oldest := never
	for _, k := range cn.calls {
		if k.stage == writing && !k.isProbe {
			oldest = min(oldest, k.wrote)
		}
	}
	return oldest
}

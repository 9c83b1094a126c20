package session

import (
	"context"
	"sync"
	"time"

	"gavel/session/video"
)

// What cannot be undone is on the disk of the audit before it is sent. This file is how a command waits for that.

const (
	// auditPatience is how long a command waits for its record.
	auditPatience = 250 * time.Millisecond
	// auditShare is the part of the time that a caller gives a command which may pass with that.
	auditShare = 4
)

// ticket is the place of a command among those that wait: later ones wait behind it until it leaves, so that all leave in the
// order in which they were given.
type ticket struct {
	before  <-chan struct{} // closed when the one before leaves; nil: there is none
	records bool            // this one needs a record
	leaves  func()          // lets the next one go; may be called twice
}

// waits reports whether the command must wait.
func (t ticket) waits() bool { return t.records || !isClosed(t.before) }

// ticketOf gives the next place.
func (l *loop) ticketOf(c video.Command) ticket {
	t := ticket{before: l.leaving, records: l.r.audit != nil && c.Irreversible(), leaves: func() {}}
	if t.waits() {
		mine := make(chan struct{})
		l.leaving, t.leaves = mine, sync.OnceFunc(func() { close(mine) })
	}
	return t
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return c == nil
	}
}

// record waits until those before the command have left and, where it needs one, for its record. A disk that takes nothing
// stops no command: when it is known not to, nobody waits for it. Who has little time passes nobody: it ends not sent.
func (r *RoomSession) record(ctx context.Context, t ticket) {
	if !t.waits() {
		return
	}
	wait := auditPatience
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end)/auditShare)
	}
	forRecord, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	r.follow(ctx, t)
	if t.records && r.audit.err() == nil {
		_ = r.audit.flush(forRecord)
	}
}

// follow waits until the one before leaves. It may be kept by its pace, too, and that is not waited for to the end.
func (r *RoomSession) follow(ctx context.Context, t ticket) {
	if isClosed(t.before) {
		return
	}
	timer := time.NewTimer(2 * auditPatience)
	defer timer.Stop()
	select {
	case <-t.before:
	case <-timer.C:
	case <-r.stop:
	case <-ctx.Done():
	}
}

package session

import (
	"context"
	"time"
)

// What cannot be undone is on the disk of the audit before it is sent. This file is how a command waits for that.

const (
	// auditPatience is how long a command waits for its record.
	auditPatience = 250 * time.Millisecond
	// auditShare is the part of the time that a caller gives a command which may pass with that.
	auditShare = 4
)

// ticket is the place of a command among those that wait: later ones wait behind it, so that all leave in the order in which
// they were given.
type ticket struct {
	before <-chan struct{} // closed when the one before has been recorded; nil: there is none
	mine   chan struct{}   // to be closed when this one has been; nil: it needs no record
}

// ticketOf gives the next place.
func (l *loop) ticketOf(c Command) ticket {
	t := ticket{before: l.recording}
	if l.r.audit != nil && c.irreversible() {
		t.mine = make(chan struct{})
		l.recording = t.mine
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

// record waits for the audit to hold the command, and those before it. A disk that takes nothing stops no command: when it is
// known not to, nobody waits for it.
func (r *RoomSession) record(ctx context.Context, t ticket) {
	if t.mine != nil {
		defer close(t.mine)
	}
	if t.mine == nil && isClosed(t.before) {
		return
	}
	wait := auditPatience
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end)/auditShare)
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if t.before != nil {
		select {
		case <-t.before:
		case <-ctx.Done():
		}
	}
	if t.mine != nil && r.audit.err() == nil {
		_ = r.audit.flush(ctx)
	}
}

package ui

import (
	"context"
	"strconv"

	"gavel/session"
)

// bulk is a command on several people that is under way. A room of hundreds takes a minute at the pace that a relay bears:
// it is seen how far it has come, and it can be stopped.
type bulk struct {
	c       session.Command
	cancel  context.CancelFunc
	stopped bool
}

// startBulk returns the context of a command; one on several people can be stopped by it until endBulk.
func (m *Model) startBulk(c session.Command) (context.Context, *bulk) {
	if len(c.Targets) < 2 {
		return m.ctx, nil
	}
	ctx, cancel := context.WithCancel(m.ctx)
	b := &bulk{c: c, cancel: cancel}
	m.bulks = append(m.bulks, b)
	return ctx, b
}

// endBulk forgets a command that is over.
func (m *Model) endBulk(b *bulk) {
	if b == nil {
		return
	}
	b.cancel()
	for i, other := range m.bulks {
		if other == b {
			m.bulks = append(m.bulks[:i:i], m.bulks[i+1:]...)
			return
		}
	}
}

// running returns the newest command on several people that goes on, and for how many of them nothing is certain yet.
func (m *Model) running() (b *bulk, left int) {
	for i := len(m.bulks) - 1; i >= 0; i-- {
		b := m.bulks[i]
		for _, job := range m.snap.Pending {
			if job.Action == b.c.Action && len(job.Targets) > left && len(job.Targets) <= len(b.c.Targets) {
				left = len(job.Targets)
			}
		}
		if !b.stopped && left > 0 {
			return b, left
		}
	}
	return nil, 0
}

// progress says how far the command on several people has come that is under way, or "".
func (m *Model) progress() string {
	b, left := m.running()
	if b == nil || len(b.c.Targets) <= bulkOver {
		return ""
	}
	n := len(b.c.Targets)
	return capital(m.wish(b.c)) + ": " + strconv.Itoa(n-left) + " of " + strconv.Itoa(n) + " done · [" +
		shortKey(m.keys().Back) + "] stops the rest"
}

// stopBulk stops what is under way, and reports whether there was anything. What has not left yet is not sent; the answer
// says for whom that is so, and offers the rest.
func (m *Model) stopBulk() bool {
	b, _ := m.running()
	if b == nil || len(b.c.Targets) <= bulkOver {
		return false
	}
	b.stopped = true
	b.cancel()
	m.say("stopping: "+m.wish(b.c)+m.theme().Glyphs.Pending, info)
	return true
}

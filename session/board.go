package session

import (
	"slices"
	"sync"
	"sync/atomic"

	"gavel/session/video"
)

// board holds the newest snapshot of a room. It adds the commands that the loop has not started, so that a caller that
// submits two commands in a row sees the first one before it submits the second.
type board struct {
	snap atomic.Pointer[video.Snapshot]

	mu      sync.Mutex   // guards the fields below, and the order of the snapshots
	waiting []*unstarted // oldest first
}

// unstarted is a command that the loop has not started.
type unstarted struct {
	jobs []video.Job // its form in a snapshot
	end  func(error) // ends it if the session is closed first
}

// put publishes a snapshot of the room.
func (b *board) put(s *video.Snapshot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.waiting {
		s.Pending = append(s.Pending, u.jobs...)
	}
	b.store(s)
}

// store numbers a snapshot and publishes it.
func (b *board) store(s *video.Snapshot) {
	if old := b.snap.Load(); old != nil {
		s.Seq = old.Seq + 1
	}
	b.snap.Store(s)
}

// add publishes a command after hand has passed it to the loop. It returns the result of hand.
func (b *board) add(u *unstarted, hand func() bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !hand() {
		return false
	}
	b.waiting = append(b.waiting, u)
	if len(u.jobs) > 0 {
		s := *b.snap.Load()
		s.Pending = slices.Concat(s.Pending, u.jobs)
		b.store(&s)
	}
	return true
}

// remove removes a command that the loop has started, or that was withdrawn.
func (b *board) remove(u *unstarted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = slices.DeleteFunc(b.waiting, func(other *unstarted) bool { return other == u })
}

// close ends the commands that the loop will never start.
func (b *board) close() {
	b.mu.Lock()
	left := b.waiting
	b.waiting = nil
	b.mu.Unlock()
	for _, u := range left {
		u.end(video.ErrClosed)
	}
}

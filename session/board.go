package session

import (
	"slices"
	"sync"
	"sync/atomic"

	"gavel/session/video"
)

// board has the newest snapshot of a room. It adds the commands that the loop has not started, so that a caller that
// gives two commands in a row sees the first one before it gives the second.
type board struct {
	snap atomic.Pointer[video.Snapshot]

	mu      sync.Mutex // guards what follows, and the order of the snapshots
	waiting []*unbegun // oldest first
}

// unbegun is a command that the loop has not started.
type unbegun struct {
	jobs []video.Job // how a snapshot shows it
	end  func(error) // ends it when the session is closed
}

// put shows a snapshot of the room.
func (b *board) put(s *video.Snapshot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.waiting {
		s.Pending = append(s.Pending, u.jobs...)
	}
	b.store(s)
}

// store numbers a snapshot and shows it.
func (b *board) store(s *video.Snapshot) {
	if old := b.snap.Load(); old != nil {
		s.Seq = old.Seq + 1
	}
	b.snap.Store(s)
}

// add shows a command once hand has given it to the loop. It reports what hand does.
func (b *board) add(u *unbegun, hand func() bool) bool {
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

// remove takes out a command that the loop has started, or that was withdrawn.
func (b *board) remove(u *unbegun) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = slices.DeleteFunc(b.waiting, func(other *unbegun) bool { return other == u })
}

// close ends all that the loop will never begin.
func (b *board) close() {
	b.mu.Lock()
	left := b.waiting
	b.waiting = nil
	b.mu.Unlock()
	for _, u := range left {
		u.end(video.ErrClosed)
	}
}

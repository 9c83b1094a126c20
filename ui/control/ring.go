package control

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ring holds the newest events of a room for all readers, each of which has its own position. A slow or dead reader
// therefore costs no memory and delays nobody.
type ring struct {
	epoch string // of this ring; numbers of another epoch are invalid

	mu    sync.Mutex
	lines [][]byte
	first uint64 // number of lines[0]
	bytes int
	more  chan struct{} // closed when there are more lines
	over  bool
}

// Limits of a ring.
const (
	ringEvents = 2000
	ringBytes  = 4 << 20
	batchBytes = 64 << 10 // that a reader gets at once: each reader has a copy, and a deadline for writing it
)

// ready is closed.
var ready = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

func newRing() *ring { return &ring{epoch: NewToken()[:8], first: 1, more: make(chan struct{})} }

// add appends a line and removes the oldest lines beyond the limits.
func (r *ring) add(line []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
	r.bytes += len(line)
	for len(r.lines) > ringEvents || r.bytes > ringBytes && len(r.lines) > 1 {
		r.bytes -= len(r.lines[0])
		r.lines[0] = nil
		r.lines = r.lines[1:]
		r.first++
	}
	r.wake()
}

// gap records that events were lost before they reached the ring. Every reader must read the room again.
func (r *ring) gap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.first += uint64(len(r.lines)) + 1
	r.lines, r.bytes = nil, 0
	r.wake()
}

func (r *ring) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	r.wake()
}

func (r *ring) wake() {
	close(r.more)
	r.more = make(chan struct{})
}

// next returns the number after the newest event.
func (r *ring) next() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first + uint64(len(r.lines))
}

// from returns lines starting at a number, as many as make a batch. If some of them are gone, it reports missed and
// continues with the newest. more is closed when there are further lines, and nil at the end.
func (r *ring) from(n uint64) (lines [][]byte, first uint64, missed bool, more <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	end := r.first + uint64(len(r.lines))
	if n < r.first || n > end {
		missed, n = true, end
	}
	waiting := r.lines[n-r.first:]
	count, size := 0, 0
	for count < len(waiting) && (count == 0 || size+len(waiting[count]) <= batchBytes) {
		size += len(waiting[count])
		count++
	}
	switch {
	case count < len(waiting):
		more = ready
	case !r.over:
		more = r.more
	}
	return slices.Clone(waiting[:count]), n, missed, more
}

// place returns the position of a reader that has received the event with the id, and whether it must read the room
// again. "" starts with the next event.
func (r *ring) place(id string) (at uint64, resync bool) {
	epoch, number, _ := strings.Cut(id, "-")
	n, err := strconv.ParseUint(number, 10, 64)
	switch {
	case id == "":
		return r.next(), false
	case epoch != r.epoch || err != nil:
		return r.next(), true
	}
	return n + 1, false
}

package session

import (
	"sync"

	"gavel/session/video"
)

const (
	// maxQueuedBytes bounds what waits for a slow listener. Beyond it the oldest events are dropped and counted in
	// Event.Missed of the next one: a program that does not read must not delay the truth for everybody else, nor eat the
	// machine's memory.
	maxQueuedBytes = 16 << 20
	// eventBytes is what an event takes besides its text: itself, and a copy of the member that it is about.
	eventBytes = 640
	// eventsAtOnce is how many events a listener takes out of its queue in one step.
	eventsAtOnce = 512
)

// sizeOf is about how much memory an event holds.
func sizeOf(e *video.Event) int {
	return eventBytes + len(e.Raw) + eventBytes*len(e.Members)
}

// eventQueue is a bounded queue from one or more producers, that never blocks them, to one consumer.
type eventQueue struct {
	mu      sync.Mutex // guards pending, bytes, missed and closed
	pending []video.Event
	bytes   int // that pending holds
	missed  int // events dropped before the first of pending
	closed  bool
	wake    chan struct{} // capacity 1: something is pending, or the queue was closed
	over    chan struct{} // closed with the queue
	done    chan struct{} // closed when the consumer's goroutine has ended
}

func newEventQueue() *eventQueue {
	return &eventQueue{wake: make(chan struct{}, 1), over: make(chan struct{}), done: make(chan struct{})}
}

// push adds an event, if need be in the place of the oldest ones.
func (q *eventQueue) push(e video.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	e.Missed = 0
	q.pending = append(q.pending, e)
	q.bytes += sizeOf(&e)
	for q.bytes > maxQueuedBytes && len(q.pending) > 1 {
		q.bytes -= sizeOf(&q.pending[0])
		q.pending[0] = video.Event{} // what it held is free now, and not only when the array is
		q.pending = q.pending[1:]
		q.missed++
	}
	q.poke()
}

func (q *eventQueue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *eventQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.closed = true
	close(q.over)
	q.poke()
}

// take returns the oldest events, and whether more may come. The first one says how many were dropped before it.
func (q *eventQueue) take() (batch []video.Event, open bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.pending), eventsAtOnce)
	batch = append(batch, q.pending[:n]...)
	for i := range batch {
		q.bytes -= sizeOf(&batch[i])
	}
	clear(q.pending[:n])
	if q.pending = q.pending[n:]; len(q.pending) == 0 {
		q.pending = nil
	}
	if n > 0 {
		batch[0].Missed, q.missed = q.missed, 0
	}
	if more := len(q.pending) > 0; more || q.closed {
		q.poke()
		return batch, more || !q.closed
	}
	return batch, true
}

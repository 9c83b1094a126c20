package session

import (
	"sync"

	"gavel/session/video"
)

const (
	// maxQueuedBytes bounds the events that wait for a slow listener. Beyond it the oldest events are dropped, and
	// Event.Missed of the next one counts them. A program that does not read must neither delay the others nor use up the
	// machine's memory.
	maxQueuedBytes = 16 << 20
	// eventBytes is the size of an event without its text: the event, and a copy of its member.
	eventBytes = 640
	// eventsAtOnce is how many events a listener takes from its queue at a time.
	eventsAtOnce = 512
)

// sizeOf returns the approximate memory of an event, in bytes.
func sizeOf(e *video.Event) int {
	return eventBytes + len(e.Raw) + eventBytes*len(e.Members)
}

// eventQueue is a bounded queue from one or more producers to one consumer. It never blocks a producer.
type eventQueue struct {
	mu      sync.Mutex // guards pending, bytes, missed and closed
	pending []video.Event
	bytes   int // size of pending
	missed  int // events dropped before the first of pending
	closed  bool
	wake    chan struct{} // capacity 1: an event is pending, or the queue was closed
	over    chan struct{} // closed with the queue
	done    chan struct{} // closed when the consumer's goroutine has ended
}

func newEventQueue() *eventQueue {
	return &eventQueue{wake: make(chan struct{}, 1), over: make(chan struct{}), done: make(chan struct{})}
}

// push adds an event. If the queue is full, it drops the oldest ones.
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
		q.pending[0] = video.Event{} // free its memory now, not only with the array
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

// take returns the oldest events, and whether more may come. Missed of the first one counts the events dropped before
// it.
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

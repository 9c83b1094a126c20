package session

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gavel/session/video"
)

// maxQueued bounds how many events wait for a slow listener. Beyond it events are dropped and counted in Event.Missed:
// a program that does not read must not delay the truth for everybody else, nor eat the machine's memory.
const maxQueued = 1 << 17

// Source is what events come from: a [*RoomSession] for everything about its room, a [*Client] for the beginnings and
// ends of all rooms of the project. S says which kinds it reports: [video.InRoom] or [video.OnClient].
type Source[S any] interface {
	hub(S) *listeners
}

// On calls h for every event of the kind, in order, on one goroutine that all handlers of the source share. The
// returned function stops it; a call of h that has begun is not waited for. h may call any method, [On] and off
// included.
func On[S, T any](src Source[S], k video.Kind[S, T], h func(T)) (off func()) {
	var s S
	return src.hub(s).add(k.Name(), func(e video.Event) {
		if about, ok := k.From(e); ok {
			h(about)
		}
	})
}

// Once is [On] for the next event only.
func Once[S, T any](src Source[S], k video.Kind[S, T], h func(T)) (off func()) {
	var once sync.Once
	var stop func()
	armed := make(chan struct{})
	var s S
	stop = src.hub(s).add(k.Name(), func(e video.Event) {
		once.Do(func() {
			<-armed
			stop()
			if about, ok := k.From(e); ok {
				h(about)
			}
		})
	})
	close(armed)
	return stop
}

// listeners hands events to handlers and streams. It never blocks who emits.
type listeners struct {
	active atomic.Int32 // handlers and streams together: emit costs one load when nobody listens

	mu       sync.Mutex // guards what follows
	handlers []*handler
	streams  []*eventQueue
	queue    *eventQueue // of the handlers' goroutine; nil until the first handler
	done     chan struct{}
	closed   bool
	failed   func(error) // told when a handler panics
}

type handler struct {
	kind string
	call func(video.Event)
	off  atomic.Bool
}

func newListeners(failed func(error)) *listeners {
	return &listeners{failed: failed}
}

// wanted reports whether anybody would get an event, so that nothing is built for nobody.
func (l *listeners) wanted() bool { return l.active.Load() > 0 }

// add registers call for the events of the kind; "" means all.
func (l *listeners) add(kind string, call func(video.Event)) (off func()) {
	h := &handler{kind: kind, call: call}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return func() {}
	}
	l.handlers = append(l.handlers, h)
	l.active.Add(1)
	if l.queue == nil {
		l.queue = newEventQueue()
		l.done = make(chan struct{})
		go l.run(l.queue, l.done)
	}
	return func() { l.remove(h) }
}

func (l *listeners) remove(h *handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h.off.Store(true)
	i := slices.Index(l.handlers, h)
	if i < 0 {
		return
	}
	l.handlers = slices.Delete(slices.Clone(l.handlers), i, i+1)
	l.active.Add(-1)
}

// clear removes all handlers; streams go on.
func (l *listeners) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range l.handlers {
		h.off.Store(true)
	}
	l.active.Add(-int32(len(l.handlers)))
	l.handlers = nil
}

// emit queues the event for everybody who listens.
func (l *listeners) emit(e video.Event) {
	if !l.wanted() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	if len(l.handlers) > 0 {
		l.queue.push(e)
	}
	for _, s := range l.streams {
		s.push(e)
	}
}

// run calls the handlers until the queue is closed.
func (l *listeners) run(q *eventQueue, done chan struct{}) {
	defer close(done)
	for range q.wake {
		batch, open := q.take()
		for _, e := range batch {
			l.deliver(e)
		}
		if !open {
			return
		}
	}
}

func (l *listeners) deliver(e video.Event) {
	l.mu.Lock()
	handlers := l.handlers
	l.mu.Unlock()
	for _, h := range handlers {
		if (h.kind == "" || h.kind == e.Type) && !h.off.Load() {
			l.guard(h, e)
		}
	}
}

// guard keeps a handler's panic from ending the program: the handler is dropped and the source told.
func (l *listeners) guard(h *handler, e video.Event) {
	defer func() {
		if p := recover(); p != nil {
			l.remove(h)
			l.failed(fmt.Errorf("handler of %s: panic: %v", e.Type, p))
		}
	}()
	h.call(e)
}

// stream returns a channel of every event, closed when ctx is done or the source is closed.
func (l *listeners) stream(ctx context.Context) <-chan video.Event {
	out := make(chan video.Event)
	q := newEventQueue()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		close(out)
		return out
	}
	l.streams = append(l.streams, q)
	l.active.Add(1)
	go func() {
		defer close(out)
		defer l.dropStream(q)
		defer func() {
			if p := recover(); p != nil {
				l.failed(fmt.Errorf("stream of events: %w", video.ErrInternal))
			}
		}()
		for {
			select {
			case <-ctx.Done():
				return
			case <-q.wake:
				batch, open := q.take()
				if !forward(ctx, out, batch) || !open {
					return
				}
			}
		}
	}()
	return out
}

func forward(ctx context.Context, out chan<- video.Event, batch []video.Event) bool {
	for _, e := range batch {
		select {
		case out <- e:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (l *listeners) dropStream(q *eventQueue) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q.close()
	if i := slices.Index(l.streams, q); i >= 0 {
		l.streams = slices.Delete(l.streams, i, i+1)
		l.active.Add(-1)
	}
}

// close delivers what is queued, ends all streams and waits at most limit for the handlers' goroutine: a handler that
// hangs, or that called Close itself, must not hang Close.
func (l *listeners) close(limit time.Duration) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return
	}
	l.closed = true
	for _, s := range l.streams {
		s.close()
	}
	done := l.done
	if l.queue != nil {
		l.queue.close()
	}
	l.mu.Unlock()
	if done == nil {
		return
	}
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
}

// eventQueue is a bounded queue from one or more producers, that never blocks them, to one consumer, who takes all that
// waits at once.
type eventQueue struct {
	mu      sync.Mutex // guards pending, missed and closed
	pending []video.Event
	missed  int
	closed  bool
	wake    chan struct{} // capacity 1: something is pending, or the queue was closed
}

func newEventQueue() *eventQueue {
	return &eventQueue{wake: make(chan struct{}, 1)}
}

func (q *eventQueue) push(e video.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	if len(q.pending) >= maxQueued {
		q.missed++
		return
	}
	e.Missed, q.missed = q.missed, 0
	q.pending = append(q.pending, e)
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
	q.closed = true
	q.poke()
}

// take returns all that waits, and whether more may come.
func (q *eventQueue) take() (batch []video.Event, open bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	batch, q.pending = q.pending, nil
	return batch, !q.closed
}

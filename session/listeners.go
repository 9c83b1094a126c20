package session

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gavel/session/video"
)

// Source is a source of events: a [*RoomSession] for everything about its room, or a [*Client] for the starts and ends
// of all rooms of the project. S is the class of kinds that it reports: [video.InRoom] or [video.OnClient].
type Source[S any] interface {
	hub(S) *listeners
}

// On calls h for every event of the kind, in order, on one goroutine that all handlers of the source share. The
// returned function stops it and does not wait for a running call of h. h may call any method, including [On] and off.
// A nil h is ignored. See [RoomSession.OnMember] and similar methods for handlers that receive an object with its
// methods, and [WithHandler] for handlers that miss nothing.
func On[S, T any](src Source[S], k video.Kind[S, T], h func(T)) (off func()) {
	if h == nil {
		return func() {}
	}
	var s S
	return src.hub(s).add(k.Name(), func(e video.Event) {
		if about, ok := k.From(e); ok {
			h(about)
		}
	})
}

// on is [On] for a handler that receives an object with its methods.
func on[S, T, O any](src Source[S], k video.Kind[S, T], h func(*O), with func(T) *O) (off func()) {
	if h == nil {
		return func() {}
	}
	return On(src, k, func(e T) { h(with(e)) })
}

// Off stops all handlers of the kind that [On], [Once] and similar functions have registered: the reference's
// off(event) and removeAllListeners(event). It does not wait for a running call of a handler.
func Off[S, T any](src Source[S], k video.Kind[S, T]) {
	var s S
	src.hub(s).clear(func(h *handler) bool { return h.kind == k.Name() })
}

// Once is [On] for the next event only.
func Once[S, T any](src Source[S], k video.Kind[S, T], h func(T)) (off func()) {
	if h == nil {
		return func() {}
	}
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

// listeners distributes events to handlers and streams. It never blocks the sender.
type listeners struct {
	active atomic.Int32 // handlers and streams together: without any, emit costs one load

	mu       sync.Mutex // guards the fields below
	handlers []*handler
	streams  []*eventQueue
	queue    *eventQueue // of the handlers' goroutine; nil until the first handler
	closed   bool
	failed   func(*HandlerError)
}

type handler struct {
	kind   string
	call   func(video.Event)
	off    atomic.Bool
	inner  bool // of this package: only its own off stops it
	missed int  // events dropped since the last call; the handlers' goroutine only
}

// HandlerError reports that a handler has panicked, or has ended its goroutine as testing.T.FailNow does. The handler
// is removed. The others continue.
type HandlerError struct {
	// Event is the name of the event that the handler was called for.
	Event string
	// Value is the value of the panic; nil if the handler called runtime.Goexit.
	Value any
	// Stack is the stack at that time.
	Stack []byte
}

// Error returns one sentence without a full stop.
func (e *HandlerError) Error() string {
	if e.Value == nil {
		return "a handler of " + e.Event + " ended its goroutine and was removed"
	}
	return fmt.Sprintf("a handler of %s panicked and was removed: %v", e.Event, e.Value)
}

// newListeners returns listeners that report a failed handler to failed.
func newListeners(failed func(*HandlerError)) *listeners {
	return &listeners{failed: failed}
}

// wanted reports whether there is a handler or a stream, so that no event is built in vain.
func (l *listeners) wanted() bool { return l.active.Load() > 0 }

// add registers call for the events of the kind; "" means all kinds.
func (l *listeners) add(kind string, call func(video.Event)) (off func()) {
	return l.register(&handler{kind: kind, call: call})
}

func (l *listeners) register(h *handler) (off func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return func() {}
	}
	l.handlers = append(l.handlers, h)
	l.active.Add(1)
	if l.queue == nil {
		l.queue = newEventQueue()
		go l.run(&delivery{queue: l.queue, open: true})
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

// clear removes the program's handlers that match. Streams continue.
func (l *listeners) clear(match func(*handler) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handlers = slices.DeleteFunc(slices.Clone(l.handlers), func(h *handler) bool {
		if h.inner || !match(h) {
			return false
		}
		h.off.Store(true)
		l.active.Add(-1)
		return true
	})
}

func everyHandler(*handler) bool { return true }

// emit queues the event for all handlers and streams.
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

// delivery is the work of the handlers' goroutine. It outlives the goroutine, which a handler may end.
type delivery struct {
	queue    *eventQueue
	batch    []video.Event // the first one is being delivered …
	handlers []*handler    // … to these; nil: to all
	open     bool          // more may come
}

// run calls the handlers until the queue is closed.
func (l *listeners) run(d *delivery) {
	finished := false
	defer func() {
		if finished {
			close(d.queue.done)
			return
		}
		go l.run(d) // a handler has ended this goroutine: continue on a new one
	}()
	l.deliver(d)
	for d.open {
		<-d.queue.wake
		d.batch, d.open = d.queue.take()
		l.deliver(d)
	}
	finished = true
}

// deliver calls the handlers for the events of the batch. It removes each one before its call, because the call may not
// return.
func (l *listeners) deliver(d *delivery) {
	for len(d.batch) > 0 {
		if d.handlers == nil {
			l.mu.Lock()
			d.handlers = l.handlers
			l.mu.Unlock()
		}
		for len(d.handlers) > 0 {
			h := d.handlers[0]
			d.handlers = d.handlers[1:]
			l.serve(h, d.batch[0])
		}
		d.handlers, d.batch = nil, d.batch[1:]
	}
}

// serve calls the handler if the event is of its kind.
func (l *listeners) serve(h *handler, e video.Event) {
	h.missed += e.Missed
	if h.kind != "" && h.kind != e.Type || h.off.Load() {
		return
	}
	e.Missed, h.missed = h.missed, 0
	l.guard(h, e)
}

// guard keeps a handler's panic from ending the program. It removes the handler and reports the failure to the source.
func (l *listeners) guard(h *handler, e video.Event) {
	returned := false
	defer func() {
		p := recover()
		if returned {
			return
		}
		l.remove(h)
		l.report(&HandlerError{Event: e.Type, Value: p, Stack: debug.Stack()})
	}()
	h.call(e)
	returned = true
}

// report reports a failed handler. A panic in the report is not reported again.
func (l *listeners) report(e *HandlerError) {
	defer func() { _ = recover() }()
	l.failed(e)
}

const (
	// streamBuffer is the number of events that fit into the channel of a stream, so that closing it needs no reader.
	streamBuffer = 256
	// lastEventsFor is how long a reader may take for each event that was queued when the source was closed. A reader that
	// has left its loop reads none.
	lastEventsFor = 200 * time.Millisecond
)

// stream returns a channel of all events. It is closed when ctx is done or the source is closed.
func (l *listeners) stream(ctx context.Context) <-chan video.Event {
	out := make(chan video.Event, streamBuffer)
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
		defer close(q.done)
		defer close(out)
		defer l.dropStream(q)
		defer func() {
			if p := recover(); p != nil {
				l.report(&HandlerError{Event: "the stream", Value: p, Stack: debug.Stack()})
			}
		}()
		pipe(ctx, q, out)
	}()
	return out
}

// pipe moves events from the queue to a channel until the queue is closed and empty, or ctx is done.
func pipe(ctx context.Context, q *eventQueue, out chan<- video.Event) {
	for open := true; open; {
		select {
		case <-ctx.Done():
			return
		case <-q.wake:
		}
		var batch []video.Event
		batch, open = q.take()
		for _, e := range batch {
			select {
			case out <- e:
				continue
			default:
			}
			if !hand(ctx, q, out, e) {
				return
			}
		}
	}
}

// hand waits for the reader of a stream. It returns false if the reader is gone.
func hand(ctx context.Context, q *eventQueue, out chan<- video.Event, e video.Event) bool {
	select {
	case out <- e:
		return true
	case <-ctx.Done():
		return false
	case <-q.over:
	}
	select {
	case out <- e:
		return true
	case <-ctx.Done():
	case <-time.After(lastEventsFor):
	}
	return false
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

// close delivers the queued events, ends all streams and waits at most limit for their goroutines and the handlers'
// goroutine. A handler that hangs, or that called Close itself, must not block Close.
func (l *listeners) close(limit time.Duration) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return
	}
	l.closed = true
	queues := slices.Clone(l.streams)
	if l.queue != nil {
		queues = append(queues, l.queue)
	}
	l.mu.Unlock()
	for _, q := range queues {
		q.close()
	}
	t := time.NewTimer(limit)
	defer t.Stop()
	for _, q := range queues {
		select {
		case <-q.done:
		case <-t.C:
			return
		}
	}
}

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

// Source is what events come from: a [*RoomSession] for everything about its room, a [*Client] for the beginnings and
// ends of all rooms of the project. S says which kinds it reports: [video.InRoom] or [video.OnClient].
type Source[S any] interface {
	hub(S) *listeners
}

// On calls h for every event of the kind, in order, on one goroutine that all handlers of the source share. The
// returned function stops it; it does not wait for a call of h in progress. h may call any method, [On] and off
// included. A nil h is no handler. See [RoomSession.OnMember] and its like for handlers that get an object with its
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

// on is [On] for a handler that gets an object with its methods.
func on[S, T, O any](src Source[S], k video.Kind[S, T], h func(*O), with func(T) *O) (off func()) {
	if h == nil {
		return func() {}
	}
	return On(src, k, func(e T) { h(with(e)) })
}

// Off stops all handlers of the kind that [On], [Once] and their like have registered: the reference's off(event) and
// removeAllListeners(event). It does not wait for a call of a handler in progress.
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

// listeners hands events to handlers and streams. It never blocks who emits.
type listeners struct {
	active atomic.Int32 // handlers and streams together: emit costs one load when nobody listens

	mu       sync.Mutex // guards what follows
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
	missed int  // events dropped since it was last called; the handlers' goroutine only
}

// HandlerError says that a handler has panicked, or has ended its goroutine as testing.T.FailNow does. The handler is
// removed; the others continue.
type HandlerError struct {
	// Event is the name of the event that the handler was called for.
	Event string
	// Value is what it panicked with; nil when it called runtime.Goexit.
	Value any
	// Stack is where it happened.
	Stack []byte
}

// Error is one sentence without a full stop.
func (e *HandlerError) Error() string {
	if e.Value == nil {
		return "a handler of " + e.Event + " ended its goroutine: it was removed"
	}
	return fmt.Sprintf("a handler of %s panicked: %v: it was removed", e.Event, e.Value)
}

// newListeners returns listeners that report a failed handler to failed.
func newListeners(failed func(*HandlerError)) *listeners {
	return &listeners{failed: failed}
}

// wanted reports whether anybody would get an event, so that nothing is built for nobody.
func (l *listeners) wanted() bool { return l.active.Load() > 0 }

// add registers call for the events of the kind; "" means all.
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

// clear removes the handlers of the program that match; streams go on.
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

// delivery is what the handlers' goroutine has to deliver. It outlives that goroutine: a handler may end it.
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
		go l.run(d) // a handler has ended this goroutine: the others continue on a new one
	}()
	l.deliver(d)
	for d.open {
		<-d.queue.wake
		d.batch, d.open = d.queue.take()
		l.deliver(d)
	}
	finished = true
}

// deliver calls the handlers for the events of the batch. Each is taken out before its call, which may not return.
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

// serve calls the handler when the event is one of its kind.
func (l *listeners) serve(h *handler, e video.Event) {
	h.missed += e.Missed
	if h.kind != "" && h.kind != e.Type || h.off.Load() {
		return
	}
	e.Missed, h.missed = h.missed, 0
	l.guard(h, e)
}

// guard keeps a handler's panic from ending the program: the handler is removed, and the source gets a report.
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

// report reports a failed handler. What panics there is not reported again.
func (l *listeners) report(e *HandlerError) {
	defer func() { _ = recover() }()
	l.failed(e)
}

const (
	// streamBuffer is how many events wait in the channel of a stream, so that its end needs no reader.
	streamBuffer = 256
	// lastEventsFor is how long a reader may take for each event that was queued when the source was closed. Whoever has
	// left the loop over a stream reads none.
	lastEventsFor = 200 * time.Millisecond
)

// stream returns a channel of every event, closed when ctx is done or the source is closed.
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

// pipe moves events from the queue to a channel until the queue is closed and empty, or ctx done.
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

// hand waits for the reader of a stream. It reports false when there is none left.
func hand(ctx context.Context, q *eventQueue, out chan<- video.Event, e video.Event) bool {
	select {
	case out <- e:
		return true
	case <-ctx.Done():
		return false
	case <-q.over:
	}
	patience := time.NewTimer(lastEventsFor)
	defer patience.Stop()
	select {
	case out <- e:
		return true
	case <-ctx.Done():
	case <-patience.C:
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

// close delivers what is queued, ends all streams and waits at most limit for their goroutines and that of the
// handlers: a handler that hangs, or that called Close itself, must not hang Close.
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

package session

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// RoomSession is one joined room. All methods are safe for concurrent use.
//
// It has one method for each method of the reference. Those that act on members, the room, its metadata or its media,
// and those that read them, call [RoomSession.Do], which documents their errors. The methods of [Member], [Recording],
// [Playback] and [Stream] do the same. A method whose name begins with Get returns an empty result if there is nothing
// to list, and another error if the answer is malformed.
type RoomSession struct {
	client *Client
	feed   *link.Feed
	ln     *listeners
	rec    video.Recorder // or nil

	id      string // room session id
	channel string // event channel
	board   board
	changed chan struct{}        // capacity 1: a slow consumer sees fewer snapshots, never older ones
	ops     chan func(*loop)     // of callers that wait until their function has run
	posts   mailbox[func(*loop)] // of callers that do not wait
	stop    chan struct{}
	stopped sync.Once
	done    chan struct{}
	ready   chan struct{} // closed when the whole room was read, or the read failed

	mu    sync.Mutex // guards the fields below
	err   error
	ended chan struct{} // closed while the room is considered over
}

// ID returns the room session id.
func (r *RoomSession) ID() string { return r.id }

// Snapshot returns the newest snapshot of the room. It is never nil.
func (r *RoomSession) Snapshot() *video.Snapshot { return r.board.snap.Load() }

// Changed returns a channel that receives a value when there is a newer snapshot. It is closed when Done is closed. It
// holds one value, so one consumer can read it at its own speed.
func (r *RoomSession) Changed() <-chan struct{} { return r.changed }

// Events returns a channel of every event of the reference in order. The channel is closed when ctx is done or the
// session is closed. A reader that falls more than 16 MiB of events behind (about 15,000) loses the oldest ones, and
// Missed of the next one counts them. A reader that has left its loop needs no ctx to end the stream, because Close
// ends it.
func (r *RoomSession) Events(ctx context.Context) <-chan video.Event { return r.ln.stream(ctx) }

// RemoveAllListeners stops all handlers registered with [On] and similar functions. [Off] stops those of one kind.
func (r *RoomSession) RemoveAllListeners() { r.ln.clear(everyHandler) }

func (r *RoomSession) hub(video.InRoom) *listeners { return r.ln }

// Ended returns a channel that is closed when the room session has ended, and when Done is closed. Use it to leave a
// loop over Changed or Events, which continue after the end of the room. In rare cases the room turns out to be still
// in progress. Ended then returns another channel.
func (r *RoomSession) Ended() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// setEnded closes the channel of Ended, or replaces it by an open one.
func (r *RoomSession) setEnded(over bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.ended:
		if !over {
			r.ended = make(chan struct{})
		}
	default:
		if over {
			close(r.ended)
		}
	}
}

// Done returns a channel that is closed when the session is over for this process: after Close, or when the client has
// ended. The end of the room does not close it; see Ended.
func (r *RoomSession) Done() <-chan struct{} { return r.done }

// Err returns why Done is closed: [video.ErrClosed] after Close, an error that matches [video.ErrInternal] after a
// panic, or the error that ended the client. It returns nil before that.
func (r *RoomSession) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *RoomSession) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
}

// Close leaves the room and waits until its goroutines have ended. It changes nothing in the room. The error is always
// nil. Close may be called more than once, and by a handler: it waits at most 1 s for a running handler.
func (r *RoomSession) Close() error {
	r.stopped.Do(func() { close(r.stop) })
	<-r.done
	return nil
}

// closeHandlersFor is how long Close waits for a running handler.
const closeHandlersFor = time.Second

// run owns the state until the session ends.
func (r *RoomSession) run(l *loop) {
	defer func() {
		if p := recover(); p != nil {
			r.client.cfg.Logger.Error("room session: panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
			r.fail(fmt.Errorf("the room's goroutine: %w", video.ErrInternal))
		}
		r.feed.Detach()
		l.timer.Stop()
		l.leave()
		r.ln.close(closeHandlersFor)
		r.fail(video.ErrClosed)
		r.setEnded(true)
		close(r.done)
		close(r.changed)
	}()
	l.run()
}

// recorderChanged wakes the room, which then reads the state of its recorder. It may be called from any goroutine.
func (r *RoomSession) recorderChanged() { _ = r.posts.put(func(*loop) {}) }

// handlerFailed reports a failed handler, also in the room's log.
func (r *RoomSession) handlerFailed(e *HandlerError) {
	r.warn(e.Error())
	r.client.handlerFailed(e)
}

// warn adds a line to the log. It may be called from any goroutine.
func (r *RoomSession) warn(text string) {
	op := func(l *loop) {
		l.d.Note(video.Entry{At: time.Now(), Kind: video.EntryWarning, Note: video.NoteOther, Detail: text})
	}
	r.client.link.Spawn("note", func() { _ = r.on(context.Background(), op) })
}

// on runs op on the goroutine that owns the state, and waits for it.
func (r *RoomSession) on(ctx context.Context, op func(*loop)) error {
	ran := make(chan struct{})
	select {
	case r.ops <- func(l *loop) { defer close(ran); op(l) }:
		<-ran
		return nil
	case <-r.done:
		return video.ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

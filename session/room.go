package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"gavel/session/internal/link"
	"gavel/session/internal/room"
	"gavel/session/video"
)

// RoomSession is one joined room. All methods are safe for concurrent use.
type RoomSession struct {
	client *Client
	feed   *link.Feed
	ln     *listeners
	rec    video.Recorder // or nil

	id      string // room session id
	channel string // event channel
	board   board
	changed chan struct{}        // capacity 1: somebody who is slow sees fewer snapshots, never older ones
	ops     chan func(*loop)     // of callers that wait until it ran
	posts   mailbox[func(*loop)] // of those that do not
	stop    chan struct{}
	stopped sync.Once
	done    chan struct{}
	ready   chan struct{} // closed when the whole room was read, or cannot be

	mu  sync.Mutex // guards err
	err error
}

// Option changes what Join does.
type Option func(*joining)

type joining struct {
	rec video.Recorder
}

// WithRecorder has rec get everything that happens in the room, such as a journal. Snapshot.JournalErr says when it
// records nothing. The recorder serves this one room.
//
// A command that cannot be undone is sent only when rec has recorded its intent. It waits for that for at most 250 ms,
// and is refused otherwise, with an error that matches [video.ErrNotSent] and [video.ErrUnrecorded]. Nothing else waits
// for rec, except a newer command that changes the same thing.
func WithRecorder(rec video.Recorder) Option { return func(j *joining) { j.rec = rec } }

// Join finds a room by its name, room id or room session id, subscribes to it, and returns when its full state is
// there. It returns [video.ErrNotFound] when no such room is in progress, [video.ErrAmbiguous] when a name fits several
// sessions, and what the connection says when it fails. Close ends the session; the client stays open.
func Join(ctx context.Context, c *Client, name string, opts ...Option) (*RoomSession, error) {
	var o joining
	for _, opt := range opts {
		opt(&o)
	}
	found, err := c.Find(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("join room %q: %w", name, err)
	}
	r := &RoomSession{
		client: c, feed: c.link.Attach(found.ID), id: found.ID, channel: found.EventChannel,
		changed: make(chan struct{}, 1), ops: make(chan func(*loop)), posts: newMailbox[func(*loop)](),
		stop: make(chan struct{}), done: make(chan struct{}), ready: make(chan struct{}),
	}
	r.ln = newListeners(func(err error) { r.warn(err.Error()) })
	if r.rec = o.rec; r.rec != nil {
		r.rec.Begin(found, r.recorderChanged)
	}
	l := newLoop(r, room.New(found, time.Now()))
	r.board.put(l.snapshot(time.Now()))
	go r.run(l)
	if err := r.waitReady(ctx); err != nil {
		_ = r.Close()
		return nil, fmt.Errorf("join room %q: %w", name, err)
	}
	return r, nil
}

func (r *RoomSession) waitReady(ctx context.Context) error {
	select {
	case <-r.ready:
		return r.Err()
	case <-r.done:
		return errors.Join(r.Err(), video.ErrClosed)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// ID returns the room session id.
func (r *RoomSession) ID() string { return r.id }

// Snapshot returns the newest picture of the room. It is never nil.
func (r *RoomSession) Snapshot() *video.Snapshot { return r.board.snap.Load() }

// Changed returns a channel that gets a value when there is a newer snapshot; it is closed at the end. It has room for
// one value, so that one consumer may read it, at its own speed.
func (r *RoomSession) Changed() <-chan struct{} { return r.changed }

// Events returns every event of the page in order, until ctx is done or the session is closed; then the channel is
// closed. A reader who falls behind by more than 131,072 events loses some; Event.Missed says how many.
func (r *RoomSession) Events(ctx context.Context) <-chan video.Event { return r.ln.stream(ctx) }

// RemoveAllListeners stops all handlers registered with [On] and [Once].
func (r *RoomSession) RemoveAllListeners() { r.ln.clear() }

func (r *RoomSession) hub(video.InRoom) *listeners { return r.ln }

// Done returns a channel that is closed when the session is over for this process: after Close, or when Err is not nil.
func (r *RoomSession) Done() <-chan struct{} { return r.done }

// Err says why the session ended; nil while it goes on and after Close.
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

// Close leaves the room and waits until its goroutines have ended. It changes nothing in the room.
func (r *RoomSession) Close() error {
	r.stopped.Do(func() { close(r.stop) })
	<-r.done
	return nil
}

// closeHandlersFor bounds how long Close waits for a handler that is running.
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
		close(r.done)
		close(r.changed)
	}()
	l.run()
}

// recorderChanged wakes the room, which looks at its recorder then. It may be called from any goroutine.
func (r *RoomSession) recorderChanged() { _ = r.posts.put(func(*loop) {}) }

// RecordDecision hands what a program has decided to the recorder of the session, in order with everything else;
// without a recorder it does nothing. kind has 1 to 64 letters, digits and dots; data is JSON, or nil.
func (r *RoomSession) RecordDecision(kind string, data json.RawMessage) error {
	if !video.ValidID(kind) || data != nil && !json.Valid(data) {
		return &video.ArgumentError{Name: "decision", Reason: "needs a kind of 1 to 64 letters and dots, and valid JSON"}
	}
	decision := &video.Decision{Kind: kind, Data: data}
	if !r.posts.put(func(l *loop) { l.rec.hand(video.Record{Decision: decision}) }) {
		return video.ErrClosed
	}
	return nil
}

// warn puts a line into the log, from any goroutine.
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

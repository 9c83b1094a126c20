package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/room"
	"gavel/session/video"
)

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
// there. Joining takes at most Config.JoinTimeout; of many calls at once eight are served at a time, and the others
// wait for their turn as long as ctx lasts. Join returns [video.ErrNotFound] when no such room is in progress,
// [video.ErrAmbiguous] when a name fits several sessions, a [*video.StateError] that says what was awaited when the
// time was over, and what the connection says when it fails. Close ends the session; the client stays open.
func Join(ctx context.Context, c *Client, name string, opts ...Option) (*RoomSession, error) {
	var o joining
	for _, opt := range opts {
		opt(&o)
	}
	select {
	case c.joins <- struct{}{}:
		defer func() { <-c.joins }()
	case <-ctx.Done():
		return nil, fmt.Errorf("join room %q: %w", name, context.Cause(ctx))
	case <-c.Done():
		return nil, fmt.Errorf("join room %q: %w", name, video.ErrClosed)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.JoinTimeout, errJoinLate)
	defer cancel()
	found, err := c.Find(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("join room %q: %w", name, err)
	}
	r := newRoomSession(c, found, o)
	if err := r.waitReady(ctx); err != nil {
		_ = r.Close()
		return nil, fmt.Errorf("join room %q: %w", name, err)
	}
	return r, nil
}

// newRoomSession begins to read a room.
func newRoomSession(c *Client, found video.Room, o joining) *RoomSession {
	r := &RoomSession{
		client: c, feed: c.link.Attach(found.ID), id: found.ID, channel: found.EventChannel,
		changed: make(chan struct{}, 1), ops: make(chan func(*loop)), posts: newMailbox[func(*loop)](),
		stop: make(chan struct{}), done: make(chan struct{}), ready: make(chan struct{}),
	}
	r.ln = newListeners(r.handlerFailed)
	if r.rec = o.rec; r.rec != nil {
		r.rec.Begin(found, r.recorderChanged)
	}
	l := newLoop(r, room.New(found, time.Now()))
	r.board.put(l.snapshot(time.Now()))
	go r.run(l)
	return r
}

// errJoinLate is why joining is given up after Config.JoinTimeout.
var errJoinLate = errors.New("joining took too long")

// waitReady waits until the room was read as a whole, or cannot be.
func (r *RoomSession) waitReady(ctx context.Context) error {
	select {
	case <-r.ready:
		return r.Err()
	case <-r.done:
		return errors.Join(r.Err(), video.ErrClosed)
	case <-ctx.Done():
	}
	if !errors.Is(context.Cause(ctx), errJoinLate) {
		return context.Cause(ctx)
	}
	return r.tooLate(r.client.cfg.JoinTimeout)
}

// awaitedWithin bounds the question what was awaited.
const awaitedWithin = 100 * time.Millisecond

// tooLate says for what was waited in vain.
func (r *RoomSession) tooLate(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), awaitedWithin)
	defer cancel()
	awaited := "the room's state has not come"
	_ = r.on(ctx, func(l *loop) { awaited = l.awaited() })
	return &video.StateError{
		Reason: fmt.Sprintf(
			"room %q was not read within %v: %s; nothing was sent",
			r.Snapshot().Room.Title(),
			limit,
			awaited,
		),
		Err: errors.Join(video.ErrNotSent, context.DeadlineExceeded),
	}
}

// awaited says what the room is waiting for while it is read.
func (l *loop) awaited() string {
	link := l.d.Link()
	switch {
	case link.State != video.LinkLive && link.Err != nil:
		return "there is no connection (" + video.Reason(link.Err) + ")"
	case link.State != video.LinkLive:
		return "there is no connection"
	case l.failure != nil:
		return "its members could not be read (" + video.Reason(l.failure) + ")"
	case l.gone != nil:
		return "it was not found (" + video.Reason(l.gone) + ")"
	case l.subscribing || errors.Is(l.again[askSubscribe].why, video.ErrUnknown):
		return "the subscription to its events was not answered"
	}
	return "the list of its members has not come"
}

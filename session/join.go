package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/room"
	"gavel/session/video"
)

// Option is an option of Join.
type Option func(*joining)

type joining struct {
	rec    video.Recorder
	listen []func(*RoomSession)
	waits  bool // for the room to start
}

// WithRecorder makes rec record everything that happens in the room; a journal is a recorder. Snapshot.JournalErr
// reports whether recording fails. The recorder serves this one room.
//
// A destructive command (see [video.Command.Destructive]) is sent only after rec has recorded its intent. The command
// waits at most 250 ms for that, or a quarter of the time that ctx leaves, if that is less. Otherwise it is refused
// with an error that matches [video.ErrNotSent] and [video.ErrUnrecorded]. Nothing else waits for rec, except a newer
// command that changes the same property.
func WithRecorder(rec video.Recorder) Option { return func(j *joining) { j.rec = rec } }

// WithHandler calls h for every event of the kind, as [On] does, starting with the first event, so no event is lost
// between Join and On. h receives the room and may be called before Join returns. A nil h is ignored.
func WithHandler[T any](k video.Kind[video.InRoom, T], h func(*RoomSession, T)) Option {
	return func(j *joining) {
		if h == nil {
			return
		}
		j.listen = append(j.listen, func(r *RoomSession) { On(r, k, func(about T) { h(r, about) }) })
	}
}

// WhenStarted makes Join wait for a room that is not in progress yet, until ctx ends. It subscribes before it reads the
// list, so it misses no start. It continues to wait when the connection is lost.
func WhenStarted() Option { return func(j *joining) { j.waits = true } }

// Join finds a room by its name, room id or room session id, subscribes to it, and returns when its properties and
// members have been read. Snapshot.RecordingsKnown reports whether the recordings have been read, too. Joining takes at
// most Config.JoinTimeout. If many calls run at once, eight proceed and the others wait their turn until ctx ends.
//
// The error matches [video.ErrNotFound] if no such room is in progress, and [video.ErrAmbiguous] if a name fits several
// sessions. If the time is over, it matches [video.ErrUnknown] if the list of rooms is missing, and is otherwise a
// [*video.StateError] that names the missing answer. A refusal is a [*video.RPCError]. If the connection fails, Join
// returns its error. Close ends the session. The client stays open.
func Join(ctx context.Context, c *Client, name string, opts ...Option) (*RoomSession, error) {
	if c == nil {
		return nil, &video.ArgumentError{Name: "client", Reason: "is nil; Dial returns one"}
	}
	return c.join(ctx, name, func(ctx context.Context) (video.Room, error) { return c.Find(ctx, name) }, opts)
}

// join joins the room that find returns.
func (c *Client) join(
	ctx context.Context, name string, find func(context.Context) (video.Room, error), opts []Option,
) (*RoomSession, error) {
	var o joining
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	if o.waits {
		if err := c.awaitRoom(ctx, find); err != nil {
			return nil, fmt.Errorf("join room %q: %w", name, err)
		}
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
	found, err := find(ctx)
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

// awaitRoom returns when find finds a room.
func (c *Client) awaitRoom(ctx context.Context, find func(context.Context) (video.Room, error)) error {
	started := make(chan struct{}, 1)
	stop := c.hub(video.OnClient{}).register(&handler{
		kind: video.RoomStarted.Name(), inner: true, call: func(video.Event) {
			select {
			case started <- struct{}{}:
			default:
			}
		},
	})
	defer stop()
	for failures := 0; ; failures++ {
		_, err := find(ctx)
		pause := pauseAfter(failures)
		switch {
		case errors.Is(err, video.ErrNotFound):
			failures, pause = 0, againMax // an event usually comes first
		case err == nil, errors.Is(err, video.ErrAmbiguous), errors.Is(err, video.ErrArgument), isForbidden(err):
			return err
		}
		select {
		case <-started:
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", context.Cause(ctx), err)
		case <-c.Done():
			return video.ErrClosed
		}
	}
}

// newRoomSession starts to read a room.
func newRoomSession(c *Client, found video.Room, o joining) *RoomSession {
	r := &RoomSession{
		client: c, feed: c.link.Attach(found.ID), id: found.ID, channel: found.EventChannel,
		changed: make(chan struct{}, 1), ops: make(chan func(*loop)), posts: newMailbox[func(*loop)](),
		stop: make(chan struct{}), done: make(chan struct{}), ready: make(chan struct{}),
		ended: make(chan struct{}),
	}
	r.ln = newListeners(r.handlerFailed)
	for _, listen := range o.listen {
		listen(r)
	}
	if r.rec = o.rec; r.rec != nil {
		r.rec.Begin(found, r.recorderChanged)
	}
	l := newLoop(r, room.New(found, time.Now()))
	r.board.put(l.snapshot(time.Now()))
	go r.run(l)
	return r
}

// errJoinLate ends a join after Config.JoinTimeout.
var errJoinLate = errors.New("joining took too long")

// waitReady waits until the room was read as a whole, or the read failed.
func (r *RoomSession) waitReady(ctx context.Context) error {
	select {
	case <-r.ready:
		return r.Err()
	case <-r.done:
		return r.Err()
	case <-ctx.Done():
	}
	if !errors.Is(context.Cause(ctx), errJoinLate) {
		return context.Cause(ctx)
	}
	return r.tooLate(r.client.cfg.JoinTimeout)
}

// Room is a room in progress that can be joined: the RoomSession of room.started in the reference.
type Room struct {
	video.Room
	client *Client
}

// OnRoom is [On] with a handler that receives the room with its method Join.
func (c *Client) OnRoom(k video.Kind[video.OnClient, video.RoomEvent], h func(*Room)) (off func()) {
	return on(c, k, h, func(e video.RoomEvent) *Room { return &Room{*e.Room, c} })
}

// Join joins the room; see the function [Join]. A handler that calls it blocks the other handlers of the client until
// Join returns.
func (r *Room) Join(ctx context.Context, opts ...Option) (*RoomSession, error) {
	return r.client.join(ctx, r.Title(), func(ctx context.Context) (video.Room, error) {
		if r.EventChannel == "" {
			return r.client.Find(ctx, r.ID)
		}
		return r.Room, nil
	}, opts)
}

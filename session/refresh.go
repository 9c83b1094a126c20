package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/video"
)

// Refresh reads the whole room again and returns the snapshot with the result. Without a deadline in ctx, it waits at
// most Config.JoinTimeout.
//
// The error is a [*video.StateError] if the room cannot be read now, or if the time is over. That one names the missing
// answer. Without a connection, the error matches [video.ErrOffline]. It matches [video.ErrClosed] after Close and the
// cause of ctx if ctx is done, and is a [*video.RPCError] if the room refuses the list of its members.
func (r *RoomSession) Refresh(ctx context.Context) (*video.Snapshot, error) {
	return r.read(ctx, func(l *loop) { l.readAll() })
}

// Subscribe subscribes again, reads the whole room and returns the snapshot with the result. Join has already
// subscribed. The reference's method remains for programs that need the state again. Its limit and its errors are those
// of [RoomSession.Refresh].
func (r *RoomSession) Subscribe(ctx context.Context) (*video.Snapshot, error) {
	return r.read(ctx, (*loop).subscribeAndRead)
}

func (l *loop) subscribeAndRead() {
	l.subscribe()
	l.readAll()
}

// read starts a read of the room and waits for its end.
func (r *RoomSession) read(ctx context.Context, start func(*loop)) (*video.Snapshot, error) {
	done := make(chan error, 1)
	if err := r.on(ctx, func(l *loop) { l.startRead(done, start) }); err != nil {
		return nil, err
	}
	if err := r.awaitRead(ctx, done); err != nil {
		return nil, err
	}
	return r.Snapshot(), nil
}

// startRead starts a read of the room. done gets its outcome, or why it cannot start.
func (l *loop) startRead(done chan error, start func(*loop)) {
	if err := l.d.Check(video.Command{Action: video.ActSubscribe}); err != nil {
		done <- err
		return
	}
	l.refresh(done, start)
}

// awaitRead waits for the outcome of a read, and leaves it in done for another call.
func (r *RoomSession) awaitRead(ctx context.Context, done chan error) error {
	late := time.NewTimer(r.client.cfg.JoinTimeout)
	defer late.Stop()
	if _, bounded := ctx.Deadline(); bounded {
		late.Stop()
	}
	select {
	case err := <-done:
		done <- err
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-r.done:
		return video.ErrClosed
	case <-late.C:
		return r.tooLate(r.client.cfg.JoinTimeout)
	}
}

// awaitedWithin is how long tooLate waits for the name of the missing answer.
const awaitedWithin = 100 * time.Millisecond

// tooLate returns the error that names the missing answer.
func (r *RoomSession) tooLate(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), awaitedWithin)
	defer cancel()
	awaited := "the room's state has not arrived"
	_ = r.on(ctx, func(l *loop) { awaited = l.awaited() })
	return &video.StateError{
		Reason: fmt.Sprintf(
			"room %q was not read within %v: %s; nothing was changed",
			r.Snapshot().Room.Title(),
			limit,
			awaited,
		),
		Err: errors.Join(video.ErrNotSent, context.DeadlineExceeded),
	}
}

// awaited returns the name of the answer that the room is waiting for while it is read.
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
	return "the list of its members has not arrived"
}

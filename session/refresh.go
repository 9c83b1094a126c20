package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/video"
)

// Refresh reads the whole room again and returns the snapshot with the result.
func (r *RoomSession) Refresh(ctx context.Context) (*video.Snapshot, error) {
	return r.read(ctx, func(l *loop) { l.readAll() })
}

// Subscribe subscribes again, reads the whole room and returns the snapshot with the result. Join has already
// subscribed. The reference's method remains for programs that need the state again.
func (r *RoomSession) Subscribe(ctx context.Context) (*video.Snapshot, error) {
	return r.read(ctx, func(l *loop) {
		l.subscribe()
		l.readAll()
	})
}

// read starts a read of the room and waits for its end.
func (r *RoomSession) read(ctx context.Context, start func(*loop)) (*video.Snapshot, error) {
	done := make(chan error, 1)
	err := r.on(ctx, func(l *loop) {
		if err := l.d.Check(video.Command{Action: video.ActSubscribe}); err != nil {
			done <- err
			return
		}
		l.refresh(done, start)
	})
	if err != nil {
		return nil, err
	}
	late := time.NewTimer(r.client.cfg.JoinTimeout)
	defer late.Stop()
	if _, bounded := ctx.Deadline(); bounded {
		late.Stop()
	}
	select {
	case err = <-done:
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-late.C:
		err = r.tooLate(r.client.cfg.JoinTimeout)
	}
	if err != nil {
		return nil, err
	}
	return r.Snapshot(), nil
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
			"room %q was not read within %v: %s; nothing was sent",
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

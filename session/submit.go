package session

import (
	"context"
	"errors"
	"time"

	"gavel/session/internal/dispatch"
	"gavel/session/internal/link"
	"gavel/session/video"
)

// Do runs a command and returns when the room has answered for every target: it is [RoomSession.Submit] and
// [Submission.Wait]. What happens afterwards, the confirmation by an event, or by a reading after a lost connection, is
// in the log entry Result.Entry; [video.Entry.Verdict] has the words for it.
//
// The error is nil when every target accepted. It is an [*video.ArgumentError] or a [*video.StateError] when nothing
// was sent, and else the errors of the targets joined: [*video.RPCError] for a refusal, [video.ErrUnknown] where no
// verdict came, [video.ErrNotSent] where the request did not leave. Nothing is queued across connections: when the
// connection is lost in the middle of a command, the unsent targets get nothing, even when there is a new connection by
// then. Only what takes something away (audioMute, videoMute, lock, setHideVideoMuted) may be sent a second time, once,
// within 5 s, after a reading on the new connection has shown that it was not done; Entry.Again says so. A newer
// command for a member whose older one is still unsent supersedes it: the older one leaves that member out. Do is safe
// for concurrent use.
func (r *RoomSession) Do(ctx context.Context, c video.Command) (video.Result, error) {
	if row, _ := c.Action.Info(); row.Resyncs {
		c, err := c.Normalize()
		if err == nil {
			_, err = r.Subscribe(ctx)
		}
		return video.Result{Command: c}, err
	}
	s, err := r.Submit(ctx, c)
	if err != nil {
		return video.Result{Command: s.res.Command}, err
	}
	return s.Wait(ctx)
}

// Submission is a command in progress. Its methods are safe for concurrent use.
type Submission struct {
	r     *RoomSession
	j     *dispatch.Job // the room's goroutine owns it
	entry uint64
	done  chan struct{} // closed when res is complete
	res   video.Result  // guarded by done
}

// Submit puts a command into the room's queue and returns at once; the snapshot shows it as pending. Commands leave in
// the order in which Submit was called, at the pace of Config.CommandRate. A command on several targets leaves at the
// pace of Config.BulkRate, members that talk first, and commands on one target pass it. A deadline of ctx is the time
// that the command has; without one each request waits Config.CallTimeout for its answer. Apart from that ctx bounds
// this call only. The error is that of a command that was not begun: an [*video.ArgumentError] or a
// [*video.StateError].
func (r *RoomSession) Submit(ctx context.Context, c video.Command) (*Submission, error) {
	return r.submit(ctx, c, false)
}

// SubmitUrgent is Submit for a command that goes ahead of all others, such as a panic.
func (r *RoomSession) SubmitUrgent(ctx context.Context, c video.Command) (*Submission, error) {
	return r.submit(ctx, c, true)
}

func (r *RoomSession) submit(ctx context.Context, c video.Command, urgent bool) (*Submission, error) {
	s := &Submission{r: r, done: make(chan struct{})}
	c, err := c.Normalize()
	s.res.Command = c
	if err != nil {
		return s, err
	}
	sub, err := r.submission(ctx, c)
	if err != nil {
		return s, err
	}
	sub.Urgent = urgent
	sub.Done = func(res video.Result) {
		s.res = res
		close(s.done)
	}
	if ctx.Err() != nil {
		return s, link.NotSent(sub.Requests[0][0].Method, context.Cause(ctx))
	}
	var refused error
	err = r.on(ctx, func(l *loop) {
		if refused = s.begin(l, sub); refused != nil {
			return
		}
		if sub.Record {
			l.record(ctx, s.j)
		}
		l.publish(time.Now()) // that it is pending must be on the screen before anything else
	})
	return s, errors.Join(err, refused)
}

// submission prepares a normalised command.
func (r *RoomSession) submission(ctx context.Context, c video.Command) (dispatch.Submission, error) {
	sub := dispatch.Submission{Cmd: c, Record: r.audit != nil && c.Irreversible(), Limit: r.client.cfg.CallTimeout}
	if end, ok := ctx.Deadline(); ok {
		sub.Limit = time.Until(end) + time.Second // the caller's wait ends first, and says why
	}
	for _, step := range c.List() {
		requests, err := step.Requests(r.id)
		if err != nil {
			return dispatch.Submission{}, err
		}
		sub.Requests = append(sub.Requests, requests)
	}
	return sub, nil
}

// begin gives the command to the dispatcher, on the goroutine of the room.
func (s *Submission) begin(l *loop, sub dispatch.Submission) error {
	j, err := l.d.Begin(sub, time.Now())
	if err != nil {
		return err
	}
	s.j, s.entry = j, j.Result().Entry
	return nil
}

// Wait returns when the room has answered for every target. When ctx is done first, it cancels the command.
func (s *Submission) Wait(ctx context.Context) (video.Result, error) {
	select {
	case <-s.done:
	case <-ctx.Done():
		s.cancel(context.Cause(ctx))
		s.end()
	case <-s.r.done:
		s.end()
	}
	return s.res, s.res.Err()
}

// end waits for the result of a command that is cancelled, or whose session is closed.
func (s *Submission) end() {
	select {
	case <-s.done:
	case <-s.r.done:
		select {
		case <-s.done:
		default:
			if s.res.Targets == nil && s.j != nil {
				s.res = s.j.Result() // a read that was under way
			}
		}
	}
}

// Entry returns the number of the command's log entry; 0 for a read.
func (s *Submission) Entry() uint64 { return s.entry }

// Cancel stops the command: what is unsent stays unsent, and what has no answer is unknown.
func (s *Submission) Cancel() { s.cancel(context.Canceled) }

func (s *Submission) cancel(why error) {
	// When the session is closed there is nothing to cancel.
	_ = s.r.on(context.Background(), func(l *loop) {
		if s.j != nil {
			l.d.Cancel(s.j, why, time.Now())
		}
	})
}

const (
	// auditPatience is how long a command that cannot be undone waits until it is on the disk of the audit.
	auditPatience = 250 * time.Millisecond
	// auditShare is the part of the time that a caller gives a command which may pass with that.
	auditShare = 4
)

// record lets a command leave when the audit has it. A disk that takes nothing stops no command: when it is known not
// to, nobody waits for it.
func (l *loop) record(ctx context.Context, j *dispatch.Job) {
	r := l.r
	if r.audit.err() != nil {
		l.d.Recorded(j)
		return
	}
	wait := auditPatience
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end)/auditShare)
	}
	r.client.link.Spawn("record", func() {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		defer cancel()
		_ = r.audit.flush(ctx)
		_ = r.on(context.Background(), func(l *loop) { l.d.Recorded(j) })
	})
}

// Undo takes back the newest command that can be taken back: only for members that it really changed, and only where
// things are still as it left them when the request leaves. It returns a [*video.StateError] when there is nothing to
// take back, and while a command that could be taken back has no answer yet: that one may be meant.
func (r *RoomSession) Undo(ctx context.Context) (video.Result, error) {
	s, err := r.SubmitUndo(ctx)
	if err != nil {
		return video.Result{}, err
	}
	return s.Wait(ctx)
}

// SubmitUndo is [RoomSession.Undo] without the waiting.
func (r *RoomSession) SubmitUndo(ctx context.Context) (*Submission, error) {
	s := &Submission{r: r, done: make(chan struct{})}
	var refused error
	err := r.on(ctx, func(l *loop) { refused = l.undo(ctx, s) })
	return s, errors.Join(err, refused)
}

// undo begins to take back the newest command.
func (l *loop) undo(ctx context.Context, s *Submission) error {
	u, err := l.d.StartUndo()
	if err != nil {
		return err
	}
	finish := func(res video.Result) {
		l.d.FinishUndo(u, s.j, &res, time.Now())
		s.res = res
		close(s.done)
	}
	if u.Nothing() {
		finish(video.Result{})
		return nil
	}
	c, err := u.Command().Normalize()
	var sub dispatch.Submission
	if err == nil {
		sub, err = l.r.submission(ctx, c)
	}
	if err == nil {
		sub.Undo, sub.Done = &u, finish
		err = s.begin(l, sub)
	}
	if err != nil {
		finish(u.Unsent(err))
		return nil
	}
	if sub.Record {
		l.record(ctx, s.j)
	}
	l.publish(time.Now())
	return nil
}

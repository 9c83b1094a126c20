package session

import (
	"context"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"gavel/session/internal/dispatch"
	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// Do runs a command and returns when the room has answered for every target and the snapshot shows the effect. It waits
// at most 2 s for the effect. If that time runs out, the target is only accepted in the result. Do is
// [RoomSession.Submit] and [Submission.WaitShown]. Later changes (the confirmation by an event, or by a read after a
// lost connection) are in the log entry Result.Entry.
//
// The error is nil if the room accepted the command for every target. An invalid command is a [*video.ArgumentError],
// and one that cannot run now is a [*video.StateError]; nothing was sent then. The error matches [video.ErrNotSent] if
// ctx was done before the start, and [video.ErrClosed] after Close. Otherwise it joins the errors of the targets:
// [*video.RPCError] for a refusal, [video.ErrUnknown] if no answer came, [video.ErrNotSent] if the request did not
// leave.
//
// Nothing is queued across connections. If the connection is lost in the middle of a command, the unsent requests are
// dropped, even if there is a new connection by then. Only audioMute, videoMute, lock and setHideVideoMuted may be sent
// a second time: once, within 5 s, after a read on the new connection has shown that the command was not done.
// Entry.Again reports that. A newer command for a member replaces an older one that is still unsent for that member. Do
// is safe for concurrent use.
func (r *RoomSession) Do(ctx context.Context, c video.Command) (video.Result, error) {
	s, err := r.submit(ctx, c, 0)
	if err != nil {
		return s.res, err
	}
	return s.WaitShown(ctx)
}

// undoMethod is the placeholder for the method of an undo, whose requests are unknown until it starts.
const undoMethod = "undo"

// Submission is a command in progress. Its methods are safe for concurrent use.
type Submission struct {
	unstarted
	r      *RoomSession
	method string // of its first request
	state  atomic.Int32
	j      *dispatch.Job // the room's goroutine owns it
	entry  atomic.Uint64
	done   chan struct{} // closed when res and err are complete
	res    video.Result  // guarded by done
	err    error         // why it did not start; guarded by done

	reading chan error // the outcome of a command that reads the whole room again; otherwise nil
}

// manner is a set of options of a submission.
type manner uint8

const (
	urgent manner = 1 << iota // it goes before all others
	closed                    // an undo that opens nothing
)

// The states of a submission.
const (
	waiting int32 = iota // for the room's goroutine
	started
	withdrawn
)

// Submit puts a command into the room's queue and returns at once. From then on the snapshot shows it as pending.
// Commands leave in the order of the calls to Submit, at the pace of Config.CommandRate. There are two exceptions.
// While a command waits for its record (see [WithRecorder]), commands that change something else pass it. A command on
// several targets leaves at the pace of Config.BulkRate, with talking members first, and commands on one target pass
// it.
//
// A deadline of ctx limits the whole command. Without one, each request waits Config.CallTimeout for its answer. Submit
// returns a [*video.ArgumentError], or an error if ctx is done or the session is closed. [Submission.Wait] reports
// whether the command could run.
func (r *RoomSession) Submit(ctx context.Context, c video.Command) (*Submission, error) {
	return r.submit(ctx, c, 0)
}

// SubmitUrgent is Submit for a command that goes before all others, such as one that mutes the whole room.
func (r *RoomSession) SubmitUrgent(ctx context.Context, c video.Command) (*Submission, error) {
	return r.submit(ctx, c, urgent)
}

func (r *RoomSession) submit(ctx context.Context, c video.Command, how manner) (*Submission, error) {
	s := r.newSubmission("")
	c, err := c.Normalize()
	s.res.Command = c
	if err != nil {
		return s, err
	}
	if row, _ := c.Action.Info(); row.Resyncs {
		return s, s.resync(ctx)
	}
	sub, err := r.submission(ctx, c)
	if err != nil {
		return s, err
	}
	sub.Urgent, sub.Done = how&urgent != 0, s.finish
	s.method = sub.Requests[0][0].Method
	if ctx.Err() != nil {
		return s, link.NotSent(s.method, context.Cause(ctx))
	}
	if !c.ReadsOnly() {
		s.jobs = pendingOf(c, time.Now())
	}
	return s, r.post(s, func(l *loop) error { return s.begin(ctx, l, sub) })
}

// resync starts the read of a command that subscribes. It needs the channel of the room, and several requests.
func (s *Submission) resync(ctx context.Context) error {
	s.reading, s.method = make(chan error, 1), wire.MethodSubscribe
	if ctx.Err() != nil {
		return link.NotSent(s.method, context.Cause(ctx))
	}
	if !s.r.posts.put(func(l *loop) { l.startRead(s.reading, (*loop).subscribeAndRead) }) {
		return video.ErrClosed
	}
	return nil
}

func (r *RoomSession) newSubmission(method string) *Submission {
	s := &Submission{r: r, method: method, done: make(chan struct{})}
	s.end = func(why error) { s.withdraw(why) }
	return s
}

// post makes the loop start a submission.
func (r *RoomSession) post(s *Submission, begin func(*loop) error) error {
	op := func(l *loop) {
		select {
		case <-r.stop:
			return // nothing starts after Close; the board ends commands that have not started
		default:
		}
		if !s.state.CompareAndSwap(waiting, started) {
			return
		}
		err := begin(l)
		l.sendDue(time.Now()) // before the snapshot, which takes as long as a request's way through this process
		runtime.Gosched()     // the link writes the request now, and not after everything that the snapshot wakes
		r.board.remove(&s.unstarted)
		l.publish(time.Now()) // show its log entry before anything else
		if err != nil {
			s.refuse(err)
		}
	}
	if !r.board.add(&s.unstarted, func() bool { return r.posts.put(op) }) {
		return video.ErrClosed
	}
	return nil
}

// pendingOf returns a command that has not started in the form of a snapshot.
func pendingOf(c video.Command, now time.Time) []video.Job {
	var jobs []video.Job
	for _, step := range c.Redacted().List() {
		jobs = append(jobs, video.Job{Command: step, Since: now})
	}
	return jobs
}

// submission prepares a normalised command.
func (r *RoomSession) submission(ctx context.Context, c video.Command) (dispatch.Submission, error) {
	record := r.rec != nil && c.Destructive() && !c.Unrecorded
	sub := dispatch.Submission{Cmd: c, Record: record, Limit: r.client.cfg.CallTimeout}
	if end, ok := ctx.Deadline(); ok {
		sub.Limit = time.Until(end) + time.Second // the caller's wait ends first, with the reason
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

// begin passes the command to the dispatcher, on the goroutine of the room. A command that waits for its record leaves
// after it was written.
func (s *Submission) begin(ctx context.Context, l *loop, sub dispatch.Submission) error {
	l.rec.keepNext = sub.Record
	j, err := l.d.Begin(sub, time.Now())
	l.rec.keepNext = false
	if err != nil {
		return err
	}
	s.j = j
	s.entry.Store(j.Result().Entry)
	if sub.Record {
		l.intend(ctx, j)
	}
	return nil
}

const (
	// intentWait is how long a command that cannot be undone waits until its intent was written to disk.
	intentWait = 250 * time.Millisecond
	// intentShare is the fraction of the caller's time that this wait may take.
	intentShare = 4
)

// intend sends the intent of a command to the recorder. After the recorder's answer the command is sent or refused.
func (l *loop) intend(ctx context.Context, j *dispatch.Job) {
	wait := intentWait
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end)/intentShare)
	}
	posts := &l.r.posts
	l.rec.to.Intend(l.rec.intent, wait, func(err error) { // after the session is closed there is nothing to send
		_ = posts.put(func(l *loop) { l.d.Recorded(j, unrecorded(err), time.Now()) })
	})
}

// finish completes the submission.
func (s *Submission) finish(res video.Result) {
	s.res = res
	close(s.done)
}

// refuse completes a submission that did not start.
func (s *Submission) refuse(why error) {
	s.err = why
	close(s.done)
}

// Wait returns when the room has answered for every target. If ctx is done first, Wait cancels the command. The error
// is a [*video.StateError] if the command could not run and nothing was sent. See [RoomSession.Do] for other errors.
func (s *Submission) Wait(ctx context.Context) (video.Result, error) {
	if s.reading != nil {
		return s.res, s.r.awaitRead(ctx, s.reading)
	}
	select {
	case <-s.done:
		return s.result()
	case <-ctx.Done():
		s.cancel(context.Cause(ctx))
	case <-s.r.done:
	}
	select {
	case <-s.done:
		return s.result()
	case <-s.r.done:
	}
	select {
	case <-s.done:
		return s.result()
	default:
	}
	if s.j == nil { // the room's goroutine failed while it started the command
		return s.res, link.NotSent(s.method, video.ErrClosed)
	}
	res := s.j.Result() // a read that was in progress when the session was closed
	return res, res.Err()
}

func (s *Submission) result() (video.Result, error) {
	if s.err != nil {
		return s.res, s.err
	}
	return s.res, s.res.Err()
}

// Entry returns the number of the command's log entry. It returns 0 for a read, and until the room's goroutine has
// started the command.
func (s *Submission) Entry() uint64 { return s.entry.Load() }

// Cancel stops the command and does not wait. Unsent requests stay unsent, and the outcome of unanswered ones is
// unknown.
func (s *Submission) Cancel() { s.cancel(context.Canceled) }

func (s *Submission) cancel(why error) {
	if s.withdraw(why) {
		return
	}
	// If the session is closed, there is nothing to cancel.
	_ = s.r.posts.put(func(l *loop) {
		if s.j != nil {
			l.d.Cancel(s.j, why, time.Now())
		}
	})
}

// withdraw ends a submission that has not started. It reports whether it did.
func (s *Submission) withdraw(why error) bool {
	if !s.state.CompareAndSwap(waiting, withdrawn) {
		return false
	}
	s.r.board.remove(&s.unstarted)
	why = link.NotSent(s.method, why)
	if s.method != undoMethod {
		s.res.Targets = dispatch.Unsent(s.res.Command, why)
	}
	s.refuse(why)
	return true
}

// Protect sets who is protected from commands with [video.Command].SkipProtected: their microphone, camera and place.
// The function is called for the present state of a member at the moment when a request leaves, on the goroutine of the
// room, so it must neither wait nor call methods of the session. Screens and devices share the protection of their
// owner. nil protects nobody.
func (r *RoomSession) Protect(is func(*video.Member) bool) {
	_ = r.posts.put(func(l *loop) { l.d.SetProtected(is) }) // after Close nothing is sent
}

// Undo undoes the newest command that was done, apart from those with [video.Command].Automatic. It changes only
// members that the command really changed, and only properties that nobody has changed since. It never undoes an older
// command. The result has only the members that were changed back; the log names the others.
//
// The error is a [*video.StateError]. It matches [video.ErrFinal] if the newest command cannot be undone,
// [video.ErrNotFound] if there is none or it changed nothing, and [video.ErrNotSent] while a command has no answer yet,
// because the caller may mean that one, or while its outcome is unknown. While the room cannot be changed, it matches
// [video.ErrOffline] or [video.ErrRoomEnded].
func (r *RoomSession) Undo(ctx context.Context) (video.Result, error) {
	s, err := r.submitUndo(ctx, 0)
	if err != nil {
		return video.Result{}, err
	}
	return s.WaitShown(ctx)
}

// SubmitUndo is [RoomSession.Undo] without the wait.
func (r *RoomSession) SubmitUndo(ctx context.Context) (*Submission, error) {
	return r.submitUndo(ctx, 0)
}

// SubmitUndoClosed is SubmitUndo without the part that would open a microphone, a camera or ears. The next undo does
// that part.
func (r *RoomSession) SubmitUndoClosed(ctx context.Context) (*Submission, error) {
	return r.submitUndo(ctx, closed)
}

func (r *RoomSession) submitUndo(ctx context.Context, how manner) (*Submission, error) {
	s := r.newSubmission(undoMethod)
	if e := r.Snapshot().Undo; e != nil && e.Command != nil {
		s.jobs = pendingOf(*e.Command, time.Now())
		for i := range s.jobs {
			s.jobs[i].Undo = true
		}
	}
	return s, r.post(s, func(l *loop) error { return l.undo(ctx, s, how&closed != 0) })
}

// undo starts to undo the newest command, or the part of it that opens nothing.
func (l *loop) undo(ctx context.Context, s *Submission, keepClosed bool) error {
	u, err := l.d.StartUndo(keepClosed)
	if err != nil {
		return err
	}
	finish := func(res video.Result) {
		l.d.FinishUndo(u, s.j, &res, time.Now())
		s.finish(res)
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
		err = s.begin(ctx, l, sub)
	}
	if err != nil {
		finish(u.Unsent(err))
	}
	return nil
}

// shownWithin is how long a call waits until a snapshot shows an accepted command. The event usually comes before the
// answer.
const shownWithin = 2 * time.Second

// writer is a caller that waits until a snapshot shows the effect of its command.
type writer struct {
	s     *Submission
	shown chan video.Result // receives the result with the shown effects
	left  atomic.Bool       // the caller no longer waits
}

// WaitShown is Wait, and then waits at most 2 s until a snapshot shows the effect. The result is that of
// [RoomSession.Do]. ctx and the end of the session end only the wait for the effect, because the room has already
// answered.
func (s *Submission) WaitShown(ctx context.Context) (video.Result, error) {
	res, err := s.Wait(ctx)
	if s.j == nil { // it did not start, or changed nothing
		return res, err
	}
	w := &writer{s: s, shown: make(chan video.Result, 1)}
	_ = s.r.posts.put(func(l *loop) { l.writers = append(l.writers, w) }) // after Close, done ends the wait
	select {
	case shown := <-w.shown:
		return shown, err
	case <-time.After(shownWithin):
	case <-ctx.Done():
	case <-s.r.done:
	}
	w.left.Store(true)
	return res, err
}

// showWrites ends the wait of the callers whose commands the room shows, or never will. One snapshot serves all of
// them.
func (l *loop) showWrites(now time.Time) {
	if len(l.writers) == 0 {
		return
	}
	var shown []*writer
	l.writers = slices.DeleteFunc(l.writers, func(w *writer) bool {
		if w.s.j.Shown() && !w.left.Load() {
			shown = append(shown, w)
		}
		return w.s.j.Shown() || w.left.Load()
	})
	if len(shown) > 0 && (l.pic.Dirty() || l.d.Dirty()) {
		l.publish(now)
	}
	for _, w := range shown {
		w.shown <- w.s.j.Confirm(w.s.res)
	}
}

package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/filter"
	"gavel/ui/output"
	"gavel/ui/process"
	"gavel/ui/say"
)

// watchBuffer is how many bytes of output are collected while events are waiting. A pipe on Linux holds as many.
const watchBuffer = 64 << 10

// lastEventWithin is how long after the state of an ended room its last event may come. Both are produced at the same
// time.
const lastEventWithin = 200 * time.Millisecond

// readerEvery is how often a watch checks that its output is still read. In a quiet room no write would fail.
const readerEvery = time.Second

// errReaderGone ends a watch whose output nobody reads, as in gavel watch ROOM | head -1. The exit code is that of the
// signal that the next write would have raised.
var errReaderGone = &problem{exit: signalBase + int(syscall.SIGPIPE), outcome: outcomeFailed, code: codeFailed}

// watchOptions are the flags of gavel watch.
type watchOptions struct {
	json                   filter.Flags
	stats, quiet, showKeys bool
	types                  []string
	count                  int
	timeout                time.Duration
	selects, counts, ends  bool // --type, --count, --timeout are given
	wanted                 map[string]bool
}

// watchCommand is gavel watch.
func (a *app) watchCommand() *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use: "watch ROOM", Short: "print the events of a room as they happen",
		Args: takes("ROOM"), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, args []string) error {
			given := cmd.Flags().Changed
			o.selects, o.counts, o.ends = given("type"), given("count"), given("timeout")
			if err := o.check(); err != nil {
				return err
			}
			return limited(cmd.Context(), o.timeout, func(ctx context.Context) error { return a.watch(ctx, args[0], &o) })
		},
	}
	o.json.Add(cmd, output.EventFields)
	addShowKeys(cmd, &o.showKeys)
	f := cmd.Flags()
	f.BoolVar(&o.stats, "stats", false, "at the end, print counts and resource use to stderr as JSON")
	f.BoolVar(&o.quiet, "quiet", false, "print neither events nor messages")
	f.StringSliceVar(&o.types, "type", nil, "print only this type of `EVENT`; repeat it, or use commas and member.*")
	f.IntVar(&o.count, "count", 0, "exit with 0 after this `NUMBER` of events")
	f.DurationVar(&o.timeout, "timeout", 0, "exit with 5 after this `TIME`, such as 90s or 2m")
	_ = cmd.RegisterFlagCompletionFunc("type", completeEvents)
	return cmd
}

// check checks the flags, and expands the types.
func (o *watchOptions) check() (err error) {
	if o.counts && o.count < 1 {
		return usagef("--count is %d", o.count).hint("allowed is 1 or more")
	}
	if err := checkTimeout(o.timeout, o.ends); err != nil {
		return err
	}
	if o.selects && len(o.types) == 0 {
		return unknownEvent("", eventNames())
	}
	o.wanted, err = eventTypes(o.types)
	return err
}

// watch prints events until the room or ctx ends, then the statistics. There are none if the watch did not start.
func (a *app) watch(ctx context.Context, room string, o *watchOptions) error {
	used := process.StartMeter()
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	w := watcher{a: a, o: o, out: bufio.NewWriterSize(a.out, watchBuffer), link: video.LinkLive}
	w.room, err = l.join(ctx, room)
	if err == nil {
		defer func() { _ = w.room.Close() }()
		used = process.StartMeter()
		err = w.follow(ctx)
	}
	if o.stats && (w.room != nil || ctx.Err() != nil) {
		err = errors.Join(err, output.Print(a.err, used.Stats(w.events)))
	}
	return err
}

// watcher prints the events of one room.
type watcher struct {
	a       *app
	o       *watchOptions
	room    *session.RoomSession
	out     *bufio.Writer
	line    []byte // reused
	events  uint64
	source  video.Event     // the last event of the wire; derived ones follow theirs
	link    video.LinkState // as last reported
	journal string          // why nothing is recorded, as last reported
}

// follow reads until the room ends, which is not an error, or something else ends it.
func (w *watcher) follow(ctx context.Context) error {
	if w.o.quiet && w.o.wanted == nil && !w.o.counts {
		return w.count(ctx)
	}
	return w.run(ctx)
}

// count follows the room without printing. The snapshots count the events. Listening to each event only to count it
// again would cost three times as much as applying it.
func (w *watcher) count(ctx context.Context) error {
	before := w.room.Snapshot().Stats.Events
	defer func() { w.events = w.room.Snapshot().Stats.Events - before }()
	for !w.room.Snapshot().Room.Ended {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case _, ok := <-w.room.Changed():
			if !ok {
				return w.ended(ctx)
			}
		}
	}
	return w.sayEnd()
}

// run prints events.
func (w *watcher) run(ctx context.Context) error {
	defer func() { _ = w.out.Flush() }() // an earlier write has reported a closed output
	events, changed := w.room.Events(ctx), w.room.Changed()
	first := w.room.Snapshot()
	w.note("watching %s (%s), %d members", first.Room.Title(), first.Room.ID, len(first.Members))
	over := w.overSoon(nil)
	reader := time.NewTicker(readerEvery)
	defer reader.Stop()
	for {
		select {
		case <-reader.C:
			if w.a.stdout != nil && process.ReaderGone(w.a.stdout) {
				return errReaderGone
			}
		case e, ok := <-events:
			if !ok {
				return w.ended(ctx)
			}
			if err := w.print(ctx, e, len(events) == 0); err != nil {
				return err
			}
			switch {
			case w.o.counts && w.events == uint64(w.o.count):
				return w.out.Flush()
			case e.Type == video.RoomEnded.Name():
				return w.sayEnd()
			}
		case _, ok := <-changed:
			if !ok {
				changed = nil // the events report the end
			}
			w.tellLink(w.room.Snapshot().Link)
			w.tellJournal(w.room.Snapshot().JournalErr)
			over = w.overSoon(over)
		case <-over:
			return w.sayEnd()
		}
	}
}

// overSoon returns a channel that fires when an ended room has had time to send its last event. That event is missing
// if the room ended before the listener started, or while there was no connection.
func (w *watcher) overSoon(over <-chan time.Time) <-chan time.Time {
	switch ended := w.room.Snapshot().Room.Ended; {
	case !ended:
		return nil
	case over == nil:
		return time.After(lastEventWithin)
	}
	return over
}

// short returns the error of a room that ended before all requested events came, or nil.
func (w *watcher) short() error {
	if !w.o.counts || w.events >= uint64(w.o.count) {
		return nil
	}
	return &problem{
		exit: exitFailed, outcome: outcomeFailed, code: codeEnded,
		sentence: fmt.Sprintf("the room ended after %d of %s", w.events, draw.Plural(w.o.count, "event", "events")),
	}
}

// sayEnd reports that the room has ended.
func (w *watcher) sayEnd() error {
	w.note(say.RoomOver)
	return w.short()
}

// ended returns why there are no more events.
func (w *watcher) ended(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err := w.room.Err()
	if err == nil || errors.Is(err, video.ErrRoomEnded) {
		return w.sayEnd()
	}
	return err
}

// print prints an event of the requested types, or, without --type, any event of the wire. Derived events would report
// the same change twice, so they are printed only if they are requested.
func (w *watcher) print(ctx context.Context, e video.Event, flush bool) error {
	if e.Missed > 0 {
		w.note("%d events were missed: the output is read too slowly", e.Missed)
	}
	if !e.Derived {
		w.source = e
	}
	if w.o.wanted == nil && !e.Derived || w.o.wanted[e.Type] {
		w.events++
		if err := w.write(ctx, e); err != nil {
			return err
		}
	}
	if flush {
		return w.out.Flush()
	}
	return nil
}

func (w *watcher) write(ctx context.Context, e video.Event) error {
	switch {
	case w.o.quiet:
		return nil
	case w.o.json.On():
		w.line = output.AppendEvent(w.line[:0], withParams(e, w.source, w.o.showKeys))
		if f := w.o.json.Filter(); f != nil {
			return f.Print(ctx, w.out, w.line)
		}
	default:
		w.line = append(w.line[:0], output.EventLine(e)...)
	}
	_, err := w.out.Write(w.line)
	return err
}

// withParams returns an event with the params to print: for a derived event those of its source, or else its object.
// Stream keys are masked unless they are to be shown.
func withParams(e, source video.Event, showKeys bool) video.Event {
	if e.Derived && source.Member == e.Member && source.At.Equal(e.At) {
		e.Raw = source.Raw
	}
	if e.Raw == nil {
		e.Raw, _ = json.Marshal(struct { // plain values
			RoomSessionID string        `json:"room_session_id"`
			Room          *video.Room   `json:"room_session,omitempty"`
			Member        *video.Member `json:"member,omitempty"`
		}{e.RoomSessionID, e.Room, e.Member})
	}
	if !showKeys {
		e.Raw = output.MaskKeys(e.Raw)
	}
	return e
}

// note prints a message, unless --quiet is given.
func (w *watcher) note(format string, args ...any) {
	if !w.o.quiet {
		w.a.note(format, args...)
	}
}

// tellJournal reports when recording stops and when it resumes.
func (w *watcher) tellJournal(why string) {
	switch {
	case why == w.journal:
		return
	case why != "":
		w.note("%s", say.JournalOff(why))
	default:
		w.note(say.JournalOn)
	}
	w.journal = why
}

// tellLink reports when the connection is lost and when it is back.
func (w *watcher) tellLink(link video.Link) {
	state := link.State
	if state == w.link || (state != video.LinkLive && state != video.LinkWaiting) {
		return
	}
	w.link = state
	if state == video.LinkLive {
		w.note(say.Reconnected)
		return
	}
	w.note("connection lost, trying again")
}

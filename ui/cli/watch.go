package cli

import (
	"bufio"
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/video"
)

// watchBuffer is how many bytes of output are collected while events are waiting. A pipe on Linux holds as many.
const watchBuffer = 64 << 10

// lastEventWithin is how long after the state of an ended room its last event may come. Both are produced at the same
// time.
const lastEventWithin = 200 * time.Millisecond

// watchOptions are the flags of gavel watch.
type watchOptions struct{ json, stats, quiet bool }

// watchCommand is gavel watch.
func (a *app) watchCommand() *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use: "watch ROOM", Short: "print the events of a room as they happen", Long: watchHelp,
		Args: takes("ROOM"), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, args []string) error { return a.watch(cmd.Context(), args[0], o) },
	}
	addJSON(cmd, &o.json)
	cmd.Flags().BoolVar(&o.stats, "stats", false, "at the end, print counts and resource use to stderr as JSON")
	cmd.Flags().BoolVar(&o.quiet, "quiet", false, "print nothing else")
	return cmd
}

// watch prints events until the room or ctx ends, then the statistics. There are none if the watch did not start.
func (a *app) watch(ctx context.Context, room string, o watchOptions) error {
	a.oneCore()
	a.smallHeap()
	used := startMeter()
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	w := watcher{a: a, o: o, out: bufio.NewWriterSize(a.out, watchBuffer), link: video.LinkLive}
	w.room, err = l.join(ctx, room)
	if err == nil {
		defer func() { _ = w.room.Close() }()
		used = startMeter()
		err = w.follow(ctx)
	}
	if o.stats && (w.room != nil || ctx.Err() != nil) {
		err = errors.Join(err, printJSON(a.err, used.stats(w.events)))
	}
	return err
}

// watcher prints the events of one room.
type watcher struct {
	a       *app
	o       watchOptions
	room    *session.RoomSession
	out     *bufio.Writer
	line    []byte // reused
	events  uint64
	link    video.LinkState // as last reported
	journal string          // why nothing is recorded, as last reported
}

// follow reads until the room ends, which is not an error, or something else ends it.
func (w *watcher) follow(ctx context.Context) error {
	if w.o.quiet {
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
	w.a.note("watching %s (%s), %d members", first.Room.Title(), first.Room.ID, len(first.Members))
	over := w.overSoon(nil)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return w.ended(ctx)
			}
			if err := w.print(e, len(events) == 0); err != nil {
				return err
			}
			if e.Type == video.RoomEnded.Name() {
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

// overSoon returns a channel that fires after an ended room had time to send its last event. That event is missing if
// the room ended before the listener started, or while there was no connection.
func (w *watcher) overSoon(over <-chan time.Time) <-chan time.Time {
	switch ended := w.room.Snapshot().Room.Ended; {
	case !ended:
		return nil
	case over == nil:
		return time.After(lastEventWithin)
	}
	return over
}

// sayEnd reports that the room has ended.
func (w *watcher) sayEnd() error {
	if !w.o.quiet {
		w.a.note("the room has ended")
	}
	return nil
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

// print prints one event of the wire. It skips derived events, which would report the same change twice.
func (w *watcher) print(e video.Event, flush bool) error {
	if e.Missed > 0 {
		w.a.note("%d events were missed: the output is read too slowly", e.Missed)
	}
	if !e.Derived {
		w.events++
		if err := w.write(e); err != nil {
			return err
		}
	}
	if flush {
		return w.out.Flush()
	}
	return nil
}

func (w *watcher) write(e video.Event) error {
	if w.o.json {
		w.line = appendEvent(w.line[:0], e)
	} else {
		w.line = append(w.line[:0], eventLine(e)...)
	}
	_, err := w.out.Write(w.line)
	return err
}

// tellJournal reports when recording stops and when it resumes.
func (w *watcher) tellJournal(why string) {
	switch {
	case why == w.journal:
		return
	case why != "":
		w.a.note("the journal is off: %s", why)
	default:
		w.a.note("the journal is on again")
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
		w.a.note("connected again")
		return
	}
	w.a.note("connection lost, trying again")
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/filter"
	"gavel/ui/output"
)

// waitOptions are the flags of gavel wait.
type waitOptions struct {
	json         filter.Flags
	showKeys, is bool
	timeout      time.Duration
}

// waitCommand is gavel wait.
func (a *app) waitCommand() *cobra.Command {
	var o waitOptions
	cmd := &cobra.Command{
		Use: "wait ROOM [EVENT [NAME]] [where=SELECTOR]", Short: "wait for an event or a state",
		Args: waitArgs, ValidArgsFunction: completeWait,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkTimeout(o.timeout, cmd.Flags().Changed("timeout")); err != nil {
				return err
			}
			w, err := parseWait(args[1:], o.is, knownWith(knownListening, &a.conf().Values))
			if err != nil {
				return err
			}
			return limited(cmd.Context(), o.timeout, func(ctx context.Context) error { return a.wait(ctx, args[0], w, &o) })
		},
	}
	o.json.Add(cmd, output.EventFields)
	addShowKeys(cmd, &o.showKeys)
	cmd.Flags().BoolVar(&o.is, "is", false, "exit at once if the state has been reached")
	cmd.Flags().DurationVar(&o.timeout, "timeout", 0, "exit with 5 after this `TIME`, such as 90s or 2m")
	return cmd
}

func waitArgs(cmd *cobra.Command, args []string) error {
	const most = 4 // ROOM EVENT NAME where=
	if len(args) > most {
		return usagef("%s accepts only ROOM, EVENT, NAME and where=SELECTOR, but %q was given as well",
			cmd.CommandPath(), args[most])
	}
	return takes("ROOM", "EVENT")(cmd, args[:min(len(args), 2)])
}

// awaited is what gavel wait waits for.
type awaited struct {
	event string // the reference's name of an event, or that of a state; "" for where= alone
	name  string // name or id of the member, or ""
	where *selector.Selector
}

// parseWait parses EVENT, NAME and where=SELECTOR.
func parseWait(args []string, is bool, known selector.Known) (w awaited, err error) {
	var words []string
	for _, arg := range args {
		typed, isWhere := strings.CutPrefix(arg, whereParam+"=")
		switch {
		case isWhere && w.where != nil:
			return w, usagef("where is given twice")
		case isWhere:
			if w.where, err = parseWhere("where=", typed, known); err != nil {
				return w, err
			}
		case strings.TrimSpace(arg) == "":
			return w, usagef("EVENT or NAME is empty")
		default:
			words = append(words, arg)
		}
	}
	if len(words) == 0 {
		return w, nil // where= alone
	}
	if len(words) > 2 {
		return w, usagef("gavel wait accepts only one NAME, but %q was given as well", words[2])
	}
	w.event = words[0]
	if len(words) > 1 {
		w.name = words[1]
	}
	return w, w.check(is)
}

// check checks that the event is known, and that NAME, where= and --is make sense for it.
func (w awaited) check(is bool) error {
	if !slices.Contains(waitNames(), w.event) {
		return unknownEvent(w.event, waitNames())
	}
	aboutMember := slices.ContainsFunc(video.Kinds(), func(k *video.EventKind) bool {
		return k.Name() == w.event && k.About() == video.OnMember
	})
	if !aboutMember && (w.name != "" || w.where != nil) {
		return usagef("%s is not about a member", w.event).hint("leave NAME and where out")
	}
	if is && !w.hasState() {
		return usagef("--is: %s has no state that can be read", w.event).
			hint("these have one: %s", strings.Join(withState(), ", "))
	}
	return nil
}

// hasState reports whether --is works for the event.
func (w awaited) hasState() bool {
	return w.event == "" || slices.Contains(withState(), w.event)
}

// wait waits for the event, state or member.
func (a *app) wait(ctx context.Context, room string, w awaited, o *waitOptions) error {
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	if w.event == video.RoomStarted.Name() {
		return a.waitForRoom(ctx, l, room, o)
	}
	r, err := l.join(ctx, room)
	if err != nil {
		var p *problem
		if errors.As(err, &p) && p.code == codeNotFound {
			p.advice = cmp.Or(p.advice, "gavel wait ROOM room.started waits until it is in progress")
		}
		return err
	}
	defer func() { _ = r.Close() }()
	waiter := &waiter{a: a, o: o, awaited: w, room: r, since: time.Now()}
	return waiter.run(ctx)
}

// waitForRoom waits until a room is in progress. It subscribes, then reads the list, so that no start is missed.
func (a *app) waitForRoom(ctx context.Context, l *line, room string, o *waitOptions) error {
	started := make(chan video.Room, 1)
	off := session.On(l.Client, video.RoomStarted, func(e video.RoomEvent) {
		if config.IsCalled(e.Room, room) {
			select {
			case started <- *e.Room:
			default: // one is enough
			}
		}
	})
	defer off()
	found, err := l.Find(ctx, room) // sent after the subscription, so answered after it
	if errors.Is(err, video.ErrNotFound) {
		found, _ = l.alike(ctx, room)
	} else if err != nil {
		return err
	}
	if o.is && found.ID != "" {
		return a.printStarted(ctx, found, o)
	}
	a.note("waiting for the start of %s", room)
	select {
	case found = <-started:
		return a.printStarted(ctx, found, o)
	case <-l.Done():
		return l.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *app) printStarted(ctx context.Context, r video.Room, o *waitOptions) error {
	e := video.Event{Type: video.RoomStarted.Name(), At: time.Now(), RoomSessionID: r.ID, Room: &r}
	return a.printHappened(ctx, e, o)
}

// printHappened prints the awaited event. An event without a frame on the wire has its object as params.
func (a *app) printHappened(ctx context.Context, e video.Event, o *waitOptions) error {
	if !o.json.On() {
		_, err := a.out.Write([]byte(output.EventLine(e)))
		return err
	}
	line := output.AppendEvent(nil, withParams(e, video.Event{}, o.showKeys))
	if o.json.Filter() != nil {
		return o.json.Filter().Print(ctx, a.out, line)
	}
	_, err := a.out.Write(line)
	return err
}

// waiter waits in one room.
type waiter struct {
	awaited
	a     *app
	o     *waitOptions
	room  *session.RoomSession
	since time.Time               // of listening
	was   video.Flag              // the state at the last look
	had   map[video.MemberID]bool // who matched where=
}

// again is how often a selector is tried, because it may depend on the time.
const again = time.Second

// run listens first, then reads, so that nothing is missed in between.
func (w *waiter) run(ctx context.Context) error {
	events, changed := w.room.Events(ctx), w.room.Changed()
	var source video.Event
	if done, err := w.look(ctx, w.o.is); done {
		return err
	}
	w.a.note("waiting in %s for %s", w.room.Snapshot().Room.Title(), cmp.Or(w.event, "a member that matches"))
	clock := time.NewTicker(again)
	defer clock.Stop()
	for {
		done, err := false, error(nil)
		select {
		case e, ok := <-events:
			if !ok {
				return w.over(ctx)
			}
			if !e.Derived {
				source = e
			}
			done, err = w.heard(ctx, withParams(e, source, w.o.showKeys))
		case _, ok := <-changed:
			if !ok {
				changed = nil // the events report the end
			}
			done, err = w.look(ctx, true)
		case <-clock.C:
			done, err = w.look(ctx, true)
		}
		if done {
			return err
		}
	}
}

// over returns why there are no more events.
func (w *waiter) over(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := w.room.Err(); err != nil && !errors.Is(err, video.ErrRoomEnded) {
		return err
	}
	return w.ended()
}

func (w *waiter) ended() error {
	return &problem{
		exit: exitFailed, outcome: outcomeFailed, code: codeEnded,
		sentence: fmt.Sprintf("the room ended before %s", cmp.Or(w.event, "a member matched")),
	}
}

// heard looks at an event.
func (w *waiter) heard(ctx context.Context, e video.Event) (done bool, err error) {
	switch {
	case w.event != "" && e.Type == w.event && (e.Member == nil || w.means(e.Member)):
		return true, w.a.printHappened(ctx, e, w.o)
	case e.Type == video.RoomEnded.Name():
		return true, w.ended()
	}
	return false, nil
}

// means reports whether the member is an awaited one.
func (w *waiter) means(m *video.Member) bool {
	if w.name != "" && string(m.ID) != w.name && withName([]*video.Member{m}, w.name) == nil {
		return false
	}
	return w.where == nil || w.where.Match(m, w.facts())
}

// facts returns what this process knows beyond the list of members.
func (w *waiter) facts() *selector.Facts {
	f := factsOf(&w.a.conf().Values)
	f.Since = w.since
	interprets := config.ChosenBy(w.a.conf().Interpreters)
	for _, m := range w.room.Snapshot().Members {
		if interprets == nil || !interprets(m) {
			f.TalkAll += m.Talked(f.Now)
		}
	}
	return f
}

// look looks at the room as it is. Without --is, a state that already held does not count, so the first call has now
// set to false.
func (w *waiter) look(ctx context.Context, now bool) (done bool, err error) {
	s := w.room.Snapshot()
	switch state := output.States[w.event]; {
	case w.event == "":
		return w.lookForMembers(ctx, s, now)
	case state != nil:
		was, is := w.was, state(s)
		w.was = is
		if now && is == video.Yes && (w.o.is || was == video.No) {
			return true, w.a.printHappened(ctx, w.held(s), w.o)
		}
	case w.o.is && w.holds(s):
		return true, w.a.printHappened(ctx, w.held(s), w.o)
	}
	return false, nil
}

// lookForMembers looks for a member that matches and did not match at the last look.
func (w *waiter) lookForMembers(ctx context.Context, s *video.Snapshot, now bool) (done bool, err error) {
	has, facts := map[video.MemberID]bool{}, w.facts()
	for _, m := range s.Members {
		if !w.where.Match(m, facts) {
			continue
		}
		has[m.ID] = true
		if now && !w.had[m.ID] {
			e := w.held(s)
			e.Member, e.Updated = m, []string{w.where.String()}
			return true, w.a.printHappened(ctx, e, w.o)
		}
	}
	w.had = has
	return false, nil
}

// holds reports whether an event with a state holds.
func (w *waiter) holds(s *video.Snapshot) bool {
	if state := output.Standing[w.event]; state != nil {
		return state(s) == video.Yes
	}
	someone := slices.ContainsFunc(s.Members, func(m *video.Member) bool {
		shows := output.OfMembers[w.event]
		return w.means(m) && (shows == nil || shows(m))
	})
	return someone == (w.event != video.MemberLeft.Name())
}

// whereEvent is the type of the event that is printed when a member matches where=.
const whereEvent = "member.matches"

// held returns an event for a state that holds. It has no frame on the wire.
func (w *waiter) held(s *video.Snapshot) video.Event {
	room := s.Room
	e := video.Event{Type: cmp.Or(w.event, whereEvent), At: time.Now(), RoomSessionID: room.ID, Room: &room}
	if w.event == "" {
		e.Room = nil
	}
	if shows := output.OfMembers[w.event]; shows != nil {
		e.Room = nil
		for _, m := range s.Members {
			if w.means(m) && shows(m) {
				e.Member = m
				break
			}
		}
	}
	return e
}

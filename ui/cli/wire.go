package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui"
	"gavel/ui/filter"
	"gavel/ui/ladder"
	"gavel/ui/private"
	"gavel/ui/say"
	"gavel/ui/text"
)

const wireHelp = `Draws the traffic on the wire as a ladder: each request of gavel, its answer with the milliseconds
that it took, and each event of the room. An event that shows what a request changed names that request.
Secrets are masked. Acknowledgements are left out.

With METHOD, gavel runs it as gavel do does, and exits with its exit code when the answer and the events
that follow it have arrived. Without METHOD, the ladder continues until the room ends (exit 0), you interrupt
it (130), --count frames were printed (0) or --timeout has expired (5).
  gavel wire standup
  gavel wire standup audioMute memberId=Ann

--from FILE draws a debug log that --log FILE has written, such as that of a console, and needs no ROOM
and no connection. --frames prints each frame below its line, cut if it is long. With --json, each line
is
  {"time":...,"from":"gavel","kind":"request","n":1,"method":"video.lock","bytes":151,"frame":{...}}
where n is the number of a request and of its answer, ms is the time since the request, and after is the
number of the request that an event belongs to.`

// wireOptions are the flags of gavel wire.
type wireOptions struct {
	json        filter.Flags
	frames, yes bool
	from        string
	count       int
	timeout     time.Duration
	style       ladder.Style
}

// wireCommand is gavel wire.
func (a *app) wireCommand() *cobra.Command {
	var o wireOptions
	cmd := &cobra.Command{
		Use:   "wire ROOM [METHOD [name=value ...]]",
		Short: "draw requests, answers and events as a ladder", Long: wireHelp,
		Args: o.args, ValidArgsFunction: completeDo,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(cmd.Flags().Changed); err != nil {
				return err
			}
			o.style = a.ladderStyle()
			w := &wirer{a: a, o: &o, ladder: ladder.New()}
			if o.from != "" {
				return w.read(cmd.Context())
			}
			return limited(cmd.Context(), o.timeout, func(ctx context.Context) error { return w.run(ctx, args) })
		},
	}
	o.json.Add(cmd, filter.FieldsOf(ladder.Rung{}))
	f := cmd.Flags()
	f.BoolVar(&o.frames, "frames", false, "print each frame below its line")
	f.StringVar(&o.from, "from", "", "draw this debug log `FILE` instead of a connection")
	f.BoolVar(&o.yes, "yes", false, "do not ask for confirmation")
	f.IntVar(&o.count, "count", 0, "exit with 0 after this `NUMBER` of frames")
	f.DurationVar(&o.timeout, "timeout", 0, "exit with 5 after this `TIME`, such as 90s or 2m")
	return cmd
}

// ladderStyle returns how a ladder is drawn on standard output.
func (a *app) ladderStyle() ladder.Style {
	style := ladder.Lines
	if _, ascii := theme.Detect(a.getenv); ascii || a.flags.ascii {
		style = ladder.ASCII
	}
	if a.stdout == nil || !term.IsTerminal(a.stdout.Fd()) {
		return style
	}
	if columns, _, err := term.GetSize(a.stdout.Fd()); err == nil {
		return style.Within(columns)
	}
	return style
}

// args checks the arguments: none with --from.
func (o *wireOptions) args(cmd *cobra.Command, args []string) error {
	switch {
	case cmd.Flags().Changed("from") && len(args) > 0:
		return usagef("--from reads a file, so %q is not needed", args[0])
	case cmd.Flags().Changed("from"):
		return notEmpty([]string{o.from}, []string{"--from"})
	}
	return takes("ROOM")(cmd, args[:min(len(args), 1)])
}

func (o *wireOptions) check(given func(string) bool) error {
	if given("count") && o.count < 1 {
		return usagef("--count is %d", o.count).hint("allowed is 1 or more")
	}
	return checkTimeout(o.timeout, given("timeout"))
}

// wirer prints a ladder.
type wirer struct {
	a       *app
	o       *wireOptions
	ladder  *ladder.Ladder
	printed int
}

// errCounted ends a ladder after --count rungs.
var errCounted = errors.New("all requested frames were printed")

// read draws a debug log.
func (w *wirer) read(ctx context.Context) (err error) {
	f, err := os.Open(w.o.from)
	if err != nil {
		return usagef("--from %s: %s", w.o.from, private.Reason(err))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	err = ladder.Read(f, func(frame ladder.Frame) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return w.print(ctx, frame)
	})
	switch {
	case errors.Is(err, errCounted):
		return nil
	case errors.Is(err, ladder.ErrNoLog):
		return usagef("--from %s is not a debug log", w.o.from).hint("--log FILE writes one")
	}
	return err
}

// run draws a connection. The frames of a sign-in that fails are printed, too.
func (w *wirer) run(ctx context.Context, args []string) error {
	var c *call
	if len(args) > 1 {
		parsed, err := w.a.parseMethod(ctx, args[1:])
		if err == nil {
			err = w.a.mayRun(parsed, w.o.yes)
		}
		if err != nil {
			return err
		}
		c = &parsed
	}
	tap := ladder.NewTap()
	w.a.tap = tap
	l, err := w.a.connect(ctx)
	if err == nil {
		defer l.Close()
		var r *session.RoomSession
		if r, err = l.join(ctx, args[0]); err == nil {
			defer func() { _ = r.Close() }()
			err = w.follow(ctx, r, tap, c)
		}
	}
	if printing := w.take(ctx, tap); !errors.Is(printing, errCounted) {
		err = errors.Join(err, printing)
	}
	if errors.Is(err, errCounted) {
		return nil
	}
	return err
}

// linger is how long gavel waits for the events of a command after its answer.
const linger = 500 * time.Millisecond

// follow prints the frames of a room until it ends, or until c has run.
func (w *wirer) follow(ctx context.Context, r *session.RoomSession, tap *ladder.Tap, c *call) error {
	var ran chan error
	if c != nil {
		var err error
		if ran, err = w.start(ctx, r, *c); err != nil {
			return err
		}
	}
	var outcome error
	var over <-chan time.Time
	changed := r.Changed()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tap.More():
			if err := w.take(ctx, tap); err != nil {
				return err
			}
		case outcome = <-ran:
			ran, over = nil, time.After(linger)
		case <-over:
			return outcome
		case _, ok := <-changed:
			if !ok || r.Snapshot().Room.Ended {
				return w.end(r)
			}
		}
	}
}

// end returns why a room is over; its end is not an error.
func (w *wirer) end(r *session.RoomSession) error {
	if err := r.Err(); err != nil && !errors.Is(err, video.ErrRoomEnded) {
		return err
	}
	w.a.note(say.RoomOver)
	return nil
}

// start runs a command, and returns a channel for its error.
func (w *wirer) start(ctx context.Context, r *session.RoomSession, c call) (chan error, error) {
	command, err := w.a.commandIn(ctx, r, c, defaultListen)
	if err != nil {
		return nil, err
	}
	if c.info.Asks && !w.o.yes {
		if err := w.a.confirm(ctx, r.Snapshot(), command); err != nil {
			return nil, err
		}
	}
	ran := make(chan error, 1)
	ui.Start(func() {
		result, err := r.Do(ctx, command)
		if c.info.Risk != video.RiskRead {
			err = w.a.explainUnrecorded(w.a.explainOutcome(r.Snapshot(), result, err))
		}
		ran <- err
	}, func(crash *ui.CrashError) { ran <- crash })
	return ran, nil
}

// take prints the waiting frames.
func (w *wirer) take(ctx context.Context, tap *ladder.Tap) error {
	for _, f := range tap.Take() {
		if err := w.print(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// print prints one frame. A peer may have quoted a secret that only the command line knows.
func (w *wirer) print(ctx context.Context, f ladder.Frame) error {
	if w.o.count > 0 && w.printed == w.o.count {
		return errCounted
	}
	f.Text = w.a.redact(f.Text)
	rung, isRung := w.ladder.Add(f)
	if !isRung {
		return nil
	}
	w.printed++
	if w.o.json.On() {
		return w.a.printJSON(ctx, &w.o.json, rung)
	}
	out := w.o.style.Draw(rung)
	if w.printed == 1 {
		out = w.o.style.Head() + out
	}
	if w.o.frames {
		out += strings.Repeat(" ", frameIndent) + text.Clean(f.Text) + "\n"
	}
	_, err := fmt.Fprint(w.a.out, out)
	return err
}

// frameIndent is how far a frame is indented below its rung.
const frameIndent = 18

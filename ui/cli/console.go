package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"gavel/session"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui"
	"gavel/ui/config"
	"gavel/ui/control"
	"gavel/ui/crash"
	"gavel/ui/draw"
	lines "gavel/ui/plain"
	"gavel/ui/process"
)

// consoleLook is the look and the behaviour of a console, apart from its rooms.
type consoleLook struct {
	ui.Look
	bidi  draw.Order
	demo  bool
	retry func(context.Context, video.Secret) error // nil: cannot connect again
}

// console runs gavel [ROOM].
func (a *app) console(ctx context.Context, args []string) error {
	cfg, err := a.config(ctx)
	if err != nil {
		return err
	}
	var look consoleLook
	if !a.flags.plain {
		if look, err = a.look(); err != nil {
			return err
		}
	}
	cfg.AwaitRetry = !a.flags.plain
	process.PaceGarbage(a.getenv)
	l, err := a.dial(ctx, cfg)
	if err != nil {
		return err
	}
	defer l.Close()
	if a.flags.plain {
		return a.linesOf(ctx, l, strings.Join(args, ""), false)
	}
	look.retry = a.retrier(l)
	return a.show(ctx, l, strings.Join(args, ""), look)
}

// plainHelp is what the help of gavel says about --plain.
const plainHelp = "write lines for screen readers, dumb terminals and pipes, and read typed verbs; help lists them"

// linesOf runs the console of lines: gavel [ROOM] --plain.
func (a *app) linesOf(ctx context.Context, l *line, room string, demo bool) error {
	v := &a.conf().Values
	b := a.newLobby(l, demo)
	defer b.close()
	r, err := b.first(ctx, room)
	switch {
	case err != nil:
		return err
	case r == nil:
		return usagef("--plain needs a ROOM: there is none in progress, or more than one").hint("gavel rooms lists them")
	}
	leave, note, err := a.openControl(ctx, l, b)
	if err != nil {
		return err
	}
	defer leave()
	if note != "" {
		a.note("%s", note)
	}
	err = lines.Run(ctx, lines.Options{
		Room: b.hostOf(r), Record: r.RecordDecision, In: a.stdin, Out: a.out, Alarms: config.AlarmsOf(v),
		ReadOnly: a.flags.readOnly, ASCII: a.flags.ascii,
		ConfirmOver: v.ConfirmOver, ConfirmAlso: v.ConfirmAlso, Macros: v.Macros, Panel: config.ChosenBy(v.Panel),
	})
	for _, sentence := range b.unresolved() {
		a.note("%s", sentence)
	}
	switch {
	case err != nil:
		return fmt.Errorf("write the lines: %w", err)
	case ctx.Err() != nil:
		return ctx.Err()
	case r.Snapshot().Room.Ended:
		return nil
	}
	return r.Err() // of a connection that was refused
}

// retrier returns a function that connects again after a refusal, with the typed token, or else with the one that its
// source has at that time.
func (a *app) retrier(l *line) func(context.Context, video.Secret) error {
	return func(ctx context.Context, typed video.Secret) error {
		token := string(typed)
		if token == "" {
			var err error
			if token, err = a.token(ctx); err != nil {
				return err
			}
		}
		a.keepSecret(token)
		err := l.Retry(video.Secret(token))
		if !errors.Is(err, video.ErrCredentials) {
			return err
		}
		say := "this token was refused twice: type another"
		if from := a.sources().Renewable(); from != "" {
			say += ", or renew " + from
		}
		return &problem{exit: exitCredentials, outcome: outcomeNotSent, code: codeCredentials, sentence: say, cause: err}
	}
}

// look checks that the console has a terminal, and returns how the console looks on it.
func (a *app) look() (consoleLook, error) {
	th, err := theme.FromEnv(a.flags.theme, a.getenv)
	if err != nil {
		return consoleLook{}, err
	}
	look := consoleLook{Look: a.lookOf(th, a.flags.theme, a.conf().Paints), bidi: a.order()}
	const instead = "for scripts there are gavel watch, gavel members and gavel do"
	if !term.IsTerminal(a.stdin.Fd()) || !term.IsTerminal(a.stdout.Fd()) {
		return consoleLook{}, usagef("the console needs a terminal").hint("%s", instead)
	}
	if strings.EqualFold(a.getenv("TERM"), "dumb") {
		return consoleLook{}, usagef("the console needs a terminal that can move its cursor, and TERM is dumb").
			hint("%s", instead)
	}
	return look, nil
}

// order returns how right-to-left text is ordered. The terminals named here ignore CSI 8 l: Konsole and Terminal of
// macOS reorder whole rows, kitty the letters of each word. mlterm also joins lam and alef.
func (a *app) order() draw.Order {
	switch a.flags.bidi {
	case "gavel":
		return draw.OrderedHere
	case "terminal":
		return draw.OrderedThere
	case "words":
		return draw.OrderedWords
	}
	switch {
	case a.getenv("KONSOLE_VERSION") != "", a.getenv("TERM_PROGRAM") == "Apple_Terminal", a.vteOutside():
		return draw.OrderedThere
	case a.getenv("TERM") == "xterm-kitty", a.getenv("KITTY_WINDOW_ID") != "":
		return draw.OrderedWords
	case a.getenv("MLTERM") != "":
		return draw.OrderedApart
	}
	return draw.OrderedHere
}

// firstBidi is the first version of VTE that reorders rows, 0.58, in the form of VTE_VERSION.
const firstBidi = 5800

// vteOutside reports whether gavel runs in a multiplexer in VTE. VTE then reorders rows, because no multiplexer passes
// CSI 8 l on.
func (a *app) vteOutside() bool {
	version, _ := strconv.Atoi(a.getenv("VTE_VERSION"))
	return version >= firstBidi && (a.getenv("TMUX") != "" || a.getenv("STY") != "")
}

// show runs the console on a connection until the user quits.
func (a *app) show(ctx context.Context, l *line, room string, look consoleLook) error {
	b := a.newLobby(l, look.demo)
	defer b.close()
	b.listen()
	first := b.begin(ctx, room)
	select {
	case <-first.done:
		if first.err != nil {
			return first.err
		}
	case <-time.After(joinGrace):
	}
	o := ui.Options{
		Rooms: b, Keys: a.conf().Keys, Theme: look.Theme, WatchOnly: a.flags.readOnly, Demo: look.demo,
		Retry: look.retry, ThemeFor: look.For, Bidi: look.bidi, Mouse: a.flags.mouse,
		Settings: settingsOf(&a.conf().Values), Notes: a.notes(),
		Alarms: config.AlarmsOf(&a.conf().Values), Addresses: a.addresses(), Panel: config.ChosenBy(a.conf().Panel),
		HandOver:  a.handOver(l.journal, time.Now()),
		Spotlight: a.conf().FloorSpotlight, Follow: a.conf().Follow,
	}
	leave, note, err := a.openControl(ctx, l, b)
	if err != nil {
		return err
	}
	defer leave()
	if note != "" {
		a.note("%s", note)
		o.Notes = append(o.Notes, draw.Capital(note)+".")
	}
	var unwatch func()
	o.Reloads, unwatch = a.watchConfig(ctx)
	defer unwatch()
	first.offer(b, &o, a.host)
	folders := crash.Folders{State: a.stateDir(), Temp: os.TempDir()}
	err = a.tty.show(folders, func(screen func(bool)) error { return ui.Run(ctx, o, screen) })
	for _, sentence := range b.unresolved() {
		a.note("%s", sentence)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// openControl opens the control port of a console, if --control is given. note names the socket if it is not in the
// folder where other programs look first. leave closes the port.
func (a *app) openControl(ctx context.Context, l *line, b *lobby) (leave func(), note string, err error) {
	if !a.flags.control {
		return func() {}, "", nil
	}
	dirs := a.socketDirs()
	socket, path, err := control.ListenSocket(dirs)
	if err != nil {
		return nil, "", failf(codeFailed, "--control: cannot open a socket: %s", plain(err))
	}
	if len(dirs) == 1 || filepath.Dir(path) != dirs[0] {
		note = "the control port is unix:" + path
	}
	o := a.controlBase(l)
	o.Program, o.Joined = "console", b.names
	o.Failed = func(value any, stack []byte) { // the console owns the terminal
		l.logger.Error("internal error", "value", fmt.Sprint(value), "stack", string(stack))
	}
	o.Join = func(ctx context.Context, room string) (control.Joined, error) {
		r, err := b.join(ctx, room)
		if err != nil {
			return control.Joined{}, err
		}
		return control.Joined{Room: r, Floor: b.hostOf(r)}, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	ui.Start(func() {
		defer close(ended)
		if err := control.New(o).Serve(ctx, socket); err != nil {
			l.logger.Error("the control port has ended", "error", err)
		}
	}, func(crash *ui.CrashError) { l.logger.Error("the control port has ended", "error", crash) })
	return func() { cancel(); <-ended }, note, nil
}

// joinGrace is how long opening the first room may take before the console is shown without it. Most rooms are open by
// then, and an unknown name fails without a screen. It is a variable because tests on a busy machine need more.
var joinGrace = 500 * time.Millisecond

// opening is the first room while it is being opened.
type opening struct {
	done chan struct{} // closed when room or err is set
	room *session.RoomSession
	err  error
}

// begin starts opening the first room.
func (b *lobby) begin(ctx context.Context, room string) *opening {
	o := &opening{done: make(chan struct{})}
	ui.Start(func() {
		o.room, o.err = b.first(ctx, room)
		close(o.done)
	}, func(crash *ui.CrashError) {
		o.err = crash
		close(o.done)
	})
	return o
}

// offer sets the first room in the options of a console, or the function that waits for it.
func (o *opening) offer(b *lobby, to *ui.Options, host string) {
	wait := func(ctx context.Context) (ui.Room, error) {
		select {
		case <-o.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if o.room == nil {
			return nil, o.err
		}
		return b.hosted(o.room), nil
	}
	select {
	case <-o.done:
		to.Room, _ = wait(context.Background())
	default:
		to.Opening, to.OpeningWhat = wait, host
	}
}

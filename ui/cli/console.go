package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"

	"github.com/charmbracelet/x/term"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui"
	"gavel/ui/draw"
)

// consoleLook is how a console looks and what it says of itself.
type consoleLook struct {
	theme    theme.Theme
	themeFor func(dark bool) theme.Theme // nil when a theme was chosen
	bidi     draw.Order
	demo     bool
	retry    func(context.Context, video.Secret) error // nil where there is no way
}

// console runs gavel [ROOM].
func (a *app) console(ctx context.Context, args []string) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	look, err := a.look()
	if err != nil {
		return err
	}
	cfg.AwaitRetry = true
	l, err := a.dial(ctx, cfg)
	if err != nil {
		return err
	}
	defer l.Close()
	look.retry = a.retrier(l)
	return a.show(ctx, l, strings.Join(args, ""), look)
}

// retrier returns what connects again after a refusal: with the token as the file has it by then, or with one typed.
func (a *app) retrier(l *line) func(context.Context, video.Secret) error {
	return func(_ context.Context, typed video.Secret) error {
		token := string(typed)
		if token == "" {
			var err error
			if token, err = a.token(); err != nil {
				return err
			}
		}
		a.keepSecret(token)
		err := l.Retry(video.Secret(token))
		if !errors.Is(err, video.ErrCredentials) {
			return err
		}
		say := "this token was refused twice: type another"
		if a.flags.tokenFile != "" {
			say += ", or renew " + a.flags.tokenFile
		}
		return &problem{code: exitCredentials, sentence: say, cause: err}
	}
}

// look checks that there is a terminal for the console and returns how the console looks there.
func (a *app) look() (consoleLook, error) {
	th, err := theme.FromEnv(a.flags.theme, a.getenv)
	if err != nil {
		return consoleLook{}, usagef("--theme %q is unknown; allowed are %s", a.flags.theme, strings.Join(themes(), ", "))
	}
	if a.flags.ascii {
		th = th.WithASCII()
	}
	look := consoleLook{theme: th, themeFor: a.themeFor(th)}
	if look.bidi, err = a.order(); err != nil {
		return consoleLook{}, err
	}
	const instead = "for scripts there are gavel watch, gavel members and gavel do"
	if !term.IsTerminal(a.stdin.Fd()) || !term.IsTerminal(a.stdout.Fd()) {
		return consoleLook{}, usagef("the console needs a terminal; %s", instead)
	}
	if strings.EqualFold(a.getenv("TERM"), "dumb") {
		return consoleLook{}, usagef("the console needs a terminal that can move its cursor, and TERM is dumb; %s", instead)
	}
	return look, nil
}

// themeFor returns the choice between the dark and the light theme, or nil where there is none: somebody has chosen, or
// there are no colours.
func (a *app) themeFor(th theme.Theme) func(dark bool) theme.Theme {
	if a.flags.theme != "auto" && a.flags.theme != "" || th.Name == "mono" {
		return nil
	}
	profile, ascii := theme.DetectProfile(a.getenv), th.ASCII
	return func(dark bool) theme.Theme {
		name := "light"
		if dark {
			name = "dark"
		}
		chosen, err := theme.ByName(name, profile)
		if err != nil {
			return th
		}
		if ascii {
			chosen = chosen.WithASCII()
		}
		return chosen
	}
}

// bidis are the values of --bidi.
var bidis = []string{"auto", "gavel", "terminal"}

// order returns who puts words that are written from right to left in order. Konsole and Terminal of macOS do it
// themselves, with whole rows, and cannot be told not to (CSI 8 l).
func (a *app) order() (draw.Order, error) {
	switch a.flags.bidi {
	case "gavel":
		return draw.OrderedHere, nil
	case "terminal":
		return draw.OrderedThere, nil
	case "auto", "":
		if a.getenv("KONSOLE_VERSION") != "" || a.getenv("TERM_PROGRAM") == "Apple_Terminal" {
			return draw.OrderedThere, nil
		}
		return draw.OrderedHere, nil
	}
	return 0, usagef("--bidi %q is unknown; allowed are %s", a.flags.bidi, strings.Join(bidis, ", "))
}

// themes returns the values of --theme.
func themes() []string { return append([]string{"auto"}, theme.Names()...) }

// show runs the console on a connection until the person leaves.
func (a *app) show(ctx context.Context, l *line, room string, look consoleLook) error {
	b := &lobby{line: l, open: map[string]*session.RoomSession{}, changed: make(chan struct{}, 1)}
	defer b.close()
	b.listen()
	first, err := b.first(ctx, room)
	if err != nil {
		return err
	}
	o := ui.Options{
		Rooms: b, Keys: keymap.Default(), Theme: look.theme, WatchOnly: a.flags.readOnly, Demo: look.demo,
		Retry: look.retry, ThemeFor: look.themeFor, Bidi: look.bidi, Mouse: a.flags.mouse,
	}
	if first != nil {
		o.Room = ui.RoomOf(first)
	}
	folders := keeperFolders{State: stateDir(a.getenv), Temp: os.TempDir()}
	err = a.tty.show(folders, func(screen func(bool)) error { return ui.Run(ctx, o, screen) })
	for _, sentence := range b.unresolved() {
		a.note("%s", sentence)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// lobby gives the console its rooms and closes them at the end.
type lobby struct {
	line    *line
	changed chan struct{}
	offs    []func()

	mu   sync.Mutex // guards open: the console opens rooms from commands of its own
	open map[string]*session.RoomSession
}

// listen pokes changed when a room starts or ends.
func (b *lobby) listen() {
	poke := func(video.RoomEvent) {
		select {
		case b.changed <- struct{}{}:
		default: // one is waiting already
		}
	}
	for _, kind := range []video.Kind[video.OnClient, video.RoomEvent]{video.AnyRoomStarted, video.AnyRoomEnded} {
		b.offs = append(b.offs, session.On(b.line.Client, kind, poke))
	}
}

// first returns the room to begin with: the one asked for, else the only one, else none.
func (b *lobby) first(ctx context.Context, room string) (*session.RoomSession, error) {
	if room == "" {
		rooms, err := b.line.RoomSessions(ctx)
		if err != nil || len(rooms) != 1 {
			return nil, err
		}
		room = rooms[0].ID
	}
	return b.join(ctx, room)
}

// List returns the rooms in progress.
func (b *lobby) List(ctx context.Context) ([]video.Room, error) { return b.line.RoomSessions(ctx) }

// Changed receives when a room started or ended.
func (b *lobby) Changed() <-chan struct{} { return b.changed }

// Open joins the room session with the id, or returns the one that is open already.
func (b *lobby) Open(ctx context.Context, id string) (ui.Room, error) {
	r, err := b.join(ctx, id)
	if err != nil {
		return nil, err
	}
	return ui.RoomOf(r), nil
}

func (b *lobby) join(ctx context.Context, room string) (*session.RoomSession, error) {
	b.mu.Lock()
	known := b.open[room]
	b.mu.Unlock()
	if known != nil && !over(known) {
		return known, nil
	}
	r, err := b.line.join(ctx, room)
	if err != nil {
		return nil, err
	}
	id := r.Snapshot().Room.ID
	b.mu.Lock()
	defer b.mu.Unlock()
	if known = b.open[id]; known != nil && !over(known) { // somebody was faster
		_ = r.Close()
		return known, nil
	}
	b.open[id] = r
	return r, nil
}

func over(r *session.RoomSession) bool {
	select {
	case <-r.Done():
		return true
	default:
		return false
	}
}

// close leaves every room.
func (b *lobby) close() {
	for _, off := range b.offs {
		off()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.open {
		_ = r.Close()
	}
}

package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/control"
	"gavel/ui/filter"
	"gavel/ui/output"
	"gavel/ui/process"
)

const serveHelp = `Serves rooms to other programs on this machine, over HTTP: a Stream Deck, a script, a second screen.
With ROOMs, gavel serves only these; without, it serves every room in progress. The first line on stdout is
one JSON object with url and token. Each request needs the token: Authorization: Bearer TOKEN. A Unix socket
has mode 600 and needs none. The token is new at each start. If the token must stay the same, as for the
buttons of a Stream Deck, name a file of mode 600 with --bearer-file.

  GET  /v1/rooms                 the rooms in progress
  GET  /v1/rooms/ROOM            the state in flat keys (people, talking, talkers, locked …), and the members
  GET  /v1/rooms/ROOM/events     server-sent events, the objects of gavel watch --json
  POST /v1/rooms/ROOM/do         {"method":"audioMute","params":{"memberId":"Ann"}}
  GET  /v1/rooms/ROOM/floor      who has the floor, who is next, the queue
  POST /v1/rooms/ROOM/floor      {"verb":"next","who":ID}; see gavel help floor for the verbs
  GET  /clock                    a page with the clock, for the speaker
  GET  /metrics                  metrics for Prometheus

A command accepts the methods and parameters of gavel do, and "where" in place of memberId:
{"method":"audioMute","where":"talking"}. A method that removes, demotes, ends or overwrites anything
needs "confirm":true; removeAllMembers needs "confirm" with the name of the room. A request with a
body needs the Content-Type application/json. The answer holds the outcome and the state of the room
after it. Each event has an id. A client that returns with the last id (Last-Event-ID) gets the events
that it missed, or one event "resync".

  gavel serve --listen unix:$XDG_RUNTIME_DIR/gavel.sock &
  curl --unix-socket $XDG_RUNTIME_DIR/gavel.sock http://gavel/v1/rooms
  curl --unix-socket $XDG_RUNTIME_DIR/gavel.sock --json '{"method":"lock"}' http://gavel/v1/rooms/standup/do`

// serveCommand is gavel serve.
func (a *app) serveCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use: "serve [ROOM ...]", Short: "serve rooms to other programs on this machine", Long: serveHelp,
		ValidArgsFunction: noCompletion,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.serve(cmd.Context(), args, &o) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:0",
		"loopback `ADDRESS` and port, or unix:PATH; port 0 picks a free one")
	cmd.Flags().StringVar(&o.bearer, "bearer-file", "", "`FILE` with the bearer token, mode 600; default a new one")
	o.json.Add(cmd, filter.FieldsOf(served{})) // its only line is JSON in any case
	return cmd
}

// served is the first line of gavel serve.
type served struct {
	URL   string `json:"url"`
	Token string `json:"token,omitempty"`
}

// serveOptions are the flags of gavel serve.
type serveOptions struct {
	listen, bearer string
	json           filter.Flags
}

// shortestBearer is the length of the shortest bearer token of a file, in characters.
const shortestBearer = 16

// bearerToken returns the token of requests: that of the file, or a new one.
func (a *app) bearerToken(ctx context.Context, file string) (string, error) {
	if file == "" {
		return control.NewToken(), nil
	}
	token, err := a.readToken(ctx, "--bearer-file", file)
	if err == nil && len(token) < shortestBearer {
		return "", usagef("--bearer-file %s holds fewer than %d characters", file, shortestBearer)
	}
	return token, err
}

// serve answers requests until a signal ends it, which is its normal end.
func (a *app) serve(ctx context.Context, rooms []string, flags *serveOptions) error {
	for _, room := range rooms {
		if strings.TrimSpace(room) == "" {
			return usagef("a room's name is empty")
		}
	}
	if err := control.Check(flags.listen); err != nil {
		return usagef("--listen %s", err)
	}
	token, err := a.bearerToken(ctx, flags.bearer)
	if err != nil {
		return err
	}
	process.PaceGarbage(a.getenv)
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	if rooms, err = l.served(ctx, rooms); err != nil {
		return err
	}
	listener, address, err := control.Listen(flags.listen)
	if err != nil {
		return failf(codeFailed, "cannot listen on %s: %s", flags.listen, reasonOfNetwork(err))
	}
	o := a.controlOptions(l, rooms)
	if _, onTCP := listener.(*net.TCPListener); onTCP {
		o.Token, o.Host = token, listener.Addr().String()
	}
	listeners := []net.Listener{listener}
	if socket, _, err := control.ListenSocket(a.socketDirs()); err == nil {
		listeners = append(listeners, socket) // where gavel floor looks for it
	} else {
		a.note("gavel floor cannot find this program: %s", plain(err))
	}
	err = a.printJSON(ctx, &flags.json, served{address, o.Token})
	if err != nil {
		for _, l := range listeners {
			_ = l.Close()
		}
		return err
	}
	a.keepSecret(o.Token)
	process.StayInBackground()
	return control.New(o).Serve(ctx, listeners...)
}

// served adds the room ids of rooms given by name or title, in any case of letters. A room given by its session id is
// served for that session only.
func (l *line) served(ctx context.Context, rooms []string) ([]string, error) {
	all := slices.Clone(rooms)
	for _, room := range rooms {
		found, err := l.find(ctx, room)
		if err != nil {
			return nil, err
		}
		if room != found.ID {
			all = append(all, cmp.Or(found.RoomID, found.ID))
		}
	}
	return all, nil
}

func (a *app) controlOptions(l *line, rooms []string) control.Options {
	floorOf := config.FloorsOf(&a.conf().Values, rand.Text()[:8])
	dir := floorDir(a.stateDir(), false)
	o := a.controlBase(l)
	o.Program, o.Rooms = "serve", rooms
	o.Join = func(ctx context.Context, room string) (control.Joined, error) {
		r, err := l.join(ctx, room)
		if err != nil {
			return control.Joined{}, err
		}
		h, err := host.New(r, l.Client, host.Config{
			StateDir: dir, Floor: floorOf(&r.Snapshot().Room), Logger: l.logger, Doors: a.conf().Doors,
		})
		if err != nil {
			l.logger.Warn("the floor of an earlier run cannot be read", "error", err)
		}
		return control.Joined{Room: r, Floor: h, Leave: func() { h.Close(); _ = r.Close() }}, nil
	}
	return o
}

// controlBase returns what the control ports of serve and of a console have in common.
func (a *app) controlBase(l *line) control.Options {
	return control.Options{
		Client: l.Client, ReadOnly: a.flags.readOnly, Event: appendMasked, Find: l.find, Member: memberFor,
		Problem: a.problemOf, Protected: l.protected, Panel: config.ChosenBy(a.conf().Panel),
		Failed: func(value any, stack []byte) {
			a.note("a request failed: internal error: %v", value)
			l.logger.Error("internal error", "value", fmt.Sprint(value), "stack", string(stack))
		},
	}
}

// addControl adds --control to a command that shows a console.
func (a *app) addControl(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.flags.control, "control", false, "open a control port for gavel floor and other programs here")
}

// appendMasked appends an event without stream keys.
func appendMasked(b []byte, e video.Event) []byte {
	e.Raw = output.MaskKeys(e.Raw)
	return output.AppendEvent(b, e)
}

// memberFor finds the member with an id or a name for an action.
func memberFor(s *video.Snapshot, action *video.ActionInfo, idOrName string) (video.MemberID, error) {
	return resolveMember(s, action.Unlisted, idOrName)
}

// problemOf returns the error object of an error. A request that may have arrived has the outcome unknown.
func (a *app) problemOf(err error) output.Error {
	o := a.object(a.verdict(err))
	if errors.Is(err, video.ErrUnknown) {
		o.Outcome = video.OutcomeUnknown.String()
	}
	return o
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"gavel/session"
	"gavel/session/fold"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/process"
	"gavel/ui/text"
)

// line is a connection with the files that must be closed after it.
type line struct {
	*session.Client
	journal  *journal.Writer // nil without --journal
	logger   *slog.Logger
	closes   []func()
	commands []string // a room that is not found may be one of them

	protected func(*video.Member) bool // from bulk commands; nil for nobody
}

// Close ends the connection, then closes the files.
func (l *line) Close() {
	_ = l.Client.Close()
	for _, f := range l.closes {
		f()
	}
}

// config returns where and how to connect, from flags and environment.
func (a *app) config(ctx context.Context) (session.Config, error) {
	c, err := a.credentials(ctx)
	if err != nil {
		return session.Config{}, err
	}
	if !a.warned {
		a.warned = true
		for _, sentence := range a.sources().Warnings() {
			a.note("%s", sentence)
		}
	}
	return session.Config{
		URL: c.url, Project: c.project, Token: c.token, CAFile: a.flags.caFile, JoinTimeout: a.joinTimeout,
	}, nil
}

// connect connects with the credentials from flags and environment. The caller closes the line.
func (a *app) connect(ctx context.Context) (*line, error) {
	cfg, err := a.config(ctx)
	if err != nil {
		return nil, err
	}
	return a.dial(ctx, cfg)
}

// dial opens the files of --log and --journal and connects.
func (a *app) dial(ctx context.Context, cfg session.Config) (*line, error) {
	cfg.BulkRate = a.flags.bulkRate
	process.LimitMemory(a.getenv)
	logger, closeLog, err := a.logger()
	if err != nil {
		return nil, err
	}
	l := &line{logger: logger, closes: []func(){closeLog}, commands: a.commands}
	l.protected = config.ChosenBy(a.conf().Protected)
	if l.journal, err = a.openJournal(cfg); err != nil {
		closeLog()
		return nil, err
	}
	if l.journal != nil {
		l.closes = append(l.closes, func() { _ = l.journal.Close() })
	}
	cfg.Logger = logger
	if a.tap != nil {
		cfg.Logger = slog.New(slog.NewMultiHandler(logger.Handler(), a.tap))
	}
	l.Client, err = session.Dial(ctx, cfg)
	if err != nil {
		for _, f := range l.closes {
			f()
		}
		return nil, a.explainDial(err)
	}
	return l, nil
}

// explainDial names the flag that a setting of the session came from.
func (a *app) explainDial(err error) error {
	var wrong *video.ArgumentError
	if errors.As(err, &wrong) && wrong.Name == "CAFile" {
		return usagef("--ca-file %s %s", a.flags.caFile, wrong.Reason).hint("give certificates in PEM form")
	}
	return err
}

// join joins the room with that name, room id or room session id. The caller closes it.
func (l *line) join(ctx context.Context, room string) (*session.RoomSession, error) {
	var options []session.Option
	if l.journal != nil {
		options = append(options, session.WithRecorder(l.journal.Room()))
	}
	r, err := session.Join(ctx, l.Client, room, options...)
	if errors.Is(err, video.ErrNotFound) {
		if alike, found := l.alike(ctx, room); found {
			r, err = session.Join(ctx, l.Client, alike.ID, options...)
		}
	}
	if err != nil {
		return nil, l.explainRoom(ctx, room, err)
	}
	r.Protect(l.protected)
	return r, nil
}

// find returns the room with that name, room id or room session id.
func (l *line) find(ctx context.Context, room string) (video.Room, error) {
	r, err := l.Find(ctx, room)
	if errors.Is(err, video.ErrNotFound) {
		if alike, found := l.alike(ctx, room); found {
			return alike, nil
		}
	}
	if err != nil {
		return video.Room{}, l.explainRoom(ctx, room, err)
	}
	return r, nil
}

// alike returns the only room whose name is the same except for case, accents or width.
func (l *line) alike(ctx context.Context, room string) (alike video.Room, found bool) {
	rooms, err := l.RoomSessions(ctx)
	if err != nil {
		return alike, false
	}
	for _, r := range rooms {
		if !config.IsCalled(&r, room) {
			continue
		}
		if found {
			return alike, false
		}
		alike, found = r, true
	}
	return alike, found
}

// explainRoom adds the candidates to the error about an unknown or ambiguous room.
func (l *line) explainRoom(ctx context.Context, room string, err error) error {
	unknown, ambiguous := errors.Is(err, video.ErrNotFound), errors.Is(err, video.ErrAmbiguous)
	if !unknown && !ambiguous {
		return err
	}
	rooms, listErr := l.RoomSessions(ctx)
	if listErr != nil {
		return err
	}
	p := l.noRoom(rooms, room)
	if ambiguous {
		p = failf(codeAmbiguous, "room %q is ambiguous", room).
			hint("give the id of one: %s", listRooms(fitting(rooms, room)))
	}
	p.cause = err // the control port looks at it
	return p
}

// noRoom is the error about a room that is not among those in progress.
func (l *line) noRoom(rooms []video.Room, room string) *problem {
	hint := ""
	if near := fold.Nearest(room, l.commands); near != "" {
		hint = fmt.Sprintf(" (or did you mean the command gavel %s?)", near)
	}
	if len(rooms) == 0 {
		return failf(codeNotFound, "room %q not found%s: no room is in progress", room, hint)
	}
	return failf(codeNotFound, "room %q not found%s", room, hint).hint("in progress: %s", listRooms(rooms))
}

// fitting returns the rooms with that name or room id, or all rooms if there is none.
func fitting(rooms []video.Room, room string) []video.Room {
	var fit []video.Room
	for _, r := range rooms {
		if r.Name == room || r.RoomID == room || r.DisplayName == room {
			fit = append(fit, r)
		}
	}
	if fit == nil {
		return rooms
	}
	return fit
}

// listRooms names rooms with their ids.
func listRooms(rooms []video.Room) string {
	names := make([]string, len(rooms))
	for i, r := range rooms {
		name := r.Name
		if name == "" {
			name = r.Title()
		}
		names[i] = text.NameOf(name, r.ID).Text + " (" + text.Clean(r.ID) + ")"
	}
	return list(names)
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"gavel/session"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/text"
)

// Targets per second of a bulk command.
const (
	defaultBulkRate = 5.0
	slowestBulk     = 0.1
	fastestBulk     = 100.0
)

// maxListed is how many candidates a message names at most.
const maxListed = 8

// line is a connection with the files that must be closed after it.
type line struct {
	*session.Client
	journal *journal.Writer // nil without --journal
	logger  *slog.Logger
	closes  []func()
}

// Close ends the connection, then closes the files.
func (l *line) Close() {
	_ = l.Client.Close()
	for _, f := range l.closes {
		f()
	}
}

// config returns where and how to connect, from flags and environment.
func (a *app) config() (session.Config, error) {
	c, err := a.credentials()
	if err != nil {
		return session.Config{}, err
	}
	if file := a.flags.caFile; file != "" {
		if _, err := os.Stat(file); err != nil {
			return session.Config{}, usagef("--ca-file %s cannot be read: %v", text.Sanitise(file), errors.Unwrap(err))
		}
	}
	return session.Config{
		URL: c.url, Project: c.project, Token: c.token, CAFile: a.flags.caFile, JoinTimeout: a.joinTimeout,
	}, nil
}

// connect connects with the credentials from flags and environment. The caller closes the line.
func (a *app) connect(ctx context.Context) (*line, error) {
	cfg, err := a.config()
	if err != nil {
		return nil, err
	}
	return a.dial(ctx, cfg)
}

// dial opens the files of --log and --journal and connects.
func (a *app) dial(ctx context.Context, cfg session.Config) (*line, error) {
	if r := a.flags.bulkRate; !(r >= slowestBulk && r <= fastestBulk) {
		return nil, usagef("--bulk-rate %v is out of range; allowed are %v to %v targets a second",
			r, slowestBulk, fastestBulk)
	}
	if err := a.checkFiles(); err != nil {
		return nil, err
	}
	cfg.BulkRate = a.flags.bulkRate
	a.limitMemory()
	logger, closeLog, err := a.logger()
	if err != nil {
		return nil, err
	}
	l := &line{logger: logger, closes: []func(){closeLog}}
	if l.journal, err = a.openJournal(cfg); err != nil {
		closeLog()
		return nil, err
	}
	if l.journal != nil {
		l.closes = append(l.closes, func() { _ = l.journal.Close() })
	}
	cfg.Logger = logger
	l.Client, err = session.Dial(ctx, cfg)
	if err != nil {
		for _, f := range l.closes {
			f()
		}
		return nil, err
	}
	return l, nil
}

// join joins the room with that name, room id or room session id. The caller closes it.
func (l *line) join(ctx context.Context, room string) (*session.RoomSession, error) {
	var options []session.Option
	if l.journal != nil {
		options = append(options, session.WithRecorder(l.journal.Room()))
	}
	r, err := session.Join(ctx, l.Client, room, options...)
	if err != nil {
		return nil, l.explainRoom(ctx, room, err)
	}
	return r, nil
}

// find returns the room with that name, room id or room session id.
func (l *line) find(ctx context.Context, room string) (video.Room, error) {
	r, err := l.Find(ctx, room)
	if err != nil {
		return video.Room{}, l.explainRoom(ctx, room, err)
	}
	return r, nil
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
	if ambiguous {
		return failf("room %q is ambiguous; give the id of one: %s", room, listRooms(fitting(rooms, room)))
	}
	hint := ""
	commands := []string{
		"demo", "relay", "serve", "rooms", "members", "watch", "do", "verify", "report", "version", "help", "completion",
	}
	if near := nearest(room, commands); near != "" {
		hint = fmt.Sprintf(" (or was the command gavel %s meant?)", near)
	}
	if len(rooms) == 0 {
		return failf("room %q not found%s: no room is in progress", room, hint)
	}
	return failf("room %q not found%s; in progress: %s", room, hint, listRooms(rooms))
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

// list joins names. Of many it names the first and counts the rest.
func list(names []string) string {
	if len(names) <= maxListed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxListed], ", "), len(names)-maxListed)
}

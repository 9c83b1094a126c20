package cli

import (
	"context"
	"crypto/rand"
	"sync"

	"gavel/session"
	"gavel/session/door"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/config"
)

// lobby opens the console's rooms and closes them at the end.
type lobby struct {
	line    *line
	changed chan struct{}
	offs    []func()

	floors  string // folder for the state of floors; "" keeps none
	floorOf func(*video.Room) floor.Config
	doors   []door.Rule

	mu    sync.Mutex // guards all below: the console opens rooms from several goroutines
	open  map[string]*session.RoomSession
	hosts map[*session.RoomSession]*host.Host
}

// newLobby returns a lobby without rooms. The lobby of a demo keeps nothing for a later run.
func (a *app) newLobby(l *line, demo bool) *lobby {
	v := &a.conf().Values
	return &lobby{
		line: l, open: map[string]*session.RoomSession{}, hosts: map[*session.RoomSession]*host.Host{},
		changed: make(chan struct{}, 1), floors: floorDir(a.stateDir(), demo),
		floorOf: config.FloorsOf(v, rand.Text()[:8]), doors: v.Doors,
	}
}

// listen signals changed when a room starts or ends.
func (b *lobby) listen() {
	poke := func(video.RoomEvent) {
		select {
		case b.changed <- struct{}{}:
		default: // a signal is pending already
		}
	}
	for _, kind := range []video.Kind[video.OnClient, video.RoomEvent]{video.RoomStarted, video.AnyRoomEnded} {
		b.offs = append(b.offs, session.On(b.line.Client, kind, poke))
	}
}

// first returns the room to open first: the requested one, else the only one, else nil.
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

// Open joins the room session with the id, or returns it if it is open already.
func (b *lobby) Open(ctx context.Context, id string) (ui.Room, error) {
	r, err := b.join(ctx, id)
	if err != nil {
		return nil, err
	}
	return b.hosted(r), nil
}

// hosted returns a room with its floor, which runs until the lobby closes. A floor of an earlier run that cannot be
// read is not offered.
func (b *lobby) hosted(r *session.RoomSession) ui.Room {
	return ui.HostedRoom(b.hostOf(r), r)
}

func (b *lobby) hostOf(r *session.RoomSession) *host.Host {
	b.mu.Lock()
	defer b.mu.Unlock()
	h := b.hosts[r]
	if h == nil {
		cfg := host.Config{
			StateDir: b.floors, Floor: b.floorOf(&r.Snapshot().Room), Doors: b.doors, Logger: b.line.logger,
		}
		h, _ = host.New(r, b.line.Client, cfg)
		b.hosts[r] = h
	}
	return h
}

// names returns the names of the rooms that are open.
func (b *lobby) names() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for _, r := range b.open {
		names = append(names, r.Snapshot().Room.Name)
	}
	return names
}

func (b *lobby) join(ctx context.Context, room string) (*session.RoomSession, error) {
	b.mu.Lock()
	known := b.open[room]
	b.mu.Unlock()
	if known != nil && !over(known) {
		return known, nil
	}
	if known != nil { // a listed room can always be joined again
		_ = known.Close()
	}
	r, err := b.line.join(ctx, room)
	if err != nil {
		return nil, err
	}
	id := r.Snapshot().Room.ID
	b.mu.Lock()
	defer b.mu.Unlock()
	if known = b.open[id]; known != nil && !over(known) { // another call was faster
		_ = r.Close()
		return known, nil
	}
	b.open[id] = r
	return r, nil
}

// over reports whether a session can no longer be shown.
func over(r *session.RoomSession) bool {
	select {
	case <-r.Done():
		return true
	default:
		return r.Snapshot().Room.Ended
	}
}

// close leaves every room.
func (b *lobby) close() {
	for _, off := range b.offs {
		off()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range b.hosts {
		h.Close()
	}
	for _, r := range b.open {
		_ = r.Close()
	}
}

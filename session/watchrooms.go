package session

import (
	"sync"
	"time"

	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// watchedRooms holds the rooms of the project while a client has listeners for them. Each read of the list is compared
// with it, so that listeners also receive the rooms that started or ended while there was no subscription.
type watchedRooms struct {
	mu       sync.Mutex // guards the fields below
	wanted   bool       // there are listeners
	known    map[string]knownRoom
	listed   bool // the list was read once; differences are news from then on
	failures int  // in a row
	retry    *time.Timer
}

// knownRoom is a room as an event or a list last showed it.
type knownRoom struct {
	video.Room
	at time.Time
}

// hub makes a Client a Source of the events of all rooms.
func (c *Client) hub(video.OnClient) *listeners {
	c.watchRooms()
	return c.ln
}

// RemoveAllListeners stops all handlers of the client registered with [On] and similar functions. [Off] stops those of
// one kind.
func (c *Client) RemoveAllListeners() { c.ln.clear(everyHandler) }

// watchRooms subscribes to the starts and ends of all rooms, now and after every reconnect.
func (c *Client) watchRooms() {
	w := &c.rooms
	w.mu.Lock()
	first := !w.wanted
	w.wanted = true
	w.mu.Unlock()
	if first && c.Link().State == video.LinkLive {
		c.subscribeRooms()
	}
}

// onLive subscribes again after a reconnect.
func (c *Client) onLive() {
	w := &c.rooms
	w.mu.Lock()
	wanted := w.wanted
	w.failures = 0
	w.mu.Unlock()
	if wanted {
		c.subscribeRooms()
	}
}

// subscribeRooms sends the subscription and reads the list. Until the subscription is active, only the list shows the
// rooms that have started and ended. Source: PROTOCOL.md section 8.1.
func (c *Client) subscribeRooms() {
	params := wire.SubscribeParams{
		InitialState: true, Channel: wire.RoomsChannel,
		Events: video.RoomsSubscription(),
	}
	asked := time.Now()
	c.link.Send(wire.MethodSubscribe, params, func(r link.Reply) { c.roomsAnswered("subscribe to rooms", r.Err) })
	c.link.Send(wire.MethodRoomsGet, nil, func(r link.Reply) {
		rooms, err := roomsIn(r.Value)
		if r.Err != nil {
			err = r.Err
		}
		if c.roomsAnswered("list rooms", err); err == nil {
			c.roomsRead(rooms, asked)
		}
	})
}

// roomsAnswered repeats the subscription and the read, after growing waits, if one of them failed.
func (c *Client) roomsAnswered(what string, err error) {
	w := &c.rooms
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		return
	}
	c.cfg.Logger.Debug(what, "error", err)
	if w.retry != nil {
		return // the other request has failed, too
	}
	w.retry = time.AfterFunc(pauseAfter(w.failures), func() {
		w.mu.Lock()
		w.retry = nil
		w.mu.Unlock()
		if c.Link().State == video.LinkLive { // otherwise the next connection starts with it
			c.link.Spawn("rooms", c.subscribeRooms)
		}
	})
	w.failures++
}

// roomSeen records that an event was about a room.
func (c *Client) roomSeen(r video.Room, at time.Time) {
	w := &c.rooms
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wanted && len(w.known) < maxRooms {
		w.known[r.ID] = knownRoom{r, at}
	}
}

// roomsRead compares a list of rooms, requested at the given time, with the known ones and reports the differences.
func (c *Client) roomsRead(rooms []video.Room, asked time.Time) {
	for _, r := range c.rooms.merge(rooms, asked) {
		kind := video.RoomStarted.EventKind
		if r.Ended {
			kind = video.RoomEnded.EventKind
		}
		c.ln.emit(video.Event{
			Type: kind.Name(), At: time.Now(), RoomSessionID: r.ID, Room: &r, Derived: true, Synthetic: true,
		})
	}
}

// merge applies a list and returns the rooms that started or ended since the previous one. Events that arrived after
// the list was requested take precedence over it.
func (w *watchedRooms) merge(rooms []video.Room, asked time.Time) (news []video.Room) {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := !w.listed
	w.listed = true
	here := map[string]bool{}
	for _, r := range rooms {
		here[r.ID] = true
		before, known := w.known[r.ID]
		if known && (before.at.After(asked) || !before.Ended) {
			continue
		}
		w.known[r.ID] = knownRoom{r, asked}
		if !first {
			news = append(news, r)
		}
	}
	for id, k := range w.known {
		if here[id] || k.at.After(asked) {
			continue
		}
		delete(w.known, id)
		if !k.Ended {
			k.Ended = true
			news = append(news, k.Room)
		}
	}
	return news
}

// stop ends the retries.
func (w *watchedRooms) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.retry != nil {
		w.retry.Stop()
	}
}

// onEvent passes an event about rooms to the client's listeners. It returns false if there are none.
func (c *Client) onEvent(f *wire.Frame, p wire.EventParams) bool {
	if f.Kind == nil || !f.Kind.ForClient() {
		return false
	}
	v := p.Session()
	if !v.Found() {
		v = p.Room()
	}
	id := string(p.RoomSessionID())
	r, _ := wire.DecodeRoom(v)
	if r.ID == "" {
		r.ID = id
	}
	r.Ended = f.Kind == video.RoomEnded.EventKind
	c.roomSeen(r, f.At)
	if !c.ln.wanted() {
		return false
	}
	c.ln.emit(video.Event{
		Type: f.Kind.Name(), At: f.At, RoomSessionID: id, Room: &r,
		Updated: wire.CamelAll(wire.StringsOf(v.Get("updated"))), Raw: f.Raw(),
	})
	return true
}

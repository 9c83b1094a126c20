package control

import (
	"context"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"gavel/session/selector"
	"gavel/session/video"
)

// hall is a room that the server has joined.
type hall struct {
	Joined
	o     *Options
	ring  *ring
	since time.Time // when this process joined it
}

// facts returns what this process knows about the members: who is talking, if it was joined and connected, and the
// lists of people, if the configuration or tonight has one.
func (h *hall) facts(s *video.Snapshot) selector.Facts {
	f := selector.Facts{Now: time.Now(), Since: h.since, Panel: h.o.Panel}
	if h.o.Protected != nil || len(h.Floor.State().Tonight) > 0 {
		f.Protected = func(m *video.Member) bool { return h.Floor.Protects(m, s.Member) }
	}
	if s.Link.Since.After(f.Since) {
		f.Since = s.Link.Since
	}
	return f
}

// halls are the rooms that the server has joined.
type halls struct {
	o       Options
	ctx     context.Context // ends with the server
	missing missing

	mu     sync.Mutex
	list   map[string]*hall  // by session id
	called map[string]string // the session ids of joined rooms by the names that they were joined by
	pumps  sync.WaitGroup
}

// find returns the joined room with the name, room id or room session id. It joins the room at the first request.
func (s *halls) find(ctx context.Context, name string) (*hall, error) {
	if h := s.joined(name); h != nil {
		return h, nil
	}
	if err := s.missing.lately(name); err != nil {
		return nil, err
	}
	if !s.serves(name) { // unless it is another name of a room that is served, such as the id in the list of rooms
		r, err := s.o.Find(ctx, name)
		if err != nil || !s.serves(r.ID, r.Name, r.RoomID) {
			return nil, s.missing.note(name, errNotServed)
		}
	}
	j, err := s.o.Join(ctx, name)
	if err != nil {
		return nil, s.missing.note(name, err)
	}
	return s.keep(j, name)
}

// serves reports whether one of the names belongs to a served room.
func (s *halls) serves(names ...string) bool {
	return len(s.o.Rooms) == 0 || slices.ContainsFunc(names, func(n string) bool { return slices.Contains(s.o.Rooms, n) })
}

// joined returns the room if it is joined and has not ended.
func (s *halls) joined(name string) *hall {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range []string{name, s.called[name]} { // a room can be joined by its title, too
		if h := s.list[id]; h != nil && !h.Room.Snapshot().Room.Ended {
			return h
		}
	}
	for _, h := range s.list {
		r := h.Room.Snapshot().Room
		if !r.Ended && (name == r.Name || name == r.RoomID) {
			return h
		}
	}
	return nil
}

// keep stores a joined room, unless another request was faster.
func (s *halls) keep(j Joined, name string) (*hall, error) {
	s.mu.Lock()
	if len(s.called) >= maxNames {
		clear(s.called)
	}
	s.called[name] = j.Room.ID()
	var unused []*Joined
	for id, h := range s.list {
		if h.Room.Err() != nil || h.Room.Snapshot().Room.Ended {
			delete(s.list, id)
			unused = append(unused, &h.Joined)
		}
	}
	h, err := s.list[j.Room.ID()], error(nil)
	switch {
	case s.ctx.Err() != nil:
		h, err = nil, video.ErrClosed
	case h == nil && len(s.list) >= maxRooms:
		err = video.ErrBusy
	case h == nil:
		h = &hall{Joined: j, o: &s.o, ring: newRing(), since: time.Now()}
		s.list[j.Room.ID()] = h
		events := j.Room.Events(s.ctx) // from here on no event is missed
		s.pumps.Go(func() { s.pump(h, events) })
	}
	s.mu.Unlock()
	if h == nil || h.Room != j.Room {
		unused = append(unused, &j)
	}
	for _, j := range unused {
		j.leave()
	}
	return h, err
}

// pump turns the events of a room into lines for all readers.
func (s *halls) pump(h *hall, events <-chan video.Event) {
	defer h.ring.close()
	defer func() {
		if p := recover(); p != nil && s.o.Failed != nil {
			s.o.Failed(p, debug.Stack())
		}
	}()
	for e := range events {
		if e.Missed > 0 {
			h.ring.gap()
		}
		if !e.Derived {
			h.ring.add(s.o.Event(nil, e))
		}
	}
}

// all returns the joined rooms.
func (s *halls) all() []*hall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.list))
}

// close leaves the rooms.
func (s *halls) close() {
	for _, h := range s.all() {
		h.leave()
	}
	s.pumps.Wait()
}

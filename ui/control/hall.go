package control

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"gavel/session"
	"gavel/session/selector"
	"gavel/session/video"
)

// hall is a room that the server has joined.
type hall struct {
	room  *session.RoomSession
	ring  *ring
	since time.Time // when it was joined
}

// facts is what this process knows of the members: who talks, since it was here and connected.
func (h *hall) facts(s *video.Snapshot) selector.Facts {
	f := selector.Facts{Now: time.Now(), Since: h.since}
	if s.Link.Since.After(f.Since) {
		f.Since = s.Link.Since
	}
	return f
}

// errNotServed reports a room that exists, or may, but is not among those that are served.
var errNotServed = errors.New("this control port does not serve the room")

// find returns the joined room with the name, room id or room session id. It joins at the first request.
func (s *Server) find(ctx context.Context, name string) (*hall, error) {
	if h := s.joined(name); h != nil {
		return h, nil
	}
	if len(s.o.Rooms) > 0 && !slices.Contains(s.o.Rooms, name) {
		return nil, errNotServed
	}
	room, err := s.o.Join(ctx, name)
	if err != nil {
		return nil, err
	}
	return s.keep(room)
}

// joined returns the room if it is joined and has not ended.
func (s *Server) joined(name string) *hall {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.rooms {
		r := h.room.Snapshot().Room
		if !r.Ended && (name == r.ID || name == r.Name || name == r.RoomID) {
			return h
		}
	}
	return nil
}

// keep remembers a joined room, unless another request was faster.
func (s *Server) keep(room *session.RoomSession) (*hall, error) {
	s.mu.Lock()
	var unused []*session.RoomSession
	for id, h := range s.rooms {
		if h.room.Err() != nil || h.room.Snapshot().Room.Ended {
			delete(s.rooms, id)
			unused = append(unused, h.room)
		}
	}
	h, err := s.rooms[room.ID()], error(nil)
	switch {
	case s.ctx.Err() != nil:
		h, err = nil, video.ErrClosed
	case h == nil && len(s.rooms) >= maxRooms:
		err = video.ErrBusy
	case h == nil:
		h = &hall{room: room, ring: newRing(), since: time.Now()}
		s.rooms[room.ID()] = h
		s.pumps.Go(func() { s.pump(h) })
	}
	s.mu.Unlock()
	if h == nil || h.room != room {
		unused = append(unused, room)
	}
	for _, r := range unused {
		_ = r.Close()
	}
	return h, err
}

// pump turns the events of a room into lines for all readers.
func (s *Server) pump(h *hall) {
	defer h.ring.close()
	for e := range h.room.Events(s.ctx) {
		if e.Missed > 0 {
			h.ring.gap()
		}
		if !e.Derived {
			h.ring.add(s.o.Event(nil, e))
		}
	}
}

// withRoom finds the room of a request and answers when there is none.
func (s *Server) withRoom(w http.ResponseWriter, r *http.Request) *hall {
	ctx, cancel := context.WithTimeout(r.Context(), commandWait)
	defer cancel()
	h, err := s.find(ctx, r.PathValue("room"))
	switch {
	case err == nil:
		return h
	case errors.Is(err, errNotServed), errors.Is(err, video.ErrNotFound):
		fail(w, http.StatusNotFound, s.o.Problem(err))
	case errors.Is(err, video.ErrAmbiguous):
		fail(w, http.StatusConflict, s.o.Problem(err))
	default:
		fail(w, http.StatusBadGateway, s.o.Problem(err))
	}
	return nil
}

// ring holds the newest events of a room for all readers, who each have their own place. So a reader that is slow, or
// dead, costs no memory and keeps nobody waiting.
type ring struct {
	epoch string // of this ring; numbers of another one mean nothing

	mu    sync.Mutex
	lines [][]byte
	first uint64 // number of lines[0]
	bytes int
	more  chan struct{} // closed when there is more
	over  bool
}

// Bounds of a ring.
const (
	ringEvents = 2000
	ringBytes  = 4 << 20
)

func newRing() *ring { return &ring{epoch: NewToken()[:8], first: 1, more: make(chan struct{})} }

// add appends a line and forgets the oldest beyond the bounds.
func (r *ring) add(line []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
	r.bytes += len(line)
	for len(r.lines) > ringEvents || r.bytes > ringBytes && len(r.lines) > 1 {
		r.bytes -= len(r.lines[0])
		r.lines[0] = nil
		r.lines = r.lines[1:]
		r.first++
	}
	r.wake()
}

// gap notes that events were lost before they came here: every reader must read the room again.
func (r *ring) gap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.first += uint64(len(r.lines)) + 1
	r.lines, r.bytes = nil, 0
	r.wake()
}

func (r *ring) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	r.wake()
}

func (r *ring) wake() {
	close(r.more)
	r.more = make(chan struct{})
}

// next returns the number after the newest event.
func (r *ring) next() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first + uint64(len(r.lines))
}

// from returns the lines from a number on. If some of them are gone, it reports missed and continues with the newest.
// more is closed when there is something new, and nil at the end.
func (r *ring) from(n uint64) (lines [][]byte, first uint64, missed bool, more <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	end := r.first + uint64(len(r.lines))
	if n < r.first || n > end {
		missed, n = true, end
	}
	lines = slices.Clone(r.lines[n-r.first:])
	if !r.over {
		more = r.more
	}
	return lines, n, missed, more
}

package localrelay

import (
	"slices"
	"time"
)

// flush decides the layout again if that is needed and sends what changed since the last flush, in this order:
// member.updated of each member, layout.changed, room.updated, room.audience_count. Every change of a room ends with
// it.
func (r *room) flush() {
	if r.ended {
		return
	}
	r.place()
	for _, m := range r.dirty {
		if r.wanted("video.member.updated") {
			r.emit("video.member.updated", r.delta(m))
		}
		m.dirty = nil
	}
	r.dirty = r.dirty[:0]
	if r.moved {
		r.moved = false
		r.emit("video.layout.changed", r.layoutEvent())
	}
	if len(r.dirtyRoom) > 0 {
		r.broadcastRoom("video.room.updated", r.dirtyRoom)
		r.dirtyRoom = nil
	}
	r.sendAudience()
}

// place fills the slots again if that is needed, and marks who became visible or hidden.
func (r *room) place() {
	if !r.dirtyLayout {
		return
	}
	r.dirtyLayout = false
	before := r.layers
	r.layers = r.relayout()
	for _, l := range before {
		if m := r.members[l.MemberID]; m != nil {
			m.position = ""
		}
	}
	for _, l := range r.layers {
		if m := r.members[l.MemberID]; m != nil {
			m.position = l.Position
		}
	}
	for _, l := range slices.Concat(before, r.layers) {
		if m := r.members[l.MemberID]; m != nil {
			r.setVisible(m)
		}
	}
	r.moved = r.moved || r.shape != r.entity.LayoutName || !slices.Equal(before, r.layers)
	r.shape = r.entity.LayoutName
}

// sendAudience reports the size of the audience when it is not what was last told.
func (r *room) sendAudience() {
	total := len(r.audience)
	if total == r.audienceWas {
		return
	}
	r.audienceWas = total
	r.emit("video.room.audience_count", map[string]any{
		"room_id": r.entity.RoomID, "room_session_id": r.entity.ID, "total": total,
	})
}

// changeRoom notes that fields of the room have changed; flush sends them.
func (r *room) changeRoom(fields ...string) {
	for _, f := range fields {
		if !slices.Contains(r.dirtyRoom, f) {
			r.dirtyRoom = append(r.dirtyRoom, f)
		}
	}
}

// live is the goroutine of a room: it takes turns with everybody else to let time pass, until the room or the relay
// ends. It sleeps when nothing is due.
func (r *room) live() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-r.server.done:
			return
		case <-r.done:
			return
		case <-r.wake:
		case <-timer.C:
		}
		timer.Stop()
		if next := r.step(); next > 0 {
			timer.Reset(next)
		}
	}
}

// step does what is due and returns how long nothing else is, 0 when nothing is planned.
func (r *room) step() time.Duration {
	s := r.server
	s.mu.Lock()
	defer s.mu.Unlock()
	return r.stepLocked(s.clock.now())
}

// stepLocked is step for callers that hold mu.
func (r *room) stepLocked(now time.Time) time.Duration {
	if r.ended {
		return 0
	}
	next := r.stepPlaybacks(now)
	if r.life != nil {
		next = earlier(next, r.life.step(now))
	}
	if len(r.dirty) > 0 || r.dirtyLayout || len(r.dirtyRoom) > 0 {
		r.flush()
	}
	return next
}

// earlier returns the shorter of two waits of which 0 means none.
func earlier(a, b time.Duration) time.Duration {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// inRoom runs f for a room in progress and sends what it changed.
func (s *Server) inRoom(roomSessionID string, f func(*room) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.room(roomSessionID)
	if r == nil {
		return ErrNoRoom
	}
	if err := f(r); err != nil {
		return err
	}
	r.flush()
	return nil
}

// onMember is inRoom for one of its members.
func (s *Server) onMember(roomSessionID, memberID string, f func(*room, *member) error) error {
	return s.inRoom(roomSessionID, func(r *room) error {
		m := r.members[memberID]
		if m == nil {
			return ErrNoMember
		}
		return f(r, m)
	})
}

package localrelay

import (
	"slices"
)

// flush reassigns the layout if necessary and sends all changes since the last flush, in this order: member.updated of
// each member, layout.changed, room.updated, room.audience_count. Every change of a room ends with a flush.
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

// sendAudience sends the size of the audience if it has changed since the last event.
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

// inRoom runs f for a room in progress and sends the changes.
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

// room returns the room session in progress, or nil.
func (s *Server) room(roomSessionID string) *room {
	i := slices.IndexFunc(s.rooms, func(r *room) bool { return r.entity.ID == roomSessionID })
	if i < 0 {
		return nil
	}
	return s.rooms[i]
}

package localrelay

import (
	"slices"
)

// join adds a member and announces it. It ignores a lock. The first person of a session causes no member.joined
// (PROTOCOL.md section 19), because the service starts a session with that person in it. Here a client may have
// subscribed to the empty room before; it gets the state of the room instead.
func (r *room) join(m *member) {
	first := r.count == 0
	r.enter(m)
	r.place()
	m.dirty, r.dirty = nil, without(r.dirty, m) // the event sent now contains all fields
	if !first {
		r.emit("video.member.joined", r.memberEvent(m.entity))
		return
	}
	for _, ss := range r.server.attached {
		if ss.subscribed[r.entity.EventChannel]["video.room.subscribed"] {
			r.sendState(ss)
		}
	}
}

// enter puts a member at the end of the join order.
func (r *room) enter(m *member) {
	r.count++
	m.joined = r.count
	r.members[m.entity.ID] = m
	r.order = append(r.order, m)
	r.index(m)
	r.dirtyLayout = true
}

// index adds a member to the short lists that avoid a walk over all members.
func (r *room) index(m *member) {
	if m.entity.RequestedPosition != positionAuto {
		r.explicit = append(r.explicit, m)
	}
	if m.entity.Handraised {
		r.hands = append(r.hands, m)
	}
	if m.entity.Type != typeMember {
		r.extras = append(r.extras, m)
	}
}

// remove removes a member, its screens and devices first, and announces it if announce is true.
func (r *room) remove(m *member, announce bool) {
	for _, extra := range slices.Clone(r.extras) {
		if extra.entity.ParentID == m.entity.ID {
			r.remove(extra, true)
		}
	}
	delete(r.members, m.entity.ID)
	i, found := slices.BinarySearchFunc(r.order, m.joined, func(other *member, joined uint64) int {
		return int(other.joined) - int(joined)
	})
	if found {
		r.order = slices.Delete(r.order, i, i+1)
	}
	r.explicit, r.hands, r.extras = without(r.explicit, m), without(r.hands, m), without(r.extras, m)
	r.dirty = without(r.dirty, m)
	m.talking, m.dirty = false, nil
	r.keepLeft(m)
	r.dirtyLayout = true
	if announce {
		r.emit("video.member.left", r.memberEvent(m.entity))
	}
}

// maxLeft is how many former members a room remembers, for the director.
const maxLeft = 256

// keepLeft remembers a former member.
func (r *room) keepLeft(m *member) {
	if m.entity.Type != typeMember {
		return
	}
	if len(r.left) >= maxLeft {
		r.left = slices.Delete(r.left, 0, 1)
	}
	r.left = append(r.left, m)
}

// newMember returns a member of this room in its initial state, not yet joined.
func (r *room) newMember(id, name string) *member {
	return &member{entity: memberEntity{
		ID: id, RoomID: r.entity.RoomID, RoomSessionID: r.entity.ID, Name: name, Type: typeMember,
		RequestedPosition: positionAuto, InputSensitivity: defaultSensitivity, Meta: metadata{},
	}}
}

func (r *room) memberEvent(m memberEntity) memberEvent {
	return memberEvent{r.entity.RoomID, r.entity.ID, m}
}

// end ends a room session: all members leave, all media ends, and the clients get the end and no later event.
func (r *room) end() {
	if r.ended {
		return
	}
	for _, m := range slices.Clone(r.order) {
		r.emit("video.member.left", r.memberEvent(m.entity))
	}
	r.endMedia(r.now())
	r.ended = true
	r.broadcastRoom("video.room.ended", nil)
	close(r.done)
	s := r.server
	s.rooms = slices.DeleteFunc(s.rooms, func(other *room) bool { return other == r })
	for _, ss := range s.sessions {
		delete(ss.subscribed, r.entity.EventChannel)
	}
}

// enterAudience adds a member to the audience and its order.
func (r *room) enterAudience(m *member) {
	m.joined, m.position = 0, ""
	m.entity.Type, m.entity.RequestedPosition = typeAudience, positionAuto
	m.entity.Visible, m.entity.Handraised = false, false
	r.audience[m.entity.ID] = m
	r.listened = append(r.listened, m.entity.ID)
}

// leaveAudience removes a member from the audience and its order.
func (r *room) leaveAudience(m *member) {
	delete(r.audience, m.entity.ID)
	if i := slices.Index(r.listened, m.entity.ID); i >= 0 {
		r.listened = slices.Delete(r.listened, i, i+1)
	}
}

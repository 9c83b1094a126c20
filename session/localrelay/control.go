package localrelay

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Errors of the control methods.
var (
	// ErrNoRoom says that no room session with this id is in progress.
	ErrNoRoom = errors.New("relay: no such room session")
	// ErrNoMember says that the room has no such member.
	ErrNoMember = errors.New("relay: no such member")
	// ErrMuted says that somebody cannot talk, because the microphone is off.
	ErrMuted = errors.New("relay: member is muted")
	// ErrLocked says that the room is locked and lets nobody in.
	ErrLocked = errors.New("relay: room is locked")
)

// RoomSpec describes a room for StartRoom.
type RoomSpec struct {
	// Name is the room's name; "" is the next of the relay's own. A name that was in use before keeps its room id.
	Name string
	// DisplayName is for people; "" is made from Name.
	DisplayName string
	// Members and Audience are how many are there at the start, and about how many stay. 0 means none.
	Members, Audience int
	still             bool // no simulated life, also when the relay is not quiet
}

// MemberSpec describes somebody for AddMember. The zero value is a person with everything on.
type MemberSpec struct {
	// ID is the member id; "" makes one.
	ID   string
	Name string
	// Type is member, screen or device; "" means member.
	Type string
	// ParentID is the owner of a screen or device.
	ParentID                                 string
	AudioMuted, VideoMuted, Deaf, Handraised bool
	// Position is the requested position; "" means auto.
	Position string
	Meta     map[string]any
}

// StartRoom starts a room session and announces it; it returns the new room session id. It returns an error after
// Close and when a room of that name is in progress.
func (s *Server) StartRoom(spec RoomSpec) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return "", errClosed
	}
	if spec.Name != "" && slices.ContainsFunc(s.rooms, func(r *room) bool { return r.entity.Name == spec.Name }) {
		return "", fmt.Errorf("relay: room %q is in progress", spec.Name)
	}
	return s.startRoom(spec).entity.ID, nil
}

// EndRoom ends a room session as removeAllMembers does. It returns ErrNoRoom.
func (s *Server) EndRoom(roomSessionID string) error {
	return s.inRoom(roomSessionID, func(r *room) error {
		r.end()
		return nil
	})
}

// AddMember lets somebody in and returns the member id. It returns ErrNoRoom, ErrLocked, and an error when the id is
// taken or the metadata is no JSON.
func (s *Server) AddMember(roomSessionID string, spec MemberSpec) (string, error) {
	var id string
	err := s.inRoom(roomSessionID, func(r *room) error {
		if r.entity.Locked {
			return ErrLocked
		}
		m, err := r.memberOf(spec)
		if err != nil {
			return err
		}
		id = m.entity.ID
		r.join(m)
		return nil
	})
	return id, err
}

// memberOf makes a member of its description.
func (r *room) memberOf(spec MemberSpec) (*member, error) {
	setDefault(&spec.Type, typeMember)
	setDefault(&spec.Position, positionAuto)
	if spec.ID == "" {
		spec.ID = r.ids.next()
	}
	if r.members[spec.ID] != nil || r.audience[spec.ID] != nil {
		return nil, fmt.Errorf("relay: member id %q is taken", spec.ID)
	}
	m := r.newMember(spec.ID, spec.Name)
	e := &m.entity
	e.Type, e.ParentID, e.RequestedPosition = spec.Type, spec.ParentID, spec.Position
	e.AudioMuted, e.VideoMuted, e.Deaf, e.Handraised = spec.AudioMuted, spec.VideoMuted, spec.Deaf, spec.Handraised
	meta, err := json.Marshal(spec.Meta)
	if err == nil && spec.Meta != nil {
		err = json.Unmarshal(meta, &e.Meta)
	}
	return m, err
}

// AddAudience adds one listener and returns the id, with which it can be promoted. It returns ErrNoRoom.
func (s *Server) AddAudience(roomSessionID, name string) (string, error) {
	var id string
	err := s.inRoom(roomSessionID, func(r *room) error {
		id = r.ids.next()
		r.enterAudience(r.newMember(id, name))
		return nil
	})
	return id, err
}

// RemoveMember lets a member leave. It returns ErrNoRoom and ErrNoMember.
func (s *Server) RemoveMember(roomSessionID, memberID string) error {
	return s.onMember(roomSessionID, memberID, func(r *room, m *member) error {
		r.remove(m, true)
		return nil
	})
}

// SetTalking makes a member begin or stop to talk; nothing is sent when it does so already. It returns ErrNoRoom,
// ErrNoMember, and ErrMuted for somebody who shall talk with the microphone off.
func (s *Server) SetTalking(roomSessionID, memberID string, talking bool) error {
	return s.onMember(roomSessionID, memberID, func(r *room, m *member) error {
		if talking && m.entity.AudioMuted {
			return ErrMuted
		}
		r.setTalking(m, talking)
		return nil
	})
}

// UpdateMember sets fields of a member by their wire names ("audio_muted", "name") and sends one member.updated with
// them, as if the member had changed itself. It returns ErrNoRoom, ErrNoMember, and an error for a field that a member
// does not have, that cannot change, or a value of the wrong type; nothing is changed then.
func (s *Server) UpdateMember(roomSessionID, memberID string, fields map[string]any) error {
	return s.onMember(roomSessionID, memberID, func(r *room, m *member) error {
		return r.update(m, fields)
	})
}

// update changes a copy first, so that a bad field changes nothing.
func (r *room) update(m *member, fields map[string]any) error {
	var known map[string]json.RawMessage
	_ = json.Unmarshal(mustJSON(m.entity), &known) // its own output
	for _, name := range []string{"id", "room_id", "room_session_id", "type"} {
		delete(known, name)
	}
	for name := range fields {
		if _, ok := known[name]; !ok {
			return fmt.Errorf("relay: a member's %q cannot be changed", name)
		}
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("relay: update member: %w", err)
	}
	changed := m.entity
	if err := json.Unmarshal(raw, &changed); err != nil {
		return fmt.Errorf("relay: update member: %w", err)
	}
	m.entity = changed
	r.explicit, r.hands = without(r.explicit, m), without(r.hands, m)
	if changed.RequestedPosition != positionAuto {
		r.explicit = append(r.explicit, m)
	}
	if changed.Handraised {
		r.hands = append(r.hands, m)
	}
	if changed.AudioMuted {
		r.setTalking(m, false)
	}
	r.touch(m, slices.Sorted(maps.Keys(fields))...)
	r.dirtyLayout = true
	return nil
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

package localrelay

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// MemberSpec describes a member for AddMember. The zero value is a person with microphone and camera on.
type MemberSpec struct {
	// ID is the member id; "" generates one.
	ID   string
	Name string
	// Type is member, screen, device or audience; "" means member.
	Type string
	// ParentID is the owner of a screen or device.
	ParentID                                 string
	AudioMuted, VideoMuted, Deaf, Handraised bool
	InputVolume, OutputVolume                float64
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

// AddMember adds a member to the room, or to the audience, and returns the member id. It returns ErrNoRoom, ErrLocked,
// and an error if the id is taken or the metadata is not JSON. A lock does not keep the audience out.
func (s *Server) AddMember(roomSessionID string, spec MemberSpec) (string, error) {
	var id string
	err := s.inRoom(roomSessionID, func(r *room) error {
		if r.entity.Locked && spec.Type != typeAudience {
			return ErrLocked
		}
		m, err := r.memberOf(spec)
		if err != nil {
			return err
		}
		id = m.entity.ID
		if spec.Type == typeAudience {
			r.enterAudience(m)
			return nil
		}
		r.join(m)
		return nil
	})
	return id, err
}

// memberOf returns the member for a description.
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
	e.InputVolume, e.OutputVolume = spec.InputVolume, spec.OutputVolume
	meta, err := json.Marshal(spec.Meta)
	if err == nil && spec.Meta != nil {
		err = json.Unmarshal(meta, &e.Meta)
	}
	return m, err
}

// AddAudience adds one listener and returns the id, which can be promoted. It returns ErrNoRoom.
func (s *Server) AddAudience(roomSessionID, name string) (string, error) {
	var id string
	err := s.inRoom(roomSessionID, func(r *room) error {
		id = r.ids.next()
		r.enterAudience(r.newMember(id, name))
		return nil
	})
	return id, err
}

// RemoveMember removes a member from the room or the audience. It returns ErrNoRoom and ErrNoMember.
func (s *Server) RemoveMember(roomSessionID, memberID string) error {
	return s.inRoom(roomSessionID, func(r *room) error {
		if m := r.audience[memberID]; m != nil {
			r.leaveAudience(m)
			return nil
		}
		m := r.members[memberID]
		if m == nil {
			return ErrNoMember
		}
		r.remove(m, true)
		return nil
	})
}

// SetTalking makes a member start or stop talking; it sends nothing if there is no change. It returns ErrNoRoom,
// ErrNoMember, and ErrMuted if the microphone is off.
func (s *Server) SetTalking(roomSessionID, memberID string, talking bool) error {
	return s.onMember(roomSessionID, memberID, func(r *room, m *member) error {
		if talking && m.entity.AudioMuted {
			return ErrMuted
		}
		r.setTalking(m, talking)
		return nil
	})
}

// Talk makes a member talk for a while; 0 means until SetTalking ends it. A newer turn replaces it. It returns
// ErrNoRoom, ErrNoMember and ErrMuted.
func (s *Server) Talk(roomSessionID, memberID string, length time.Duration) error {
	return s.onMember(roomSessionID, memberID, func(r *room, m *member) error {
		if m.entity.AudioMuted {
			return ErrMuted
		}
		r.turns++
		turn := r.turns
		m.turn = turn
		r.setTalking(m, true)
		if length <= 0 {
			return nil
		}
		s.clock.after(length, func() {
			_ = s.onMember(roomSessionID, memberID, func(r *room, m *member) error { // it may have left
				if m.turn == turn {
					r.setTalking(m, false)
				}
				return nil
			})
		})
		return nil
	})
}

// UpdateMember sets fields of a member by their wire names ("audio_muted", "name") and sends one member.updated with
// them, as if the member had changed them. It returns ErrNoRoom and ErrNoMember. It returns an error and changes
// nothing if a field does not exist, cannot change, or gets a value of the wrong type.
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
	m.ownMic, m.ownCam = changed.AudioMuted, changed.VideoMuted // by the member itself, so simulated life may undo it
	r.touch(m, slices.Sorted(maps.Keys(fields))...)
	r.dirtyLayout = true
	return nil
}

// Call runs a method of a room, by its wire name and without room_session_id, as another moderator would; the wire
// does not identify the caller. It returns the result without its code. It returns ErrNoRoom, or an error with the
// code and message of the refusal.
func (s *Server) Call(roomSessionID, method string, args map[string]any) (map[string]any, error) {
	var res result
	err := s.inRoom(roomSessionID, func(r *room) error {
		h := handlers[method]
		if h == nil {
			return fmt.Errorf("relay: no room has a method %q", method)
		}
		raw, err := json.Marshal(args)
		if err != nil {
			return fmt.Errorf("relay: call %s: %w", method, err)
		}
		if args == nil {
			raw = nil
		}
		p, refused := parseParams(raw)
		if refused == nil {
			res, refused = h(r, p)
		}
		if refused != nil {
			return refused
		}
		return nil
	})
	return res, err
}

// SetLife switches the simulated life of a room on or off, whatever Options.Quiet is. Switching it off silences the
// members that it made talk. It returns ErrNoRoom.
func (s *Server) SetLife(roomSessionID string, on bool) error {
	return s.inRoom(roomSessionID, func(r *room) error {
		r.setLife(on)
		return nil
	})
}

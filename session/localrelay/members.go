package localrelay

import (
	"encoding/json"
	"slices"
)

// defaultSensitivity is the documented default of input_sensitivity; the scale of the service is not known.
const defaultSensitivity = 30

// touch records changed fields of a member; flush sends them.
func (r *room) touch(m *member, fields ...string) {
	if len(m.dirty) == 0 {
		r.dirty = append(r.dirty, m)
	}
	for _, f := range fields {
		if !slices.Contains(m.dirty, f) {
			m.dirty = append(m.dirty, f)
		}
	}
}

// change sets a field and reports whether its value changed; nothing is sent for an unchanged field.
func change[T comparable](at *T, value T) bool {
	changed := *at != value
	*at = value
	return changed
}

// setHand raises or lowers a hand.
func (r *room) setHand(m *member, up bool) {
	if m.entity.Handraised == up {
		return
	}
	m.entity.Handraised, m.raised = up, r.now()
	r.touch(m, "handraised")
	r.hands = without(r.hands, m)
	if up {
		r.hands = append(r.hands, m)
	}
	r.dirtyLayout = r.dirtyLayout || r.entity.PrioritizeHandraise
}

// setAudioMuted also ends the turn of a member who talks.
func (r *room) setAudioMuted(m *member, muted bool) {
	if change(&m.entity.AudioMuted, muted) {
		r.touch(m, "audio_muted")
	}
	m.ownMic = false
	if muted {
		r.setTalking(m, false)
	}
}

// setDeaf also mutes the microphone, or opens it, whatever it was before (PROTOCOL.md section 9.2). Both come in one
// member.updated.
func (r *room) setDeaf(m *member, deaf bool) {
	if change(&m.entity.Deaf, deaf) {
		r.touch(m, "deaf")
	}
	r.setAudioMuted(m, deaf)
}

// setVideoMuted also changes visible, and the layout if muted members are hidden.
func (r *room) setVideoMuted(m *member, muted bool) {
	if m.entity.VideoMuted == muted {
		return
	}
	m.entity.VideoMuted, m.ownCam = muted, false
	r.touch(m, "video_muted")
	r.setVisible(m)
	r.dirtyLayout = true // people with video come first, and count for responsive layouts
}

// setVisible derives visible from the slot and the camera: it means "on the canvas now" (PROTOCOL.md section 11.2).
func (r *room) setVisible(m *member) {
	if change(&m.entity.Visible, m.position != "" && !m.entity.VideoMuted) {
		r.touch(m, "visible")
	}
}

// setPosition requests a position.
func (r *room) setPosition(m *member, position string) {
	if m.entity.RequestedPosition == position {
		return
	}
	m.entity.RequestedPosition = position
	r.touch(m, "requested_position")
	r.explicit = without(r.explicit, m)
	if position != positionAuto {
		r.explicit = append(r.explicit, m)
	}
	r.dirtyLayout = true
}

// setTalking sends member.talking. It costs the same in a room of any size. Muted people do not talk (PROTOCOL.md
// section 19).
func (r *room) setTalking(m *member, talking bool) {
	if m.talking == talking || talking && m.entity.AudioMuted {
		return
	}
	m.talking = talking
	if !r.wanted("video.member.talking") {
		return
	}
	if m.talkOn == nil {
		m.talkOn, m.talkOff = r.talkingPayload(m, true), r.talkingPayload(m, false)
	}
	if talking {
		r.emitJSON("video.member.talking", m.talkOn)
		return
	}
	r.emitJSON("video.member.talking", m.talkOff)
}

func (r *room) talkingPayload(m *member, talking bool) []byte {
	e := m.entity
	return mustJSON(map[string]any{
		"room_id": e.RoomID, "room_session_id": e.RoomSessionID,
		"member": map[string]any{
			"id": e.ID, "room_id": e.RoomID, "room_session_id": e.RoomSessionID, "talking": talking,
		},
	})
}

// delta is the payload of member.updated: ids, the names of what changed, and the new values (PROTOCOL.md section 12).
func (r *room) delta(m *member) map[string]any {
	var all map[string]json.RawMessage
	_ = json.Unmarshal(mustJSON(m.entity), &all) // its own output
	d := map[string]any{
		"id": m.entity.ID, "room_id": r.entity.RoomID, "room_session_id": r.entity.ID, "updated": m.dirty,
	}
	for _, f := range m.dirty {
		d[f] = all[f]
	}
	return map[string]any{"room_id": r.entity.RoomID, "room_session_id": r.entity.ID, "member": d}
}

// without returns list without m.
func without(list []*member, m *member) []*member {
	if i := slices.Index(list, m); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

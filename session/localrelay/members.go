package localrelay

import (
	"encoding/json"
	"slices"
	"time"
)

// Types of members (PROTOCOL.md section 11.2).
const (
	typeMember   = "member"
	typeScreen   = "screen"
	typeAudience = "audience"
)

// defaultSensitivity is the documented default of input_sensitivity; the scale of the service is not known.
const defaultSensitivity = 30

// memberEntity is a member as it travels.
type memberEntity struct {
	ID                string   `json:"id"`
	RoomID            string   `json:"room_id"`
	RoomSessionID     string   `json:"room_session_id"`
	Name              string   `json:"name"`
	Type              string   `json:"type"`
	ParentID          string   `json:"parent_id"`
	RequestedPosition string   `json:"requested_position"`
	Visible           bool     `json:"visible"`
	AudioMuted        bool     `json:"audio_muted"`
	VideoMuted        bool     `json:"video_muted"`
	Deaf              bool     `json:"deaf"`
	InputVolume       float64  `json:"input_volume"`
	OutputVolume      float64  `json:"output_volume"`
	InputSensitivity  float64  `json:"input_sensitivity"`
	Handraised        bool     `json:"handraised"`
	Meta              metadata `json:"meta"`
}

// member is somebody in a room, or in its audience.
type member struct {
	entity   memberEntity
	joined   uint64 // place in the join order, counted from 1; 0 in the audience
	talking  bool
	position string // of the slot it is in, "" when in none
	media    string // media_allowed of promote or demote
	dirty    []string

	turn    uint64 // the number of its present turn to talk
	insists insistence
	ownMic  bool // of the simulation: it muted itself and may unmute itself
	ownCam  bool // the same for the camera
	raised  time.Time
	talkOn  []byte // payloads of member.talking, made once
	talkOff []byte
}

// memberEvent is the payload of member.joined and member.left.
type memberEvent struct {
	RoomID        string       `json:"room_id"`
	RoomSessionID string       `json:"room_session_id"`
	Member        memberEntity `json:"member"`
}

func (r *room) memberEvent(m memberEntity) memberEvent {
	return memberEvent{r.entity.RoomID, r.entity.ID, m}
}

// newMember returns a member of this room in its first state, not yet joined.
func (r *room) newMember(id, name string) *member {
	return &member{entity: memberEntity{
		ID: id, RoomID: r.entity.RoomID, RoomSessionID: r.entity.ID, Name: name, Type: typeMember,
		RequestedPosition: positionAuto, InputSensitivity: defaultSensitivity, Meta: metadata{},
	}}
}

// memberEntities returns all members in join order.
func (r *room) memberEntities() []*memberEntity {
	list := make([]*memberEntity, len(r.order))
	for i, m := range r.order {
		list[i] = &m.entity
	}
	return list
}

// join lets a member in and announces it. It does not ask whether the room is locked. The very first person of a
// session gives no member.joined (PROTOCOL.md section 19): the service starts a session with that person in it. Here
// somebody may have subscribed to the empty room before, and gets its state instead.
func (r *room) join(m *member) {
	first := r.count == 0
	r.enter(m)
	r.place()
	m.dirty, r.dirty = nil, without(r.dirty, m) // what is sent now says it all
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

// index enters a member into the short lists that save looking at everybody.
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

// remove takes a member out, its screens and devices first, and announces it if tell is true.
func (r *room) remove(m *member, tell bool) {
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
	if tell {
		r.emit("video.member.left", r.memberEvent(m.entity))
	}
}

// maxLeft is how many of those who left a room remembers, for the director.
const maxLeft = 256

// keepLeft remembers somebody who is gone.
func (r *room) keepLeft(m *member) {
	if m.entity.Type != typeMember {
		return
	}
	if len(r.left) >= maxLeft {
		r.left = slices.Delete(r.left, 0, 1)
	}
	r.left = append(r.left, m)
}

// without returns list without m.
func without(list []*member, m *member) []*member {
	if i := slices.Index(list, m); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// touch notes that fields of a member have changed; flush sends them.
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

// change sets a field and says whether it had another value; nothing is sent about one that had this value already.
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

// setAudioMuted also ends the turn of somebody who talks.
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

// setVideoMuted also changes visible, and who is in the picture when muted members are hidden.
func (r *room) setVideoMuted(m *member, muted bool) {
	if m.entity.VideoMuted == muted {
		return
	}
	m.entity.VideoMuted, m.ownCam = muted, false
	r.touch(m, "video_muted")
	r.setVisible(m)
	r.dirtyLayout = true // people with video come first, and count for responsive layouts
}

// setVisible follows from the slot and the camera: visible is "in the picture now" (PROTOCOL.md section 11.2).
func (r *room) setVisible(m *member) {
	if change(&m.entity.Visible, m.position != "" && !m.entity.VideoMuted) {
		r.touch(m, "visible")
	}
}

// setPosition asks for a place.
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

// insistence is how somebody takes being muted by others.
type insistence struct {
	left  int // how often the microphone is opened again, or Always
	after time.Duration
}

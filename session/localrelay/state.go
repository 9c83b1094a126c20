package localrelay

import (
	"encoding/json"
)

// RoomState is the complete state of one room session at one moment: the oracle of tests. Names and units are those of
// the wire; objects of any shape are raw JSON.
type RoomState struct {
	Room       RoomFields       `json:"room_session"`
	Members    []MemberState    `json:"members"` // join order
	Audience   []string         `json:"audience"`
	Listeners  []MemberState    `json:"listeners"` // the audience in order of arrival
	Left       []MemberState    `json:"left"`      // former members, the last 256, oldest first
	Layout     json.RawMessage  `json:"layout"`    // as in layout.changed
	Recordings []RecordingState `json:"recordings"`
	Playbacks  []PlaybackState  `json:"playbacks"`
	Streams    []StreamState    `json:"streams"`
}

// RoomFields are the room's own fields.
type RoomFields struct {
	ID                  string                     `json:"id"`
	RoomID              string                     `json:"room_id"`
	EventChannel        string                     `json:"event_channel"`
	Name                string                     `json:"name"`
	DisplayName         string                     `json:"display_name"`
	LayoutName          string                     `json:"layout_name"`
	HideVideoMuted      bool                       `json:"hide_video_muted"`
	Recording           bool                       `json:"recording"`
	Streaming           bool                       `json:"streaming"`
	Locked              bool                       `json:"locked"`
	PrioritizeHandraise bool                       `json:"prioritize_handraise"`
	Meta                map[string]json.RawMessage `json:"meta"`
}

// MemberState is one member. CurrentPosition is its slot, "off-canvas" if it has none.
type MemberState struct {
	ID                string                     `json:"id"`
	RoomID            string                     `json:"room_id"`
	RoomSessionID     string                     `json:"room_session_id"`
	Name              string                     `json:"name"`
	Type              string                     `json:"type"`
	ParentID          string                     `json:"parent_id"`
	RequestedPosition string                     `json:"requested_position"`
	CurrentPosition   string                     `json:"current_position"`
	Visible           bool                       `json:"visible"`
	AudioMuted        bool                       `json:"audio_muted"`
	VideoMuted        bool                       `json:"video_muted"`
	Deaf              bool                       `json:"deaf"`
	InputVolume       float64                    `json:"input_volume"`
	OutputVolume      float64                    `json:"output_volume"`
	InputSensitivity  float64                    `json:"input_sensitivity"`
	Handraised        bool                       `json:"handraised"`
	Talking           bool                       `json:"talking"`
	Meta              map[string]json.RawMessage `json:"meta"`
}

// RecordingState is a recording in progress.
type RecordingState struct {
	ID        string  `json:"id"`
	State     string  `json:"state"`
	StartedAt float64 `json:"started_at"`
}

// PlaybackState is a playback in progress; Position is in milliseconds, at the moment of the call.
type PlaybackState struct {
	ID       string  `json:"id"`
	State    string  `json:"state"`
	URL      string  `json:"url"`
	Volume   float64 `json:"volume"`
	Position int64   `json:"position"`
}

// StreamState is a stream in progress.
type StreamState struct {
	ID    string `json:"id"`
	State string `json:"state"`
	URL   string `json:"url"`
}

// RoomState returns a copy of the state of a room session in progress. It returns ErrNoRoom.
func (s *Server) RoomState(roomSessionID string) (RoomState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.room(roomSessionID)
	if r == nil {
		return RoomState{}, ErrNoRoom
	}
	return r.state(), nil
}

func (r *room) state() RoomState {
	e := r.snapshot()
	state := RoomState{
		Room: RoomFields{
			ID: e.ID, RoomID: e.RoomID, EventChannel: e.EventChannel, Name: e.Name, DisplayName: e.DisplayName,
			LayoutName: e.LayoutName, HideVideoMuted: e.HideVideoMuted, Recording: e.Recording, Streaming: e.Streaming,
			Locked: e.Locked, PrioritizeHandraise: e.PrioritizeHandraise, Meta: e.Meta,
		},
		Members:    []MemberState{}, // lists are [] and not null in JSON
		Audience:   append([]string{}, r.listened...),
		Listeners:  []MemberState{},
		Left:       []MemberState{},
		Layout:     mustJSON(r.layoutEvent().Layout),
		Recordings: []RecordingState{},
		Playbacks:  []PlaybackState{},
		Streams:    []StreamState{},
	}
	for _, m := range r.order {
		state.Members = append(state.Members, m.state())
	}
	for _, id := range r.listened {
		state.Listeners = append(state.Listeners, r.audience[id].state())
	}
	for _, m := range r.left {
		state.Left = append(state.Left, m.state())
	}
	r.mediaState(&state)
	return state
}

func (m *member) state() MemberState {
	e, current := m.entity, m.position
	setDefault(&current, positionOff)
	return MemberState{
		ID: e.ID, RoomID: e.RoomID, RoomSessionID: e.RoomSessionID, Name: e.Name, Type: e.Type, ParentID: e.ParentID,
		RequestedPosition: e.RequestedPosition, CurrentPosition: current, Visible: e.Visible, AudioMuted: e.AudioMuted,
		VideoMuted: e.VideoMuted, Deaf: e.Deaf, InputVolume: e.InputVolume, OutputVolume: e.OutputVolume,
		InputSensitivity: e.InputSensitivity, Handraised: e.Handraised, Talking: m.talking, Meta: e.Meta,
	}
}

func (r *room) mediaState(state *RoomState) {
	for _, m := range r.recordings {
		state.Recordings = append(state.Recordings, RecordingState{m.entity.ID, m.entity.State, m.entity.StartedAt})
	}
	for _, b := range r.playbacks {
		e := b.seen(r.now())
		state.Playbacks = append(state.Playbacks, PlaybackState{e.ID, e.State, e.URL, e.Volume, e.Position})
	}
	for _, m := range r.streams {
		state.Streams = append(state.Streams, StreamState{m.entity.ID, m.entity.State, m.entity.URL})
	}
}

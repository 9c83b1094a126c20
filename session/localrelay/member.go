package localrelay

import (
	"time"
)

// member is a member of a room, or of its audience.
type member struct {
	entity   memberEntity
	joined   uint64 // place in the join order, counted from 1; 0 in the audience
	talking  bool
	position string // of the slot it is in, "" when in none
	media    string // media_allowed of promote or demote
	dirty    []string

	turn    uint64 // the number of its current turn to talk
	insists insistence
	ownMic  bool // the simulation muted it and may unmute it
	ownCam  bool // the same for the camera
	raised  time.Time
	talkOn  []byte // payloads of member.talking, made once
	talkOff []byte
}

// memberEntity is a member on the wire.
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

// memberEvent is the payload of member.joined and member.left.
type memberEvent struct {
	RoomID        string       `json:"room_id"`
	RoomSessionID string       `json:"room_session_id"`
	Member        memberEntity `json:"member"`
}

// insistence is how a member reacts to being muted by others.
type insistence struct {
	left  int // how often it unmutes itself, or Always
	after time.Duration
}

// Types of members (PROTOCOL.md section 11.2).
const (
	typeMember   = "member"
	typeScreen   = "screen"
	typeAudience = "audience"
)

// volumeLimit bounds volumes on both sides, maxSensitivity the sensitivity (PROTOCOL.md section 9.2).
const (
	volumeLimit    = 50
	maxSensitivity = 100
)

package video

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MemberID identifies a member. It is opaque and never empty in a snapshot.
type MemberID string

// Flag is a yes or no that may be unknown, because the room has not sent it yet.
type Flag uint8

// The values of a Flag. The zero value is Unknown.
const (
	Unknown Flag = iota
	No
	Yes
)

// FlagOf returns the Flag for a bool.
func FlagOf(b bool) Flag {
	if b {
		return Yes
	}
	return No
}

// String returns "unknown", "no" or "yes".
func (f Flag) String() string { return [...]string{"unknown", "no", "yes"}[min(f, Yes)] }

// MarshalJSON writes null, false or true.
func (f Flag) MarshalJSON() ([]byte, error) {
	return []byte([...]string{"null", "false", "true"}[min(f, Yes)]), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Flag) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case "null":
		*f = Unknown
	case "false":
		*f = No
	case "true":
		*f = Yes
	default:
		return fmt.Errorf("%.20q is not null, false or true", text)
	}
	return nil
}

// Position is a place on the canvas: reserved-N, standard-N, or a word such as [PositionAuto] and [PositionOffCanvas].
// Source: PROTOCOL.md section 13.
type Position string

// Positions without a number.
const (
	PositionAuto       Position = "auto"
	PositionOffCanvas  Position = "off-canvas"
	PositionPlayback   Position = "playback"
	PositionFullScreen Position = "full-screen"
)

// Self is the key of positions for the object that a command creates: the playback of play.
const Self MemberID = "self"

// Standard returns the ordinary slot n of a layout. Slots are probably counted from 1.
func Standard(n int) Position { return Position(standardSlot + strconv.Itoa(n)) }

// Reserved returns the reserved slot n of a layout.
func Reserved(n int) Position { return Position(reservedSlot + strconv.Itoa(n)) }

// What the names of slots begin with.
const (
	standardSlot = "standard-"
	reservedSlot = "reserved-"
)

// slot returns the kind of a slot and its number, and 0 for other positions.
func (p Position) slot() (kind string, number int) {
	for _, prefix := range [...]string{standardSlot, reservedSlot} {
		digits, ok := strings.CutPrefix(string(p), prefix)
		if !ok || digits == "" || digits[0] < '1' { // no sign, no leading zero
			continue
		}
		if n, err := strconv.Atoi(digits); err == nil {
			return prefix, n
		}
	}
	return "", 0
}

// Number returns the number of a slot, from 1, and 0 for other positions.
func (p Position) Number() int {
	_, n := p.slot()
	return n
}

// IsStandard reports whether p is an ordinary slot.
func (p Position) IsStandard() bool {
	kind, _ := p.slot()
	return kind == standardSlot
}

// IsReserved reports whether p is a reserved slot.
func (p Position) IsReserved() bool {
	kind, _ := p.slot()
	return kind == reservedSlot
}

// positionWords are the positions without a number, in the order of errors and help.
var positionWords = []Position{PositionAuto, PositionOffCanvas, PositionPlayback, PositionFullScreen}

// positionsAllowed is a phrase for the valid positions. Valid accepts these and no others.
var positionsAllowed = func() string {
	text := ""
	for _, p := range positionWords {
		text += string(p) + ", "
	}
	return text + "reserved-N or standard-N, N from 1 to 999"
}()

// Valid reports whether p can be requested. Slots are numbered from 1 to 999.
func (p Position) Valid() bool {
	const most = 999
	n := p.Number()
	return n > 0 && n <= most || slices.Contains(positionWords, p)
}

// Room holds the properties of a room session. Source: PROTOCOL.md section 11.1.
type Room struct {
	ID                  string          `json:"id"`      // room session id
	RoomID              string          `json:"room_id"` // room id
	Name                string          `json:"name"`
	DisplayName         string          `json:"display_name"`
	EventChannel        string          `json:"-"` // the channel to subscribe to; PROTOCOL.md section 8
	LayoutName          string          `json:"layout_name"`
	PreviewURL          string          `json:"preview_url,omitempty"`
	Recording           Flag            `json:"recording"`
	Streaming           Flag            `json:"streaming"`
	Locked              Flag            `json:"locked"`
	HideVideoMuted      Flag            `json:"hide_video_muted"`
	PrioritizeHandraise Flag            `json:"prioritize_handraise"`
	Meta                json.RawMessage `json:"meta,omitempty"` // a JSON object, or nil
	MetaUnknown         bool            `json:"-"`              // larger than 64 KiB and not kept; read it
	Audience            int             `json:"audience"`       // people in the audience; see AudienceKnown
	AudienceKnown       bool            `json:"-"`
	MemberCount         int             `json:"members"` // from lists of rooms; -1 when unknown
	StartedAt           time.Time       `json:"started_at,omitzero"`
	SeenAt              time.Time       `json:"-"` // when this process first saw the session
	Ended               bool            `json:"ended,omitempty"`
}

// Title returns the display name, the name if the display name is blank, or else the id.
func (r Room) Title() string {
	for _, called := range []string{r.DisplayName, r.Name} {
		if strings.TrimSpace(called) != "" {
			return called
		}
	}
	return r.ID
}

// Types of members. Source: PROTOCOL.md section 11.2.
const (
	TypeMember   = "member"
	TypeScreen   = "screen"
	TypeDevice   = "device"
	TypeAudience = "audience"
)

// Member is one participant, screen share or extra device. Source: PROTOCOL.md section 11.2.
type Member struct {
	ID                MemberID        `json:"id"`
	RoomID            string          `json:"room_id"`
	RoomSessionID     string          `json:"room_session_id"`
	Name              string          `json:"name"` // untrusted text
	Type              string          `json:"type"`
	ParentID          MemberID        `json:"parent_id,omitempty"` // owner of a screen or device
	RequestedPosition Position        `json:"requested_position,omitempty"`
	CurrentPosition   Position        `json:"current_position,omitempty"`
	Visible           bool            `json:"visible"`
	AudioMuted        bool            `json:"audio_muted"`
	VideoMuted        bool            `json:"video_muted"`
	Deaf              bool            `json:"deaf"`
	OnHold            bool            `json:"on_hold"`
	HandRaised        bool            `json:"handraised"`
	Talking           bool            `json:"talking"`
	InputVolume       float64         `json:"input_volume"`      // -50 to 50, 0 is normal
	OutputVolume      float64         `json:"output_volume"`     // -50 to 50, 0 is normal
	InputSensitivity  float64         `json:"input_sensitivity"` // sent as 0 to 100; the reported scale is unknown
	Meta              json.RawMessage `json:"meta,omitempty"`    // a JSON object, or nil
	ScopeID           string          `json:"scope_id,omitempty"`

	// The room does not send the following fields. This process keeps them.

	Order     uint64        `json:"-"` // place in the order of joining; never changes
	JoinedAt  time.Time     `json:"-"` // when the join was seen; for members already present, when the room was first read
	JoinSeen  bool          `json:"-"` // this process saw the join
	HandAt    time.Time     `json:"-"` // when the hand went up; zero if it was already up, or is down
	TalkStart time.Time     `json:"-"` // start of the last run of talking
	TalkEnd   time.Time     `json:"-"` // end of the last run of talking
	TalkTotal time.Duration `json:"-"` // length of all finished runs of talking
	LeftAt    time.Time     `json:"-"` // in Snapshot.Gone only
	// MetaUnknown means that the metadata is too large to be kept (64 KiB). Read it when you need it.
	MetaUnknown bool `json:"-"`

	InputOdd   bool      `json:"-"` // the room sent an invalid InputVolume; it was clamped or left unchanged
	OutputOdd  bool      `json:"-"` // the same for OutputVolume
	DeafMuted  bool      `json:"-"` // deaf, and muted before that, as far as is known
	MutedSince time.Time `json:"-"` // when the microphone was last seen to switch off
}

// Talked returns how long the member has talked until now, including the current run.
func (m *Member) Talked(now time.Time) time.Duration {
	if m.Talking && now.After(m.TalkStart) {
		return m.TalkTotal + now.Sub(m.TalkStart)
	}
	return m.TalkTotal
}

// Layout is the canvas: its slots and the members in them. Source: PROTOCOL.md section 11.3.
type Layout struct {
	Name   string  `json:"name"`
	ID     string  `json:"id,omitempty"`
	Layers []Layer `json:"layers"`
	Stale  bool    `json:"stale,omitempty"` // events were missed since the room sent it
}

// Layer is one slot of the canvas. X, Y, Width and Height are percent of the canvas, from the top left corner.
type Layer struct {
	Index       int      `json:"layer_index"`
	Z           int      `json:"z_index"`
	X           float64  `json:"x"`
	Y           float64  `json:"y"`
	Width       float64  `json:"width"`
	Height      float64  `json:"height"`
	Position    Position `json:"position"`
	Reservation string   `json:"reservation,omitempty"`
	Visible     bool     `json:"visible"`
	PlayingFile bool     `json:"playing_file"`
	MemberID    MemberID `json:"member_id,omitempty"` // empty slot: ""
}

// States of recordings, playbacks and streams. Source: PROTOCOL.md section 11.4.
const (
	StateRecording = "recording"
	StatePlaying   = "playing"
	StateStreaming = "streaming"
	StatePaused    = "paused"
	StateCompleted = "completed"
)

// Recording is one recording of the room.
type Recording struct {
	ID        string        `json:"id"`
	State     string        `json:"state"`
	StartedAt time.Time     `json:"started_at,omitzero"`
	EndedAt   time.Time     `json:"ended_at,omitzero"`
	Duration  time.Duration `json:"duration_ns,omitempty"` // 0 until the room sends it
	Mine      bool          `json:"mine"`                  // started by this session
	Over      bool          `json:"-"`                     // the room reported the end, or no longer lists it
	SeenAt    time.Time     `json:"-"`                     // when the room last sent it
}

// Active reports whether the recording runs or is paused. In any other state, such as "failed" or "processing", nothing
// is recorded.
func (r *Recording) Active() bool {
	return (r.State == StateRecording || r.State == StatePaused) && !r.HasEnded()
}

// HasEnded reports whether the recording has certainly ended. In an unknown state it is neither active nor certainly
// over.
func (r *Recording) HasEnded() bool { return hasEnded(r.State, r.EndedAt, r.Over) }

// hasEnded reports whether an object with the state is over.
func hasEnded(state string, at time.Time, over bool) bool {
	return over || state == StateCompleted || !at.IsZero()
}

// Playback is a file or stream that is played into the room.
type Playback struct {
	ID        string        `json:"id"`
	State     string        `json:"state"`
	URL       string        `json:"url"`
	Volume    float64       `json:"volume"`      // -50 to 50
	Position  time.Duration `json:"position_ns"` // as last sent
	Seekable  bool          `json:"seekable"`
	StartedAt time.Time     `json:"started_at,omitzero"`
	EndedAt   time.Time     `json:"ended_at,omitzero"`
	Mine      bool          `json:"mine"` // started by this session
	Over      bool          `json:"-"`    // the room reported the end, or no longer lists it
	SeenAt    time.Time     `json:"-"`    // when Position was sent
}

// Active reports whether the playback runs or is paused.
func (p *Playback) Active() bool {
	return (p.State == StatePlaying || p.State == StatePaused) && !p.HasEnded()
}

// HasEnded reports whether the playback has certainly ended.
func (p *Playback) HasEnded() bool { return hasEnded(p.State, p.EndedAt, p.Over) }

// Stream is an outgoing RTMP stream. URL holds the stream key. Never show it unmasked.
type Stream struct {
	ID        string        `json:"id"`
	State     string        `json:"state"`
	URL       string        `json:"url"`
	Duration  time.Duration `json:"duration_ns,omitempty"` // 0 until the room sends it
	StartedAt time.Time     `json:"started_at,omitzero"`
	EndedAt   time.Time     `json:"ended_at,omitzero"`
	Mine      bool          `json:"mine"` // started by this session
	Over      bool          `json:"-"`    // the room reported the end, or no longer lists it
	SeenAt    time.Time     `json:"-"`    // when the room last sent it
}

// Active reports whether the stream is on the air.
func (s *Stream) Active() bool { return s.State == StateStreaming && !s.HasEnded() }

// HasEnded reports whether the stream has certainly ended.
func (s *Stream) HasEnded() bool { return hasEnded(s.State, s.EndedAt, s.Over) }

// maxIDLen is the longest id, in bytes, that is accepted from the room.
const maxIDLen = 64

// idBytes are the characters of ids. A table is faster than comparing ranges, which cost a twelfth of an event because
// the processor cannot predict the digits of an id (measured).
var idBytes = func() (table [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@") {
		table[c] = true
	}
	return table
}()

// idAllowed says what [ValidID] accepts.
const idAllowed = "an id has 1 to 64 letters, digits and . _ : @ -"

// ValidID reports whether b can be an id: 1 to 64 bytes of letters, digits and . _ : @ -.
func ValidID[T ~string | []byte](b T) bool {
	if len(b) == 0 || len(b) > maxIDLen {
		return false
	}
	for i := range len(b) {
		if !idBytes[b[i]] {
			return false
		}
	}
	return true
}

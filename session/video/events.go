package video

import (
	"encoding/json"
	"time"
)

// Event is one event of the page, as the one ordered stream and untyped handlers get it. Which of the pointers is set
// follows from Type. The values are snapshots: they may be kept and must not be changed.
type Event struct {
	Type          string // the page's name: "member.talking", "member.updated.audioMuted", "room.audience_count", …
	At            time.Time
	RoomSessionID string
	Room          *Room
	Members       []*Member // room.subscribed only
	Member        *Member   // merged with what was known before
	Updated       []string  // changed properties in the page's spelling: audioMuted, layoutName, …
	Layout        *Layout
	Recording     *Recording
	Playback      *Playback
	Stream        *Stream
	Audience      int
	Derived       bool // made by this package from another event: member.updated.*, member.talking.started and .ended
	Missed        int  // events dropped before this one because the reader was too slow
	// Raw is params as on the wire; nil for derived events, and for one too long to be held that nobody listened to when it
	// began to come.
	Raw json.RawMessage
}

// What handlers of the kinds take.
type (
	// RoomEvent is about the room session; Updated names what changed.
	RoomEvent struct {
		At      time.Time
		Room    *Room
		Updated []string
	}
	// SubscribedEvent carries the full state of the room.
	SubscribedEvent struct {
		At      time.Time
		Room    *Room
		Members []*Member
	}
	// MemberEvent is about one member; Updated names what changed.
	MemberEvent struct {
		At      time.Time
		Member  *Member
		Updated []string
	}
	// LayoutEvent carries the canvas.
	LayoutEvent struct {
		At     time.Time
		Layout *Layout
	}
	// RecordingEvent is about one recording.
	RecordingEvent struct {
		At        time.Time
		Recording *Recording
	}
	// PlaybackEvent is about one playback.
	PlaybackEvent struct {
		At       time.Time
		Playback *Playback
	}
	// StreamEvent is about one stream.
	StreamEvent struct {
		At     time.Time
		Stream *Stream
	}
	// AudienceEvent carries the size of the audience.
	AudienceEvent struct {
		At            time.Time
		RoomSessionID string
		Total         int
	}
)

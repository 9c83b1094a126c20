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

// Kind is an event of the page together with the type that its handlers take.
type Kind[T any] struct {
	name string
	Get  func(Event) T
}

// Name returns the page's name of the event.
func (k Kind[T]) Name() string { return k.name }

// What the handlers of the kinds take.
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

func roomKind(name string) Kind[RoomEvent] {
	return Kind[RoomEvent]{name, func(e Event) RoomEvent { return RoomEvent{e.At, e.Room, e.Updated} }}
}

func memberKind(name string) Kind[MemberEvent] {
	return Kind[MemberEvent]{name, func(e Event) MemberEvent { return MemberEvent{e.At, e.Member, e.Updated} }}
}

func recordingKind(name string) Kind[RecordingEvent] {
	return Kind[RecordingEvent]{name, func(e Event) RecordingEvent { return RecordingEvent{e.At, e.Recording} }}
}

func playbackKind(name string) Kind[PlaybackEvent] {
	return Kind[PlaybackEvent]{name, func(e Event) PlaybackEvent { return PlaybackEvent{e.At, e.Playback} }}
}

func streamKind(name string) Kind[StreamEvent] {
	return Kind[StreamEvent]{name, func(e Event) StreamEvent { return StreamEvent{e.At, e.Stream} }}
}

// The events of the page. Source: PROTOCOL.md sections 8.2 and 10.
var (
	RoomStarted    = roomKind("room.started")
	RoomUpdated    = roomKind("room.updated")
	RoomEnded      = roomKind("room.ended")
	RoomSubscribed = Kind[SubscribedEvent]{"room.subscribed", func(e Event) SubscribedEvent {
		return SubscribedEvent{e.At, e.Room, e.Members}
	}}
	RoomAudienceCount = Kind[AudienceEvent]{"room.audience_count", func(e Event) AudienceEvent {
		return AudienceEvent{e.At, e.RoomSessionID, e.Audience}
	}}
	LayoutChanged = Kind[LayoutEvent]{"layout.changed", func(e Event) LayoutEvent { return LayoutEvent{e.At, e.Layout} }}

	MemberJoined                  = memberKind("member.joined")
	MemberLeft                    = memberKind("member.left")
	MemberUpdated                 = memberKind("member.updated")
	MemberUpdatedAudioMuted       = memberKind("member.updated.audioMuted")
	MemberUpdatedVideoMuted       = memberKind("member.updated.videoMuted")
	MemberUpdatedDeaf             = memberKind("member.updated.deaf")
	MemberUpdatedOnHold           = memberKind("member.updated.onHold")
	MemberUpdatedVisible          = memberKind("member.updated.visible")
	MemberUpdatedInputVolume      = memberKind("member.updated.inputVolume")
	MemberUpdatedOutputVolume     = memberKind("member.updated.outputVolume")
	MemberUpdatedInputSensitivity = memberKind("member.updated.inputSensitivity")
	MemberTalking                 = memberKind("member.talking")
	MemberTalkingStarted          = memberKind("member.talking.started")
	MemberTalkingEnded            = memberKind("member.talking.ended")

	RecordingStarted = recordingKind("recording.started")
	RecordingUpdated = recordingKind("recording.updated")
	RecordingEnded   = recordingKind("recording.ended")
	PlaybackStarted  = playbackKind("playback.started")
	PlaybackUpdated  = playbackKind("playback.updated")
	PlaybackEnded    = playbackKind("playback.ended")
	StreamStarted    = streamKind("stream.started")
	StreamEnded      = streamKind("stream.ended")

	// AnyEvent stands for every event of the page, in order.
	AnyEvent = Kind[Event]{"", func(e Event) Event { return e }}
)

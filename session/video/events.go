package video

import (
	"encoding/json"
	"slices"
	"time"
)

// Event is one event of the reference, as sent to the one ordered stream and to untyped handlers. Type determines which
// of the pointers is set. The values are snapshots. They may be kept and must not be changed.
type Event struct {
	Type          string     `json:"type"` // name in the reference: "member.talking", "member.updated.audioMuted", …
	At            time.Time  `json:"time"`
	RoomSessionID string     `json:"room_session_id"`
	Room          *Room      `json:"room,omitempty"`
	Members       []*Member  `json:"members,omitempty"` // room.subscribed only
	Member        *Member    `json:"member,omitempty"`  // merged with the earlier state
	Updated       []string   `json:"updated,omitempty"` // changed properties in the reference's spelling: audioMuted, …
	Layout        *Layout    `json:"layout,omitempty"`
	Recording     *Recording `json:"recording,omitempty"`
	Playback      *Playback  `json:"playback,omitempty"`
	Stream        *Stream    `json:"stream,omitempty"`
	Audience      int        `json:"audience,omitempty"`
	// Derived events are made by this package: all synthetic events, and member.updated.*, member.talking.started and
	// member.talking.ended, which another event implies.
	Derived bool `json:"derived,omitempty"`
	// Synthetic events are made from a difference that a read found, mostly after a reconnect. The change happened at some
	// time before At, and no event reported it.
	Synthetic bool `json:"synthetic,omitempty"`
	Missed    int  `json:"missed,omitempty"` // events dropped before this one because the reader was too slow
	// Raw is params as on the wire. It is nil for derived events, and for an event too long to be kept that had no
	// listener when its frame started.
	Raw json.RawMessage `json:"params,omitempty"`
}

// EventInfo is the part that handlers of every kind receive.
type EventInfo struct {
	At time.Time
	// Missed is the number of events of any kind that were dropped since the handler was last called, because the handlers
	// of the source were too slow.
	Missed int
	// Synthetic events are made from a difference that a read found; see [Event].
	Synthetic bool
}

func (e *Event) info() EventInfo { return EventInfo{e.At, e.Missed, e.Synthetic} }

// The values that handlers of the kinds receive.
type (
	// RoomEvent is about the room session. Updated lists the changed properties.
	RoomEvent struct {
		EventInfo
		Room    *Room
		Updated []string
	}
	// SubscribedEvent carries the full state of the room.
	SubscribedEvent struct {
		EventInfo
		Room    *Room
		Members []*Member
	}
	// MemberEvent is about one member. Updated lists the changed properties.
	MemberEvent struct {
		EventInfo
		Member  *Member
		Updated []string
	}
	// LayoutEvent carries the canvas.
	LayoutEvent struct {
		EventInfo
		Layout *Layout
	}
	// RecordingEvent is about one recording.
	RecordingEvent struct {
		EventInfo
		Recording *Recording
	}
	// PlaybackEvent is about one playback.
	PlaybackEvent struct {
		EventInfo
		Playback *Playback
	}
	// StreamEvent is about one stream.
	StreamEvent struct {
		EventInfo
		Stream *Stream
	}
	// AudienceEvent carries the size of the audience.
	AudienceEvent struct {
		EventInfo
		RoomSessionID string
		Total         int
	}
)

// EventKind is the row of one kind of event, with everything that is known about it. Subscriptions, decoding, reducers,
// derived events and listeners read it.
type EventKind struct {
	name     string   // name in the reference
	about    Target   // what it is about
	wire     []string // names on the wire; none for a kind derived from another one
	channels channel  // subscriptions that ask for it
	updates  Fields   // the property whose change it reports, for kinds derived from member.updated
	client   bool     // a client reports it for all rooms
	number   int      // place in the table
}

// Name returns the event's name in the reference, such as "member.joined"; "" for [AnyEvent].
func (k *EventKind) Name() string { return k.name }

// Number returns the place of the kind in the table, from 0; -1 for [AnyEvent], which is not in it.
func (k *EventKind) Number() int { return k.number }

// About returns what the event is about: a member, a recording, a playback, a stream, or else the room.
func (k *EventKind) About() Target { return k.about }

// InRoom reports whether a RoomSession reports the kind. A client alone reports the others.
func (k *EventKind) InRoom() bool { return k.channels != ofRooms }

// Wire returns the names of the kind on the wire; none for a kind derived from another one.
func (k *EventKind) Wire() []string { return slices.Clone(k.wire) }

// channel is a set of channels that can be subscribed to. Source: PROTOCOL.md section 8.1.
type channel uint8

const (
	ofRoom  channel = 1 << iota // the channel of one room session
	ofRooms                     // the channel of all room sessions of the project
)

// kinds is the table, filled by the literals below.
var kinds []*EventKind

// add adds a row to the table.
func add(about Target, k EventKind) *EventKind {
	k.about, k.number = about, len(kinds)
	kinds = append(kinds, &k)
	return &k
}

// InRoom marks the kinds that a RoomSession reports.
type InRoom struct{}

// OnClient marks the kinds that a Client reports for all rooms of the project.
type OnClient struct{}

// Kind is a kind of event that S reports, which is [InRoom] or [OnClient]. Its handlers receive a T.
type Kind[S, T any] struct {
	*EventKind
	take func(Event) T
}

// From returns the value that handlers of the kind receive. It reports false for an event of another kind.
func (k Kind[S, T]) From(e Event) (T, bool) {
	if k.name != "" && k.name != e.Type {
		var none T
		return none, false
	}
	return k.take(e), true
}

// pushed returns the row of a kind that comes over the wire. Its wire names are "video." and the name, and the others.
func pushed(name string, channels channel, others ...string) EventKind {
	return EventKind{name: name, wire: append([]string{"video." + name}, others...), channels: channels}
}

// update returns the row of a kind that is derived from member.updated.
func update(name string, of Fields) EventKind { return EventKind{name: name, updates: of} }

func roomKind(k EventKind) Kind[InRoom, RoomEvent] {
	return Kind[InRoom, RoomEvent]{
		add(OnRoom, k),
		func(e Event) RoomEvent { return RoomEvent{e.info(), e.Room, e.Updated} },
	}
}

func memberKind(k EventKind) Kind[InRoom, MemberEvent] {
	return Kind[InRoom, MemberEvent]{
		add(OnMember, k),
		func(e Event) MemberEvent { return MemberEvent{e.info(), e.Member, e.Updated} },
	}
}

func recordingKind(k EventKind) Kind[InRoom, RecordingEvent] {
	return Kind[InRoom, RecordingEvent]{
		add(OnRecording, k),
		func(e Event) RecordingEvent { return RecordingEvent{e.info(), e.Recording} },
	}
}

func playbackKind(k EventKind) Kind[InRoom, PlaybackEvent] {
	return Kind[InRoom, PlaybackEvent]{
		add(OnPlayback, k),
		func(e Event) PlaybackEvent { return PlaybackEvent{e.info(), e.Playback} },
	}
}

func streamKind(k EventKind) Kind[InRoom, StreamEvent] {
	return Kind[InRoom, StreamEvent]{
		add(OnStream, k),
		func(e Event) StreamEvent { return StreamEvent{e.info(), e.Stream} },
	}
}

// The events of a room. Source: PROTOCOL.md sections 8.2 and 10.
var (
	// RoomStarted is reported by a client only: a room that can be joined has started.
	RoomStarted = onClient(roomKind(pushed("room.started", ofRooms)))

	RoomUpdated = roomKind(pushed("room.updated", ofRoom))
	RoomEnded   = roomKind(pushed("room.ended", ofRoom|ofRooms))
	// RoomSubscribed carries the whole room.
	RoomSubscribed = Kind[InRoom, SubscribedEvent]{
		add(OnRoom, pushed("room.subscribed", ofRoom)),
		func(e Event) SubscribedEvent { return SubscribedEvent{e.info(), e.Room, e.Members} },
	}
	// RoomAudienceCount has two names on the wire: the official SDK sends the camelCase one, and the reference has the
	// other.
	RoomAudienceCount = Kind[InRoom, AudienceEvent]{
		add(OnRoom, pushed("room.audience_count", ofRoom, "video.room.audienceCount")),
		func(e Event) AudienceEvent { return AudienceEvent{e.info(), e.RoomSessionID, e.Audience} },
	}
	LayoutChanged = Kind[InRoom, LayoutEvent]{
		add(OnRoom, pushed("layout.changed", ofRoom)),
		func(e Event) LayoutEvent { return LayoutEvent{e.info(), e.Layout} },
	}

	MemberJoined  = memberKind(pushed("member.joined", ofRoom))
	MemberLeft    = memberKind(pushed("member.left", ofRoom))
	MemberUpdated = memberKind(pushed("member.updated", ofRoom))
	MemberTalking = memberKind(pushed("member.talking", ofRoom))

	RecordingStarted = recordingKind(pushed("recording.started", ofRoom))
	RecordingUpdated = recordingKind(pushed("recording.updated", ofRoom))
	RecordingEnded   = recordingKind(pushed("recording.ended", ofRoom))
	PlaybackStarted  = playbackKind(pushed("playback.started", ofRoom))
	PlaybackUpdated  = playbackKind(pushed("playback.updated", ofRoom))
	PlaybackEnded    = playbackKind(pushed("playback.ended", ofRoom))
	StreamStarted    = streamKind(pushed("stream.started", ofRoom))
	StreamEnded      = streamKind(pushed("stream.ended", ofRoom))

	// These are derived from member.talking and member.updated.

	MemberTalkingStarted = memberKind(EventKind{name: "member.talking.started"})
	MemberTalkingEnded   = memberKind(EventKind{name: "member.talking.ended"})

	MemberUpdatedAudioMuted       = memberKind(update("member.updated.audioMuted", FieldAudioMuted))
	MemberUpdatedVideoMuted       = memberKind(update("member.updated.videoMuted", FieldVideoMuted))
	MemberUpdatedDeaf             = memberKind(update("member.updated.deaf", FieldDeaf))
	MemberUpdatedOnHold           = memberKind(update("member.updated.onHold", FieldOnHold))
	MemberUpdatedVisible          = memberKind(update("member.updated.visible", FieldVisible))
	MemberUpdatedInputVolume      = memberKind(update("member.updated.inputVolume", FieldInputVolume))
	MemberUpdatedOutputVolume     = memberKind(update("member.updated.outputVolume", FieldOutputVolume))
	MemberUpdatedInputSensitivity = memberKind(update("member.updated.inputSensitivity", FieldInputSensitivity))
	MemberUpdatedHandRaised       = memberKind(update("member.updated.handraised", FieldHand))

	// AnyEvent means every event of a room, in order. It is not in the table.
	AnyEvent = Kind[InRoom, Event]{&EventKind{number: -1}, func(e Event) Event { return e }}
)

// The events of all rooms of the project, besides [RoomStarted]. AnyRoomUpdated reports only rooms that the client has
// joined, because the service sends room.updated only to joined clients.
var (
	AnyRoomUpdated = onClient(RoomUpdated)
	AnyRoomEnded   = onClient(RoomEnded)
)

func onClient[T any](k Kind[InRoom, T]) Kind[OnClient, T] {
	k.client = true
	return Kind[OnClient, T](k)
}

// ForClient reports whether a client sends events of the kind to its own listeners.
func (k *EventKind) ForClient() bool { return k.client }

// named is a kind with one of its names on the wire.
type named struct {
	kind *EventKind
	name string
}

// The indexes of the table: by names on the wire and, for kinds derived from member.updated, by the property's name in
// the reference.
var (
	onWire       = map[string]named{}
	derivedKinds = map[string]*EventKind{}
)

func init() { // runs after all literals are in the table
	for _, k := range kinds {
		for _, name := range k.wire {
			onWire[name] = named{k, name}
		}
		for _, property := range k.updates.Names() {
			derivedKinds[property] = k
		}
	}
}

// KindOnWire returns the kind with the given wire name, such as "video.member.talking", and that name as a string, so
// that a caller with bytes need not copy them. It returns nil for an unknown name. It does not allocate.
func KindOnWire[T ~string | []byte](wire T) (k *EventKind, name string) {
	found := onWire[string(wire)]
	return found.kind, found.name
}

// KindOfUpdate returns the kind that reports a change of a member's property, such as "audioMuted"; nil if the
// reference has none.
func KindOfUpdate(property string) *EventKind { return derivedKinds[property] }

// Kinds returns the whole table.
func Kinds() []*EventKind { return slices.Clone(kinds) }

// RoomSubscription returns the event names in a subscription to one room. Source: PROTOCOL.md section 8.
func RoomSubscription() []string { return subscription(ofRoom) }

// RoomsSubscription returns the event names in a subscription to all rooms of the project.
func RoomsSubscription() []string { return subscription(ofRooms) }

func subscription(of channel) []string {
	var names []string
	for _, k := range kinds {
		if k.channels&of != 0 {
			names = append(names, k.wire...)
		}
	}
	return names
}

package video

import (
	"encoding/json"
	"slices"
	"time"
)

// Event is one event of the reference, as the one ordered stream and untyped handlers get it. Which of the pointers is
// set follows from Type. The values are snapshots: they may be kept and must not be changed.
type Event struct {
	Type          string     `json:"type"` // the reference's name: "member.talking", "member.updated.audioMuted", …
	At            time.Time  `json:"time"`
	RoomSessionID string     `json:"room_session_id"`
	Room          *Room      `json:"room,omitempty"`
	Members       []*Member  `json:"members,omitempty"` // room.subscribed only
	Member        *Member    `json:"member,omitempty"`  // merged with what was known before
	Updated       []string   `json:"updated,omitempty"` // changed properties in the reference's spelling: audioMuted, …
	Layout        *Layout    `json:"layout,omitempty"`
	Recording     *Recording `json:"recording,omitempty"`
	Playback      *Playback  `json:"playback,omitempty"`
	Stream        *Stream    `json:"stream,omitempty"`
	Audience      int        `json:"audience,omitempty"`
	// Derived events are made by this package: member.updated.*, member.talking.started and .ended from another event,
	// and all that are synthetic.
	Derived bool `json:"derived,omitempty"`
	// Synthetic events are made from a difference that a reading found, mostly after a reconnect: it happened at some
	// time before At, and no event told.
	Synthetic bool `json:"synthetic,omitempty"`
	Missed    int  `json:"missed,omitempty"` // events dropped before this one because the reader was too slow
	// Raw is params as on the wire; nil for derived events, and for one too long to be held that nobody listened to when
	// it began to come.
	Raw json.RawMessage `json:"params,omitempty"`
}

// EventInfo is what handlers of every kind get.
type EventInfo struct {
	At time.Time
	// Missed is how many events, of any kind, were dropped since the handler was last called because the handlers of the
	// source were too slow.
	Missed int
	// Synthetic events are made from a difference that a reading found; see [Event].
	Synthetic bool
}

func (e *Event) info() EventInfo { return EventInfo{e.At, e.Missed, e.Synthetic} }

// What handlers of the kinds take.
type (
	// RoomEvent is about the room session; Updated names what changed.
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
	// MemberEvent is about one member; Updated names what changed.
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

// EventKind is the row of one kind of event: everything that is known about it. Subscriptions, decoding, reducers,
// derived events and listeners read it.
type EventKind struct {
	name     string   // the reference's name
	wire     []string // names on the wire; none for a kind that is made from another one
	channels channel  // whose subscriptions ask for it
	updates  Fields   // the property whose change it reports, for kinds that are made from member.updated
	client   bool     // a client reports it for all rooms
	number   int      // place in the table
}

// Name returns the reference's name of the event: "member.joined"; "" for [AnyEvent].
func (k *EventKind) Name() string { return k.name }

// Number returns the place of the kind in the table, from 0.
func (k *EventKind) Number() int { return k.number }

// Wire returns the names of the kind on the wire; none for a kind that is made from another one.
func (k *EventKind) Wire() []string { return slices.Clone(k.wire) }

// channel is a set of what can be subscribed to. Source: PROTOCOL.md section 8.1.
type channel uint8

const (
	ofRoom  channel = 1 << iota // the channel of one room session
	ofRooms                     // the channel of all room sessions of the project
)

// kinds is the table, filled by the literals below.
var kinds []*EventKind

// add puts a row into the table.
func add(k EventKind) *EventKind {
	k.number = len(kinds)
	kinds = append(kinds, &k)
	return &k
}

// InRoom marks kinds that a RoomSession reports.
type InRoom struct{}

// OnClient marks kinds that a Client reports for all rooms of the project.
type OnClient struct{}

// Kind is a kind of event that S reports, [InRoom] or [OnClient], with the type T that its handlers take.
type Kind[S, T any] struct {
	*EventKind
	take func(Event) T
}

// From returns what handlers of the kind take. It reports false for an event of another kind.
func (k Kind[S, T]) From(e Event) (T, bool) {
	if k.name != "" && k.name != e.Type {
		var none T
		return none, false
	}
	return k.take(e), true
}

// pushed is a kind that comes over the wire, under the reference's name with "video." before it, and perhaps under
// others.
func pushed(name string, channels channel, others ...string) EventKind {
	return EventKind{name: name, wire: append([]string{"video." + name}, others...), channels: channels}
}

// update is a kind that is made from member.updated.
func update(name string, of Fields) EventKind { return EventKind{name: name, updates: of} }

func roomKind(k EventKind) Kind[InRoom, RoomEvent] {
	return Kind[InRoom, RoomEvent]{add(k), func(e Event) RoomEvent { return RoomEvent{e.info(), e.Room, e.Updated} }}
}

func memberKind(k EventKind) Kind[InRoom, MemberEvent] {
	return Kind[InRoom, MemberEvent]{
		add(k),
		func(e Event) MemberEvent { return MemberEvent{e.info(), e.Member, e.Updated} },
	}
}

func recordingKind(k EventKind) Kind[InRoom, RecordingEvent] {
	return Kind[InRoom, RecordingEvent]{
		add(k),
		func(e Event) RecordingEvent { return RecordingEvent{e.info(), e.Recording} },
	}
}

func playbackKind(k EventKind) Kind[InRoom, PlaybackEvent] {
	return Kind[InRoom, PlaybackEvent]{
		add(k),
		func(e Event) PlaybackEvent { return PlaybackEvent{e.info(), e.Playback} },
	}
}

func streamKind(k EventKind) Kind[InRoom, StreamEvent] {
	return Kind[InRoom, StreamEvent]{add(k), func(e Event) StreamEvent { return StreamEvent{e.info(), e.Stream} }}
}

// The events of a room. Source: PROTOCOL.md sections 8.2 and 10.
var (
	// RoomStarted is an event of a client alone: a room that can be joined has started.
	RoomStarted = onClient(roomKind(pushed("room.started", ofRooms)))

	RoomUpdated = roomKind(pushed("room.updated", ofRoom))
	RoomEnded   = roomKind(pushed("room.ended", ofRoom|ofRooms))
	// RoomSubscribed brings the whole room.
	RoomSubscribed = Kind[InRoom, SubscribedEvent]{
		add(pushed("room.subscribed", ofRoom)),
		func(e Event) SubscribedEvent { return SubscribedEvent{e.info(), e.Room, e.Members} },
	}
	// RoomAudienceCount has two names on the wire: the official SDK sends the camelCase one, the reference has the other.
	RoomAudienceCount = Kind[InRoom, AudienceEvent]{
		add(pushed("room.audience_count", ofRoom, "video.room.audienceCount")),
		func(e Event) AudienceEvent { return AudienceEvent{e.info(), e.RoomSessionID, e.Audience} },
	}
	LayoutChanged = Kind[InRoom, LayoutEvent]{
		add(pushed("layout.changed", ofRoom)),
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

	// These are made from member.talking and member.updated.

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
// joined, because the service sends room.updated to nobody else.
var (
	AnyRoomUpdated = onClient(RoomUpdated)
	AnyRoomEnded   = onClient(RoomEnded)
)

func onClient[T any](k Kind[InRoom, T]) Kind[OnClient, T] {
	k.client = true
	return Kind[OnClient, T](k)
}

// ForClient reports whether a client reports events of the kind to its own listeners.
func (k *EventKind) ForClient() bool { return k.client }

// named is a kind by one of its names on the wire.
type named struct {
	kind *EventKind
	name string
}

// The indexes of the table: by names on the wire, and, for kinds that are made from member.updated, by the reference's
// name of the property.
var (
	onWire       = map[string]named{}
	derivedKinds = map[string]*EventKind{}
)

func init() { // when all literals are in the table
	for _, k := range kinds {
		for _, name := range k.wire {
			onWire[name] = named{k, name}
		}
		for _, property := range k.updates.Names() {
			derivedKinds[property] = k
		}
	}
}

// KindOnWire returns the kind with a name on the wire, "video.member.talking", and the name, so that a
// caller that holds bytes need not copy them; nil when there is none. It does not allocate.
func KindOnWire[T ~string | []byte](wire T) (k *EventKind, name string) {
	found := onWire[string(wire)]
	return found.kind, found.name
}

// KindOfUpdate returns the kind that reports a change of a member's property, by the reference's name of it:
// "audioMuted"; nil when the reference has none.
func KindOfUpdate(property string) *EventKind { return derivedKinds[property] }

// Kinds returns the whole table.
func Kinds() []*EventKind { return slices.Clone(kinds) }

// RoomSubscription returns the names that a subscription to one room asks for. Source: PROTOCOL.md section 8.
func RoomSubscription() []string { return subscription(ofRoom) }

// RoomsSubscription returns the names that a subscription to all rooms of the project asks for.
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

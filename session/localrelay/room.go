package localrelay

import (
	"errors"
	"slices"
	"time"
)

// room is one room session from its start to its end. Server.mu guards it; its goroutine live holds the lock, too.
type room struct {
	server  *Server
	entity  roomEntity
	channel []byte // entity.EventChannel as JSON
	meta    metadata
	ids     *ids // for members and media made by commands

	members  map[string]*member
	order    []*member          // join order, ascending by joined
	explicit []*member          // members with a requested position, oldest first
	hands    []*member          // members with a raised hand, oldest first
	extras   []*member          // screens and devices, oldest first
	left     []*member          // former members, oldest first
	audience map[string]*member // listeners, including demoted members
	listened []string           // ids of the audience in order of arrival, for a repeatable choice
	count    uint64             // numbers joins
	turns    uint64             // numbers turns to talk

	layers     []layer
	recordings []*recording
	playbacks  []*playback
	streams    []*stream

	dirty       []*member // changed since the last flush, in order
	dirtyRoom   []string  // room fields changed since then
	dirtyLayout bool      // the layout must be assigned again
	moved       bool      // the layers have changed since the last flush
	shape       string    // name of the layout to which the layers belong
	audienceWas int       // last size sent to the clients

	due   time.Time // of the next step, when the clock stands still
	ended bool
	wake  chan struct{} // capacity 1: the next deadline of live has changed
	done  chan struct{} // closed at the end
	life  *life         // nil when quiet
}

// roomEntity is a room session on the wire, without the parts that vary in size (PROTOCOL.md section 11.1).
type roomEntity struct {
	ID                  string   `json:"id,omitempty"`
	RoomID              string   `json:"room_id"`
	RoomSessionID       string   `json:"room_session_id,omitempty"` // in the old room object, instead of id
	EventChannel        string   `json:"event_channel"`
	Name                string   `json:"name"`
	DisplayName         string   `json:"display_name"`
	LayoutName          string   `json:"layout_name"`
	HideVideoMuted      bool     `json:"hide_video_muted"`
	Recording           bool     `json:"recording"`
	Streaming           bool     `json:"streaming"`
	Locked              bool     `json:"locked"`
	PrioritizeHandraise bool     `json:"prioritize_handraise"`
	Meta                metadata `json:"meta"`
	Updated             []string `json:"updated,omitempty"`
}

// roomEvent is the payload of room.started, room.updated and room.ended.
type roomEvent struct {
	RoomID        string     `json:"room_id"`
	RoomSessionID string     `json:"room_session_id"`
	Room          roomEntity `json:"room"`
	RoomSession   roomEntity `json:"room_session"`
}

// fullRoom is a room session with everything in it: room.subscribed, room.get and rooms.get.
type fullRoom struct {
	roomEntity
	AudienceCount int               `json:"audience_count"`
	Members       []*memberEntity   `json:"members"`
	Recordings    []recordingEntity `json:"recordings"`
	Playbacks     []playbackEntity  `json:"playbacks"`
	Streams       []streamEntity    `json:"streams"`
}

// RoomInfo names a room in progress.
type RoomInfo struct {
	RoomSessionID string `json:"room_session_id"`
	RoomID        string `json:"room_id"`
	Name          string `json:"name"`
	DisplayName   string `json:"display_name"`
	EventChannel  string `json:"event_channel"`
	Members       int    `json:"members"`
	Audience      int    `json:"audience"`
}

// now returns the time of the room.
func (r *room) now() time.Time { return r.server.clock.now() }

// snapshot returns the room's own fields as they are now.
func (r *room) snapshot() roomEntity {
	e := r.entity
	e.Meta = r.meta
	e.Recording = slices.ContainsFunc(r.recordings, (*recording).active)
	e.Streaming = slices.ContainsFunc(r.streams, (*stream).active)
	return e
}

// old converts a room session to the room object of earlier versions of the service.
func (e roomEntity) old() roomEntity {
	e.RoomSessionID, e.ID = e.ID, ""
	return e
}

// full returns the room with everything in it.
func (r *room) full() fullRoom {
	f := fullRoom{
		roomEntity:    r.snapshot(),
		AudienceCount: len(r.audience),
		Members:       r.memberEntities(),
		Recordings:    activeRecordings(r.recordings),
		Playbacks:     activePlaybacks(r.playbacks, r.now()),
		Streams:       activeStreams(r.streams),
	}
	return f
}

// RoomSpec describes a room for StartRoom.
type RoomSpec struct {
	// Name is the room's name; "" means the next of the relay's own. A name that was in use before keeps its room id.
	Name string
	// DisplayName is the name for people; "" derives it from Name.
	DisplayName string
	// Members and Audience are the numbers at the start, and about the numbers that simulated life keeps. 0 means none.
	Members, Audience int
	// Still rooms have no simulated life, also when the relay is not quiet; see Server.SetLife.
	Still bool
}

// Errors of the control methods.
var (
	// ErrNoRoom reports that no room session with this id is in progress.
	ErrNoRoom = errors.New("relay: no such room session")
	// ErrNoMember reports that the room has no such member.
	ErrNoMember = errors.New("relay: no such member")
	// ErrMuted reports that a member cannot talk because the microphone is off.
	ErrMuted = errors.New("relay: member is muted")
	// ErrLocked reports that the room is locked and admits no one.
	ErrLocked = errors.New("relay: room is locked")
)

// changeRoom records changed fields of the room; flush sends them.
func (r *room) changeRoom(fields ...string) {
	for _, f := range fields {
		if !slices.Contains(r.dirtyRoom, f) {
			r.dirtyRoom = append(r.dirtyRoom, f)
		}
	}
}

// handler runs one method of a room under Server.mu. It returns the members of the result besides code and message,
// nil when there are none.
type handler func(r *room, p params) (result, *refusal)

// memberEntities returns all members in join order.
func (r *room) memberEntities() []*memberEntity {
	list := make([]*memberEntity, len(r.order))
	for i, m := range r.order {
		list[i] = &m.entity
	}
	return list
}

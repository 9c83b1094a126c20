package localrelay

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// room is one room session from its start to its end. Server.mu guards it; the goroutine live only takes turns.
type room struct {
	server  *Server
	entity  roomEntity
	channel []byte // entity.EventChannel as JSON
	meta    metadata
	ids     *ids // of members and media that commands make

	members  map[string]*member
	order    []*member          // join order, ascending by joined
	explicit []*member          // those who ask for a position, first come first
	hands    []*member          // raised hands, first raised first
	extras   []*member          // screens and devices, first come first
	left     []*member          // people who are gone, oldest first
	audience map[string]*member // who listens, demoted members included
	listened []string           // ids of the audience in order of arrival, for a repeatable choice
	count    uint64             // numbers joins
	turns    uint64             // numbers turns to talk

	layers     []layer
	recordings []*recording
	playbacks  []*playback
	streams    []*stream

	dirty       []*member // changed since the last flush, in order
	dirtyRoom   []string  // room fields changed since then
	dirtyLayout bool      // who is where must be decided again
	moved       bool      // the layers have changed since the last flush
	shape       string    // name of the layout to which the layers belong
	audienceWas int       // what the clients were last told

	due   time.Time // of the next step, when the clock stands still
	ended bool
	wake  chan struct{} // capacity 1: the next deadline of live has changed
	done  chan struct{} // closed at the end
	life  *life         // nil when quiet
}

// roomEntity is a room session as it travels, without what changes its size (PROTOCOL.md section 11.1).
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

// maxListed is up to how many members rooms.get carries them; the field is optional there, and the list of all rooms
// should stay small enough to be read often.
const maxListed = 100

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

// firstRooms are the names of the first rooms; later ones are room-5 and so on.
var firstRooms = [...][2]string{
	{"weekly-standup", "Weekly standup"},
	{"town-hall", "Town hall"},
	{"support-desk", "Support desk"},
	{"board-review", "Board review"},
}

// Rooms returns the rooms in progress, oldest first.
func (s *Server) Rooms() []RoomInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := make([]RoomInfo, 0, len(s.rooms))
	for _, r := range s.rooms {
		e := r.entity
		infos = append(infos, RoomInfo{
			e.ID, e.RoomID, e.Name, e.DisplayName, e.EventChannel, len(r.members), len(r.audience),
		})
	}
	return infos
}

// now is the time of the room.
func (r *room) now() time.Time { return r.server.clock.now() }

// room returns the room session in progress, or nil.
func (s *Server) room(roomSessionID string) *room {
	i := slices.IndexFunc(s.rooms, func(r *room) bool { return r.entity.ID == roomSessionID })
	if i < 0 {
		return nil
	}
	return s.rooms[i]
}

// startRoom begins a room session, tells the project and starts its life; the caller holds mu.
func (s *Server) startRoom(spec RoomSpec) *room {
	n := s.started
	s.started++
	spec = spec.withNames(n)
	source := newIDs(s.options.Seed, fmt.Sprintf("room %d", n))
	r := &room{
		server: s,
		ids:    source,
		entity: roomEntity{
			ID:           source.next(),
			RoomID:       newIDs(s.options.Seed, "name "+spec.Name).next(), // a room keeps its id over its sessions
			EventChannel: "EC_" + source.next(),
			Name:         spec.Name,
			DisplayName:  spec.DisplayName,
			LayoutName:   "grid-responsive",
		},
		meta:     metadata{},
		members:  map[string]*member{},
		audience: map[string]*member{},
		wake:     make(chan struct{}, 1),
		done:     make(chan struct{}),
	}
	r.channel = mustJSON(r.entity.EventChannel)
	r.populate(spec.Members, spec.Audience, newPCG(s.options.Seed, fmt.Sprintf("people %d", n)), n == 0)
	s.rooms = append(s.rooms, r)
	if !s.options.Quiet && !spec.Still {
		r.life = newLife(r, spec.Members, newPCG(s.options.Seed, fmt.Sprintf("life %d", n)))
	}
	r.broadcastRoom("video.room.started", nil)
	poke(r.wake) // its first step
	if !s.clock.still {
		s.spawn(r.live)
	}
	return r
}

// withNames fills in what the spec of the n-th room leaves open.
func (spec RoomSpec) withNames(n int) RoomSpec {
	if spec.Name == "" && n < len(firstRooms) {
		spec.Name = firstRooms[n][0]
		setDefault(&spec.DisplayName, firstRooms[n][1])
	}
	if spec.Name == "" {
		spec.Name = fmt.Sprintf("room-%d", n+1)
	}
	if spec.DisplayName == "" {
		text := strings.ReplaceAll(spec.Name, "-", " ")
		spec.DisplayName = strings.ToUpper(text[:1]) + text[1:]
	}
	return spec
}

// end is the last thing that happens to a room session: everybody leaves, what runs ends, the clients are told and
// hear nothing of it again.
func (r *room) end() {
	if r.ended {
		return
	}
	for _, m := range slices.Clone(r.order) {
		r.emit("video.member.left", r.memberEvent(m.entity))
	}
	r.endMedia(r.now())
	r.ended = true
	r.broadcastRoom("video.room.ended", nil)
	close(r.done)
	s := r.server
	s.rooms = slices.DeleteFunc(s.rooms, func(other *room) bool { return other == r })
	for _, ss := range s.sessions {
		delete(ss.subscribed, r.entity.EventChannel)
	}
}

// snapshot returns the room's own fields as they are now.
func (r *room) snapshot() roomEntity {
	e := r.entity
	e.Meta = r.meta
	e.Recording = slices.ContainsFunc(r.recordings, (*recording).active)
	e.Streaming = slices.ContainsFunc(r.streams, (*stream).active)
	return e
}

// old turns a room session into the room object of earlier versions of the service.
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

// listRooms answers video.rooms.get.
func (s *Server) listRooms() result {
	rooms := make([]any, 0, len(s.rooms))
	for _, r := range s.rooms {
		if len(r.members) > maxListed {
			rooms = append(rooms, r.snapshot())
			continue
		}
		rooms = append(rooms, r.full())
	}
	return result{"rooms": rooms}
}

// RoomSpec describes a room for StartRoom.
type RoomSpec struct {
	// Name is the room's name; "" is the next of the relay's own. A name that was in use before keeps its room id.
	Name string
	// DisplayName is for people; "" is made from Name.
	DisplayName string
	// Members and Audience are how many are there at the start, and about how many stay. 0 means none.
	Members, Audience int
	// Still rooms have no simulated life, also when the relay is not quiet; see Server.SetLife.
	Still bool
}

// Errors of the control methods.
var (
	// ErrNoRoom says that no room session with this id is in progress.
	ErrNoRoom = errors.New("relay: no such room session")
	// ErrNoMember says that the room has no such member.
	ErrNoMember = errors.New("relay: no such member")
	// ErrMuted says that somebody cannot talk, because the microphone is off.
	ErrMuted = errors.New("relay: member is muted")
	// ErrLocked says that the room is locked and lets nobody in.
	ErrLocked = errors.New("relay: room is locked")
)

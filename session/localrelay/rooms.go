package localrelay

import (
	"fmt"
	"strings"
)

// maxListed is the largest room whose members rooms.get includes. The field is optional there, and the list of all
// rooms should stay small enough for frequent reads.
const maxListed = 100

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

// startRoom starts a room session, announces it to the project and starts its life; the caller holds mu.
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

// withNames fills in the missing names of the n-th room.
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

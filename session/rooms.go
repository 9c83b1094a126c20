package session

import (
	"context"
	"encoding/json"
	"fmt"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// maxRooms is the largest number of rooms of a project that are kept.
const maxRooms = 10_000

// RoomSessions returns the rooms in progress, at most 10,000; an empty list if there are none. Its errors and the limit
// of its wait are those of [Client.Call]. A malformed answer is another error. Source: PROTOCOL.md section 9.1,
// getRoomSessions.
func (c *Client) RoomSessions(ctx context.Context) ([]video.Room, error) {
	result, err := c.Call(ctx, wire.MethodRoomsGet, nil)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	return decodeRooms(result)
}

func decodeRooms(result json.RawMessage) ([]video.Room, error) {
	v, err := wire.ParseNode(result)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	rooms, err := roomsIn(v)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	return rooms, nil
}

// roomsIn reads the list of rooms in an answer, without duplicates. An absent list is an empty one.
func roomsIn(answer wire.Node) ([]video.Room, error) {
	v := answer.Get("rooms")
	if v.Found() && !v.IsArray() && !v.IsNull() {
		return nil, wire.ErrMalformed
	}
	list := wire.Array(v)
	rooms, seen := make([]video.Room, 0, min(len(list), maxRooms)), map[string]bool{}
	for _, e := range list {
		if len(rooms) == maxRooms {
			break
		}
		if r, ok := wire.DecodeRoom(e); ok && !seen[r.ID] { // a session that is listed twice is not ambiguous
			seen[r.ID] = true
			rooms = append(rooms, r)
		}
	}
	return rooms, nil
}

// RoomSessionByID reads one room session. The error matches ErrNotFound if there is none with the id. Its other errors
// and the limit of its wait are those of [Client.Call]. Source: PROTOCOL.md section 9.1, getRoomSessionById.
func (c *Client) RoomSessionByID(ctx context.Context, id string) (video.Room, error) {
	result, err := c.Call(ctx, wire.MethodRoomGet, struct {
		ID string `json:"room_session_id"`
	}{id})
	if err != nil {
		return video.Room{}, fmt.Errorf("room session %q: %w", id, err)
	}
	v, err := wire.ParseNode(result)
	if err != nil {
		return video.Room{}, fmt.Errorf("room session %q: %w", id, err)
	}
	r, ok := wire.DecodeRoom(v.Get("room"))
	if !ok {
		return video.Room{}, fmt.Errorf("room session %q: %w", id, video.ErrNotFound)
	}
	return r, nil
}

// Find returns the room in progress with the given name, room id or room session id. An exact id takes precedence over
// a name, and a name over a display name. The error matches ErrNotFound, or ErrAmbiguous if several rooms fit equally
// well. It is a [*video.ArgumentError] if room is empty. Other errors are those of [Client.RoomSessions].
func (c *Client) Find(ctx context.Context, room string) (video.Room, error) {
	if room == "" {
		return video.Room{}, &video.ArgumentError{
			Name:   "room",
			Reason: "is empty; give a name, a room id or a room session id",
		}
	}
	rooms, err := c.RoomSessions(ctx)
	if err != nil {
		return video.Room{}, fmt.Errorf("find room %q: %w", room, err)
	}
	return pickRoom(rooms, room)
}

func pickRoom(rooms []video.Room, room string) (video.Room, error) {
	for _, key := range []func(video.Room) string{
		func(r video.Room) string { return r.ID },
		func(r video.Room) string { return r.RoomID },
		func(r video.Room) string { return r.Name },
		func(r video.Room) string { return r.DisplayName },
	} {
		var found []video.Room
		for _, r := range rooms {
			if key(r) == room {
				found = append(found, r)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return video.Room{}, fmt.Errorf(
				"room %q: %w: %d sessions fit, give a room session id",
				room,
				video.ErrAmbiguous,
				len(found),
			)
		}
	}
	return video.Room{}, fmt.Errorf("room %q: %w", room, video.ErrNotFound)
}

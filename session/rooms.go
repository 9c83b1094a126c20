package session

import (
	"context"
	"encoding/json"
	"fmt"

	"gavel/session/video"
)

// maxRooms bounds the rooms of a project that are kept.
const maxRooms = 10_000

// RoomSessions returns the rooms in progress, 10,000 at most. Source: PROTOCOL.md section 9.1, getRoomSessions.
func (c *Client) RoomSessions(ctx context.Context) ([]video.Room, error) {
	result, err := c.Call(ctx, methodRoomsGet, nil)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	return decodeRooms(result)
}

func decodeRooms(result json.RawMessage) ([]video.Room, error) {
	v, err := parseNode(result)
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	list := array(v.Get("rooms"))
	rooms := make([]video.Room, 0, min(len(list), maxRooms))
	for _, e := range list {
		if len(rooms) == maxRooms {
			break
		}
		if r, ok := decodeRoom(e); ok {
			rooms = append(rooms, r)
		}
	}
	return rooms, nil
}

// RoomSessionByID reads one room session. The error is ErrNotFound when there is none with the id.
// Source: PROTOCOL.md section 9.1, getRoomSessionById.
func (c *Client) RoomSessionByID(ctx context.Context, id string) (video.Room, error) {
	result, err := c.Call(ctx, "video.room.get", struct {
		ID string `json:"room_session_id"`
	}{id})
	if err != nil {
		return video.Room{}, fmt.Errorf("room session %q: %w", id, err)
	}
	v, err := parseNode(result)
	if err != nil {
		return video.Room{}, fmt.Errorf("room session %q: %w", id, err)
	}
	r, ok := decodeRoom(v.Get("room"))
	if !ok {
		return video.Room{}, fmt.Errorf("room session %q: %w", id, video.ErrNotFound)
	}
	return r, nil
}

// Find returns the room in progress that is meant by a name, a room id or a room session id. An exact id is taken
// before a name, and a name before a display name. The error is ErrNotFound, or ErrAmbiguous when several fit equally
// well.
func (c *Client) Find(ctx context.Context, room string) (video.Room, error) {
	if room == "" {
		return video.Room{}, &video.ArgumentError{Name: "room", Reason: "is empty; give a name, a room id or a room session id"}
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
			return video.Room{}, fmt.Errorf("room %q: %w: %d sessions fit, give a room session id", room, video.ErrAmbiguous, len(found))
		}
	}
	return video.Room{}, fmt.Errorf("room %q: %w", room, video.ErrNotFound)
}

// hub makes a Client a Source of RoomStarted and RoomEnded.
func (c *Client) hub() *listeners {
	c.watchRooms()
	return c.ln
}

// RemoveAllListeners stops all handlers registered with [On] and [Once] on the client.
func (c *Client) RemoveAllListeners() { c.ln.clear() }

// watchRooms asks for the beginnings and ends of all rooms, now and after every reconnect.
func (c *Client) watchRooms() {
	c.mu.Lock()
	first := !c.rooms
	c.rooms = true
	c.mu.Unlock()
	if first && c.Link().State == video.LinkLive {
		c.subscribeRooms()
	}
}

// onLive subscribes again after a reconnect.
func (c *Client) onLive() {
	c.mu.Lock()
	rooms := c.rooms
	c.mu.Unlock()
	if rooms {
		c.subscribeRooms()
	}
}

// subscribeRooms sends the subscription. Source: PROTOCOL.md section 8.1.
func (c *Client) subscribeRooms() {
	params := subscribeParams{
		InitialState: true, Channel: roomsChannel,
		Events: []string{"video.room.started", "video.room.ended"},
	}
	c.link.send(methodSubscribe, params, func(r callEnd) {
		if r.err != nil {
			c.cfg.Logger.Debug("subscribe to rooms", "error", r.err)
		}
	})
}

// told are the events about rooms that the client itself tells.
var told = map[string]string{
	"video.room.started": video.RoomStarted.Name(),
	"video.room.updated": video.RoomUpdated.Name(),
	"video.room.ended":   video.RoomEnded.Name(),
}

// onEvent hands the events about rooms to who listens on the client; false when nobody got it.
func (c *Client) onEvent(f *frame, p inner) bool {
	if !c.ln.wanted() {
		return false
	}
	kind, ok := told[f.eventType]
	if !ok {
		return false
	}
	v := p.session()
	if !v.found() {
		v = p.room()
	}
	id := string(p.roomSessionID())
	r, _ := decodeRoom(v)
	if r.ID == "" {
		r.ID = id
	}
	r.Ended = kind == video.RoomEnded.Name()
	c.ln.emit(video.Event{
		Type: kind, At: f.at, RoomSessionID: id, Room: &r, Updated: stringsOf(v.Get("updated")), Raw: f.raw(),
	})
	return true
}

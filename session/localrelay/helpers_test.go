package localrelay

import "testing"

// everyEvent are all event names of a room.
var everyEvent = []string{
	"video.room.subscribed", "video.room.updated", "video.room.ended", "video.room.audienceCount",
	"video.layout.changed", "video.member.joined", "video.member.left", "video.member.updated", "video.member.talking",
	"video.recording.started", "video.recording.updated", "video.recording.ended",
	"video.playback.started", "video.playback.updated", "video.playback.ended",
	"video.stream.started", "video.stream.ended",
}

// subscribe subscribes to events of a room, to all of them if none is named.
func (c *client) subscribe(s *Server, rs string, events ...string) {
	c.t.Helper()
	if len(events) == 0 {
		events = everyEvent
	}
	c.ok("signalwire.subscribe", map[string]any{
		"get_initial_state": true, "event_channel": channelOf(s, rs), "events": events,
	})
}

func channelOf(s *Server, rs string) string {
	for _, r := range s.Rooms() {
		if r.RoomSessionID == rs {
			return r.EventChannel
		}
	}
	return "EC_none"
}

// watch joins, subscribes to everything and drops the events that the subscribe caused.
func watch(t *testing.T, s *Server, rs string) *client {
	t.Helper()
	c := join(t, s)
	c.subscribe(s, rs)
	c.events()
	return c
}

// stateOf returns the state of a room from the relay.
func stateOf(t *testing.T, s *Server, rs string) RoomState {
	t.Helper()
	state, err := s.RoomState(rs)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// on returns the parameters of a method of a room from pairs.
func on(rs string, pairs ...any) map[string]any {
	p := map[string]any{"room_session_id": rs}
	for i := 0; i < len(pairs); i += 2 {
		p[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

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

// subscribe subscribes events of a room, all of them when none is named.
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

// watch joins and subscribes everything; what the subscribe brought is thrown away.
func watch(t *testing.T, s *Server, rs string) *client {
	t.Helper()
	c := join(t, s)
	c.subscribe(s, rs)
	c.events()
	return c
}

// stateOf returns the relay's truth.
func stateOf(t *testing.T, s *Server, rs string) RoomState {
	t.Helper()
	state, err := s.RoomState(rs)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// on makes parameters of a method of a room from pairs.
func on(rs string, pairs ...any) map[string]any {
	p := map[string]any{"room_session_id": rs}
	for i := 0; i < len(pairs); i += 2 {
		p[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

package director

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"gavel/session/localrelay"
)

// client is a client that knows only the wire.
type client struct {
	t    *testing.T
	ws   *websocket.Conn
	last int
	seen []event
}

// event is an event as it arrived.
type event struct {
	kind   string
	params map[string]any
}

// everyEvent are all event names of a room.
var everyEvent = []string{
	"video.room.subscribed", "video.room.updated", "video.room.ended", "video.room.audience_count",
	"video.layout.changed", "video.member.joined", "video.member.left", "video.member.updated", "video.member.talking",
	"video.recording.started", "video.recording.updated", "video.recording.ended",
	"video.playback.started", "video.playback.updated", "video.playback.ended",
	"video.stream.started", "video.stream.ended",
}

// start runs a relay until the end of the test.
func start(t *testing.T, o localrelay.Options) *localrelay.Server {
	t.Helper()
	s, err := localrelay.StartPipe(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func stateOf(t *testing.T, s *localrelay.Server, rs string) localrelay.RoomState {
	t.Helper()
	state, err := s.RoomState(rs)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// join connects a client.
func join(t *testing.T, s *localrelay.Server) *client {
	t.Helper()
	ws, _, err := (&websocket.Dialer{NetDialContext: s.Dial}).Dial(s.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	c := &client{t: t, ws: ws}
	auth := map[string]any{"project": s.Project(), "token": s.Token()}
	if code := c.call("signalwire.connect", map[string]any{"authentication": auth})["code"]; code != nil {
		t.Fatalf("connect: %v", code)
	}
	return c
}

// watch connects a client, subscribes to everything and drops the events that the subscribe caused.
func watch(t *testing.T, s *localrelay.Server, rs string) *client {
	t.Helper()
	c := join(t, s)
	c.call("signalwire.subscribe", map[string]any{
		"get_initial_state": true, "event_channel": stateOf(t, s, rs).Room.EventChannel, "events": everyEvent,
	})
	c.seen = nil
	return c
}

// call sends a request and returns its result, or the code of the error as a result; it keeps the events received
// before the answer.
func (c *client) call(method string, params any) map[string]any {
	c.t.Helper()
	c.last++
	id := strconv.Itoa(c.last)
	if err := c.ws.WriteJSON(map[string]any{"id": id, "method": method, "params": params}); err != nil {
		c.t.Fatalf("send %s: %v", method, err)
	}
	for {
		var f struct {
			ID, Method string
			Params     struct {
				EventType string `json:"event_type"`
				Params    map[string]any
			}
			Result map[string]any
			Error  *struct{ Code json.Number }
		}
		if err := c.ws.ReadJSON(&f); err != nil {
			c.t.Fatalf("answer to %s: %v", method, err)
		}
		switch {
		case f.Method == "signalwire.event":
			c.seen = append(c.seen, event{f.Params.EventType, f.Params.Params})
		case f.ID == id && f.Error != nil:
			return map[string]any{"code": f.Error.Code.String()}
		case f.ID == id:
			return f.Result
		}
	}
}

// code calls a method of a room, about a member if there is one, and returns the code of its answer.
func (c *client) code(method, rs, member string) string {
	c.t.Helper()
	p := map[string]any{"room_session_id": rs}
	if member != "" {
		p["member_id"] = member
	}
	return fmt.Sprint(c.call(method, p)["code"])
}

// members returns the number of members in the room's list.
func (c *client) members(rs string) int {
	c.t.Helper()
	list, _ := c.call("video.members.get", map[string]any{"room_session_id": rs})["members"].([]any)
	return len(list)
}

// events returns the events so far: all that precede the answer to a new request.
func (c *client) events() []event {
	c.t.Helper()
	c.call("video.rooms.get", map[string]any{})
	got := c.seen
	c.seen = nil
	return got
}

// kinds returns the names of events in order, without their prefix.
func kinds(events []event) []string {
	names := []string{}
	for _, e := range events {
		names = append(names, strings.TrimPrefix(e.kind, "video."))
	}
	return names
}

// closed waits for the end of the connection and returns its code, 1006 without one.
func (c *client) closed() int {
	c.t.Helper()
	for {
		_, _, err := c.ws.ReadMessage()
		if err == nil {
			continue
		}
		if e, ok := err.(*websocket.CloseError); ok { //nolint:errorlint // gorilla returns it unwrapped
			return e.Code
		}
		return websocket.CloseAbnormalClosure
	}
}

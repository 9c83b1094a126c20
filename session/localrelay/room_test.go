package localrelay

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

func TestRoomMethodsChangeAndReport(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method string
		params []any
		field  string
		want   any // of the field; nil: no event
	}{
		{"lock", nil, "locked", true},
		{"lock", nil, "", nil},
		{"unlock", nil, "locked", false},
		{"hide_video_muted", nil, "hide_video_muted", true},
		{"show_video_muted", nil, "hide_video_muted", false},
		{"prioritize_handraise", []any{"enable", true}, "prioritize_handraise", true},
		{"prioritize_handraise", []any{"enable", false}, "prioritize_handraise", false},
		{"prioritize_handraise", nil, "prioritize_handraise", true},
		{"set_layout", []any{"name", "3x3"}, "layout_name", "3x3"},
		{"set_meta", []any{"meta", map[string]any{"a": 1, "b": 2}}, "meta", map[string]any{"a": 1.0, "b": 2.0}},
		{"update_meta", []any{"meta", map[string]any{"b": 3}}, "meta", map[string]any{"a": 1.0, "b": 3.0}},
		{"delete_meta", []any{"keys", []string{"a"}}, "meta", map[string]any{"b": 3.0}},
		{"set_meta", []any{"meta", map[string]any{"z": true}}, "meta", map[string]any{"z": true}},
	}
	s, rs, _ := plain(t)
	c := join(t, s)
	c.subscribe(s, rs, "video.room.updated")
	for _, test := range tests { // in this order, on one room
		c.ok("video."+test.method, on(rs, test.params...))
		events := c.events()
		if test.want == nil {
			if len(events) != 0 {
				t.Errorf("%s: got %v, want no event", test.method, kinds(events))
			}
			continue
		}
		p := find(t, events, "video.room.updated")
		room, old := p["room_session"].(map[string]any), p["room"].(map[string]any)
		if !reflect.DeepEqual(room[test.field], test.want) || !reflect.DeepEqual(old[test.field], test.want) {
			t.Errorf("%s: got %v and %v, want %v", test.method, room[test.field], old[test.field], test.want)
		}
		if !reflect.DeepEqual(room["updated"], []any{test.field}) {
			t.Errorf("%s: updated: got %v, want %s", test.method, room["updated"], test.field)
		}
		if room["id"] != rs || old["room_session_id"] != rs || room["event_channel"] != channelOf(s, rs) {
			t.Errorf("%s: room_session is not full: %v", test.method, room)
		}
	}
	if got := c.ok("video.get_meta", on(rs))["meta"]; !reflect.DeepEqual(got, map[string]any{"z": true}) {
		t.Errorf("get_meta: got %v", got)
	}
	layouts := c.ok("video.list_available_layouts", on(rs))["layouts"].([]any)
	if len(layouts) != len(layoutNames) {
		t.Errorf("got %d layouts, want %d", len(layouts), len(layoutNames))
	}
	room := c.ok("video.room.get", on(rs))["room"].(map[string]any)
	if room["id"] != rs || len(room["members"].([]any)) != 1 {
		t.Errorf("room.get: got %v", room)
	}
}

func TestRoomMethodsRejectBadParameters(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	tests := []struct {
		code, method string
		params       map[string]any
	}{
		{"400", "set_layout", on(rs)},
		{"400", "set_layout", on(rs, "name", "7x7")},
		{"400", "set_layout", on(rs, "name", "3x3", "positions", map[string]any{id: "middle"})},
		{"400", "set_layout", on(rs, "name", "3x3", "positions", map[string]any{"self": "auto"})},
		{"404", "set_layout", on(rs, "name", "3x3", "positions", map[string]any{"nobody": "auto"})},
		{"400", "set_position", on(rs)},
		{"400", "set_position", on(rs, "positions", []string{"auto"})},
		{"404", "set_position", on(rs, "positions", map[string]any{"nobody": "auto"})},
		{"400", "prioritize_handraise", on(rs, "enable", "yes")},
		{"400", "set_meta", on(rs)},
		{"400", "delete_meta", on(rs, "keys", "a")},
		{"400", "lock", map[string]any{}},
		{"404", "lock", on("no-room")},
		{"404", "room.get", on("no-room")},
		{"404", "members.get", on("no-room")},
		{"-32601", "member.tickle", on(rs, "member_id", id)},
		{"400", "lock", nil},
	}
	for _, test := range tests {
		c.refused(test.code, "video."+test.method, any(test.params))
	}
	if events := c.events(); len(events) != 0 {
		t.Errorf("refused methods sent %v", kinds(events))
	}
}

// crowd adds people with the ids and names 0, 1, 2 … to an empty room.
func crowd(t *testing.T, n int) (*Server, string, *client) {
	t.Helper()
	s := start(t, Options{Members: -1, Audience: -1, Quiet: true})
	rs := s.Rooms()[0].RoomSessionID
	for i := range n {
		if _, err := s.AddMember(rs, MemberSpec{ID: strconv.Itoa(i), Name: strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	return s, rs, watch(t, s, rs)
}

// seats returns the state of the layout from the relay: position to member id, "file" for a playback.
func seats(t *testing.T, s *Server, rs string) map[string]string {
	t.Helper()
	var l struct{ Layers []layer }
	if err := json.Unmarshal(stateOf(t, s, rs).Layout, &l); err != nil {
		t.Fatal(err)
	}
	taken := map[string]string{}
	for _, l := range l.Layers {
		if l.PlayingFile {
			taken[l.Position] = "file"
		} else if l.MemberID != "" {
			taken[l.Position] = l.MemberID
		}
	}
	return taken
}

func wantSeats(t *testing.T, s *Server, rs string, want map[string]string) {
	t.Helper()
	if got := seats(t, s, rs); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLayoutAssignment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(c *client, rs string)
		want map[string]string
	}{
		{"join order", func(*client, string) {}, map[string]string{
			"standard-1": "0", "standard-2": "1", "standard-3": "2", "standard-4": "3",
		}},
		{"asked for", func(c *client, rs string) {
			c.ok("video.member.set_position", on(rs, "member_id", "4", "position", "standard-1"))
		}, map[string]string{"standard-1": "4", "standard-2": "0", "standard-3": "1", "standard-4": "2"}},
		{"first come first served", func(c *client, rs string) {
			c.ok("video.member.set_position", on(rs, "member_id", "4", "position", "standard-2"))
			c.ok("video.member.set_position", on(rs, "member_id", "1", "position", "standard-2"))
		}, map[string]string{"standard-1": "0", "standard-2": "4", "standard-3": "1", "standard-4": "2"}},
		{"a slot that does not exist is auto", func(c *client, rs string) {
			c.ok("video.set_position", on(rs, "positions", map[string]any{"0": "standard-9", "1": "standard-0", "2": "reserved-1"}))
		}, map[string]string{"standard-1": "0", "standard-2": "1", "standard-3": "2", "standard-4": "3"}},
		{"off canvas", func(c *client, rs string) {
			c.ok("video.set_position", on(rs, "positions", map[string]any{"0": "off-canvas", "2": "off-canvas"}))
		}, map[string]string{"standard-1": "1", "standard-2": "3", "standard-3": "4"}},
		{"hands first", func(c *client, rs string) {
			c.ok("video.member.raisehand", on(rs, "member_id", "4"))
			c.ok("video.member.raisehand", on(rs, "member_id", "2"))
			c.ok("video.prioritize_handraise", on(rs, "enable", true))
		}, map[string]string{"standard-1": "4", "standard-2": "2", "standard-3": "0", "standard-4": "1"}},
		{"hidden cameras", func(c *client, rs string) {
			c.ok("video.member.video_mute", on(rs, "member_id", "1"))
			c.ok("video.hide_video_muted", on(rs))
		}, map[string]string{"standard-1": "0", "standard-2": "2", "standard-3": "3", "standard-4": "4"}},
		{"layout with positions", func(c *client, rs string) {
			c.ok("video.set_layout", on(rs, "name", "2x1", "positions", map[string]any{"3": "standard-2"}))
		}, map[string]string{"standard-1": "0", "standard-2": "3"}},
		{"reserved", func(c *client, rs string) {
			c.ok("video.set_layout", on(rs, "name", "highlight-1-responsive", "positions", map[string]any{"3": "reserved-1"}))
		}, map[string]string{"reserved-1": "3", "standard-1": "0", "standard-2": "1", "standard-3": "2", "standard-4": "4"}},
		{"full screen, which this layout does not have", func(c *client, rs string) {
			c.ok("video.member.set_position", on(rs, "member_id", "4", "position", "full-screen"))
		}, map[string]string{
			"standard-1": "0", "standard-2": "1", "standard-3": "2", "standard-4": "3",
		}},
		{"playback as self", func(c *client, rs string) {
			c.ok("video.playback.start", on(rs, "url", "https://example.com/a.mp4", "positions", map[string]any{"self": "standard-3"}))
		}, map[string]string{"standard-1": "0", "standard-2": "1", "standard-3": "file", "standard-4": "2"}},
		{"playback with a layout", func(c *client, rs string) {
			c.ok("video.playback.start", on(rs, "url", "https://example.com/a.mp4", "layout", "highlight-1-responsive"))
		}, map[string]string{
			"reserved-1": "file", "standard-1": "0", "standard-2": "1", "standard-3": "2", "standard-4": "3", "standard-5": "4",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, rs, c := crowd(t, 5)
			c.ok("video.set_layout", on(rs, "name", "2x2"))
			test.do(c, rs)
			wantSeats(t, s, rs, test.want)
			for _, m := range stateOf(t, s, rs).Members {
				if shown := m.CurrentPosition != "off-canvas" && !m.VideoMuted; m.Visible != shown {
					t.Errorf("%s: visible is %v at %s", m.ID, m.Visible, m.CurrentPosition)
				}
			}
		})
	}
}

func TestScreenGetsLargestSlot(t *testing.T) {
	t.Parallel()
	s, rs, c := crowd(t, 2)
	c.ok("video.set_layout", on(rs, "name", "screen-share"))
	wantSeats(t, s, rs, map[string]string{"standard-1": "0"})
	if _, err := s.AddMember(rs, MemberSpec{ID: "s", Type: "screen", ParentID: "1"}); err != nil {
		t.Fatal(err)
	}
	wantSeats(t, s, rs, map[string]string{"standard-1": "s"})
	events := c.events()
	layers := find(t, events[slices.Index(kinds(events), "video.member.joined"):], "video.layout.changed")["layout"].(map[string]any)["layers"].([]any)
	if len(layers) != 9 {
		t.Errorf("got %d layers, want all 9 slots", len(layers))
	}
	if last := layers[8].(map[string]any); last["member_id"] != nil || last["position"] != "reserved-8" {
		t.Errorf("empty slot: got %v", last)
	}
}

func TestRemoveAllEndsRoom(t *testing.T) {
	t.Parallel()
	s, rs, c := crowd(t, 3)
	c.ok("signalwire.subscribe", map[string]any{
		"event_channel": "video.rooms", "get_initial_state": true, "events": []string{"video.room.started", "video.room.ended"},
	})
	before := s.Rooms()[0]
	c.ok("video.recording.start", on(rs))
	c.ok("video.playback.start", on(rs, "url", "https://example.com/a.mp4", "layout", "5up"))
	c.ok("video.stream.start", on(rs, "url", "rtmp://example.com/a"))
	c.events()
	c.ok("video.member.remove", on(rs, "member_id", "all"))
	got := c.events()
	want := []string{
		"video.member.left", "video.member.left", "video.member.left",
		"video.recording.ended", "video.playback.ended", "video.stream.ended", "video.room.ended",
	}
	if !slices.Equal(kinds(got), want) {
		t.Fatalf("got %v, want %v", kinds(got), want)
	}
	if channel := got[len(got)-1].channel; channel != "video.rooms."+s.Project() {
		t.Errorf("room.ended came on %s", channel)
	}
	c.refused("404", "video.lock", on(rs))
	if _, err := s.StartRoom(RoomSpec{Name: before.Name, Members: 2}); err != nil {
		t.Fatal(err)
	}
	after := s.Rooms()[0]
	if after.RoomSessionID == rs || after.EventChannel == before.EventChannel || after.RoomID != before.RoomID {
		t.Errorf("got %+v after %+v, want the same room in a new session", after, before)
	}
	if _, err := s.StartRoom(RoomSpec{Name: before.Name}); err == nil {
		t.Error("a room in progress was started again")
	}
	if got := kinds(c.events()); !slices.Equal(got, []string{"video.room.started"}) {
		t.Errorf("got %v, want one room.started and nothing of the old session", got)
	}
	if err := s.EndRoom(after.RoomSessionID); err != nil {
		t.Fatal(err)
	}
	if got := kinds(c.events()); !slices.Equal(got, []string{"video.room.ended"}) {
		t.Errorf("got %v, want only room.ended: the new room was not subscribed", got)
	}
}

func TestRoomsHaveDistinctNames(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Rooms: 7, Quiet: true, Members: 3})
	seen := map[string]bool{}
	for _, r := range s.Rooms() {
		for _, id := range []string{r.Name, r.DisplayName, r.RoomID, r.RoomSessionID, r.EventChannel} {
			if seen[id] || id == "" {
				t.Errorf("%q is not unique", id)
			}
			seen[id] = true
		}
	}
	if first, last := s.Rooms()[0], s.Rooms()[6]; first.DisplayName != "Weekly standup" || last.Name != "room-7" {
		t.Errorf("got %+v and %+v", first, last)
	}
}

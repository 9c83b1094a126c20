package localrelay

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// shadow is a room in the view of a client that has only received events since room.subscribed.
type shadow struct {
	room    map[string]any
	members map[string]map[string]any
	layout  any
	media   map[string]map[string]any // by kind and id: state
	total   float64
}

// apply applies one event.
func (s *shadow) apply(t *rapid.T, kind string, p map[string]any) {
	switch kind {
	case "video.room.subscribed":
		s.room = p["room_session"].(map[string]any)
		s.total = s.room["audience_count"].(float64)
		s.members, s.media = map[string]map[string]any{}, map[string]map[string]any{}
		for _, m := range s.room["members"].([]any) {
			s.members[m.(map[string]any)["id"].(string)] = m.(map[string]any)
		}
	case "video.room.updated":
		maps.Copy(s.room, p["room_session"].(map[string]any))
	case "video.room.audience_count":
		s.total = p["total"].(float64)
	case "video.layout.changed":
		s.layout = p["layout"]
	case "video.member.joined", "video.member.updated", "video.member.talking":
		m := p["member"].(map[string]any)
		id := m["id"].(string)
		if known := s.members[id] != nil; known == (kind == "video.member.joined") {
			t.Fatalf("%s of %s, known %v", kind, id, known)
		} else if !known {
			s.members[id] = map[string]any{}
		}
		maps.Copy(s.members[id], m)
	case "video.member.left":
		delete(s.members, p["member"].(map[string]any)["id"].(string))
	default:
		s.applyMedia(kind, p)
	}
}

// applyMedia keeps the last state of each recording, playback and stream.
func (s *shadow) applyMedia(_ string, p map[string]any) {
	for _, kind := range []string{"recording", "playback", "stream"} {
		if e, ok := p[kind].(map[string]any); ok {
			s.media[kind+" "+e["id"].(string)] = e
			if e["state"] == "completed" {
				delete(s.media, kind+" "+e["id"].(string))
			}
		}
	}
}

// compare fails if the shadow differs from the state of the relay.
func (s *shadow) compare(t *rapid.T, truth RoomState) {
	var want map[string]any
	if err := json.Unmarshal(mustJSON(truth), &want); err != nil {
		t.Fatal(err)
	}
	room := want["room_session"].(map[string]any)
	for field, value := range room {
		if !reflect.DeepEqual(s.room[field], value) {
			t.Fatalf("room %s: events say %v, the relay %v", field, s.room[field], value)
		}
	}
	if len(s.members) != len(truth.Members) || int(s.total) != len(truth.Audience) {
		t.Fatalf("events say %d members and %v listeners, the relay %d and %d",
			len(s.members), s.total, len(truth.Members), len(truth.Audience))
	}
	for _, m := range want["members"].([]any) {
		for field, value := range m.(map[string]any) {
			mine := s.members[m.(map[string]any)["id"].(string)][field]
			if field == "current_position" || field == "talking" && mine == nil && value == false {
				continue // in the layers; sent only on change
			}
			if !reflect.DeepEqual(mine, value) {
				t.Fatalf("member %s: events say %v, the relay %v", field, mine, value)
			}
		}
	}
	if !reflect.DeepEqual(s.layout, want["layout"]) {
		t.Fatalf("layout: events say %v, the relay %v", s.layout, want["layout"])
	}
	for _, kind := range []string{"recording", "playback", "stream"} {
		for _, e := range want[kind+"s"].([]any) {
			e := e.(map[string]any)
			if mine := s.media[kind+" "+e["id"].(string)]; mine == nil || mine["state"] != e["state"] {
				t.Fatalf("%s: events say %v, the relay %v", kind, mine, e)
			}
		}
	}
	if n := len(truth.Recordings) + len(truth.Playbacks) + len(truth.Streams); n != len(s.media) {
		t.Fatalf("events say %d recordings, playbacks and streams, the relay %d", len(s.media), n)
	}
}

// arguments draws parameters for any method, mostly valid ones.
func arguments(t *rapid.T, truth RoomState) map[string]any {
	ids := append([]string{"nobody"}, truth.Audience...)
	for _, m := range truth.Members {
		ids = append(ids, m.ID, m.ID)
	}
	media := []string{"none"}
	for _, r := range truth.Recordings {
		media = append(media, r.ID)
	}
	for _, b := range truth.Playbacks {
		media = append(media, b.ID)
	}
	for _, s := range truth.Streams {
		media = append(media, s.ID)
	}
	positions := []string{"auto", "off-canvas", "standard-1", "standard-2", "standard-0", "reserved-1", "full-screen", "top"}
	one := func(name string, from []string) string { return rapid.SampledFrom(from).Draw(t, name) }
	number := rapid.IntRange(-60, 60).Draw(t, "number")
	p := on(truth.Room.ID,
		"member_id", one("member", ids), "volume", number, "value", number+50, "position", one("position", positions),
		"name", one("layout", append([]string{"7x7"}, layoutNames...)), "enable", number > 0, "keys", []string{"a"},
		"meta", map[string]any{one("key", []string{"a", "b"}): number},
		"positions", map[string]any{one("placed", ids): one("place", positions)},
		"recording_id", one("recording", media), "playback_id", one("playback", media), "stream_id", one("stream", media),
		"url", one("url", []string{"https://example.com/a", "rtmp://example.com/a"}))
	if rapid.Bool().Draw(t, "seeks") {
		p["position"] = number * 1000
	}
	if rapid.Bool().Draw(t, "without positions") {
		delete(p, "positions")
	}
	return p
}

// TestEventsCoverAllChanges: the events of any commands and actions are enough to know the state of the room.
func TestEventsCoverAllChanges(t *testing.T) {
	t.Parallel()
	methods := slices.DeleteFunc(Methods(), func(m string) bool { return handlers[m] == nil })
	slices.Sort(methods)
	rapid.Check(t, func(t *rapid.T) {
		s, err := StartPipe(Options{Quiet: true, Members: 5, LeftOnDemote: true, Seed: rapid.Int64().Draw(t, "seed")})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		s.mu.Lock()
		defer s.mu.Unlock()
		r := s.rooms[0]
		c := &conn{server: s, out: newOutbox(1 << 30)}
		c.session = &session{conn: c, subscribed: map[string]map[string]bool{}}
		s.attached = []*session{c.session}
		people := newLife(r, 5, newPCG(1, "test"))
		mine := &shadow{}
		run := func(method string, p map[string]any) {
			if _, refused := s.run(c, method, mustJSON(p)); refused != nil && refused.message == "" {
				t.Fatalf("%s is refused without a reason", method)
			}
		}
		run(methodSubscribe, map[string]any{
			"get_initial_state": true, "event_channel": r.entity.EventChannel, "events": everyEvent,
		})
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "people") {
				people.act()
				r.flush()
			} else {
				run(rapid.SampledFrom(methods).Draw(t, "method"), arguments(t, r.state()))
			}
			for _, q := range c.out.frames {
				mine.applyFrame(t, q.data)
			}
			c.out.frames = nil
			if !slices.Equal(r.layers, r.relayout()) {
				t.Fatalf("the layers are out of date: %v, want %v", r.layers, r.relayout())
			}
			mine.compare(t, r.state())
		}
		s.attached = nil
	})
}

// applyFrame removes the WebSocket header and applies the event.
func (s *shadow) applyFrame(t *rapid.T, frame []byte) {
	var f struct {
		Params struct {
			EventType string         `json:"event_type"`
			Params    map[string]any `json:"params"`
		} `json:"params"`
	}
	if err := json.Unmarshal(frame[bytes.Index(frame, []byte(`{"jsonrpc"`)):], &f); err != nil {
		t.Fatal(err)
	}
	s.apply(t, f.Params.EventType, f.Params.Params)
}

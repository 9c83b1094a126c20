package localrelay

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSubscriptionsAddUp(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := join(t, s)
	mute := func() []string {
		t.Helper()
		c.ok("video.member.audio_mute", on(rs, "member_id", id))
		c.ok("video.lock", on(rs))
		names := kinds(c.events())
		c.ok("video.member.audio_unmute", on(rs, "member_id", id))
		c.ok("video.unlock", on(rs))
		c.events()
		return names
	}
	if got := mute(); len(got) != 0 {
		t.Errorf("before subscribing: got %v", got)
	}
	c.subscribe(s, rs, "video.member.updated", "video.something.unknown")
	if got := mute(); !slices.Equal(got, []string{"video.member.updated"}) {
		t.Errorf("first: got %v", got)
	}
	c.subscribe(s, rs, "video.room.updated")
	if got := mute(); !slices.Equal(got, []string{"video.member.updated", "video.room.updated"}) {
		t.Errorf("second: got %v", got)
	}
	if other := join(t, s); len(other.events()) != 0 {
		t.Error("a connection that subscribed nothing got events")
	}
}

func TestSubscribeAcceptsUnknownNames(t *testing.T) {
	t.Parallel()
	s, _ := quiet(t, 1)
	c := join(t, s)
	c.ok("signalwire.subscribe", map[string]any{"event_channel": "EC_none", "events": []string{"video.room.subscribed"}})
	c.ok("signalwire.subscribe", map[string]any{"event_channel": "video.rooms", "events": []string{}})
	c.refused("400", "signalwire.subscribe", map[string]any{"events": []string{}})
	c.refused("400", "signalwire.subscribe", map[string]any{"event_channel": "video.rooms"})
}

func TestAudienceCountInBothSpellings(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"video.room.audienceCount", "video.room.audience_count"} {
		s, rs := quiet(t, 1)
		c := join(t, s)
		c.subscribe(s, rs, name)
		if _, err := s.AddAudience(rs, "Ann"); err != nil {
			t.Fatal(err)
		}
		p := find(t, c.events(), "video.room.audience_count")
		if p["total"] != 3.0 || p["room_session_id"] != rs {
			t.Errorf("%s: got %v", name, p)
		}
	}
}

func TestSubscribedHasFullState(t *testing.T) {
	t.Parallel()
	s, rs, c := crowd(t, 3)
	c.ok("video.recording.start", on(rs))
	c.ok("video.playback.start", on(rs, "url", "https://example.com/a.mp4"))
	c.ok("video.stream.start", on(rs, "url", "rtmp://example.com/a"))
	c.events()
	c.subscribe(s, rs)
	p := find(t, c.events(), "video.room.subscribed")
	room := p["room_session"].(map[string]any)
	for field, want := range map[string]int{"members": 3, "recordings": 1, "playbacks": 1, "streams": 1} {
		if got, _ := room[field].([]any); len(got) != want {
			t.Errorf("%s: got %v, want %d", field, room[field], want)
		}
	}
	for _, m := range room["members"].([]any) {
		if m := m.(map[string]any); m["id"] == nil || m["room_id"] == nil || m["room_session_id"] != rs {
			t.Errorf("member without ids: %v", m)
		}
	}
	if room["recording"] != true || room["streaming"] != true || room["id"] != rs {
		t.Errorf("room: got %v", room)
	}
	if p["room"].(map[string]any)["room_session_id"] != rs {
		t.Errorf("old room: got %v", p["room"])
	}
}

func TestInitialStateAroundTheAnswer(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{false, true} {
		s := start(t, Options{Members: 1, Quiet: true, ReplyFirst: first, NoInitialLayout: first})
		rs := s.Rooms()[0].RoomSessionID
		c := join(t, s)
		c.subscribe(s, rs)
		if before := len(c.seen); first && before != 0 || !first && before != 2 {
			t.Errorf("reply first %v: %d events came before the answer", first, before)
		}
		got, want := kinds(c.events()), []string{"video.room.subscribed", "video.layout.changed"}
		if first {
			want = want[:1]
		}
		if !slices.Equal(got, want) {
			t.Errorf("reply first %v: got %v, want %v", first, got, want)
		}
		c.ok("video.lock", on(rs))
		if before := len(c.seen); first == (before != 0) {
			t.Errorf("reply first %v: %d events of lock came before the answer", first, before)
		}
	}
}

func TestRoomStartedReachesProjectChannel(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Rooms: -1, Quiet: true})
	c := join(t, s)
	c.ok("signalwire.subscribe", map[string]any{
		"get_initial_state": true, "event_channel": "video.rooms", "events": []string{"video.room.started", "video.room.ended"},
	})
	if rooms := c.ok("video.rooms.get", map[string]any{})["rooms"].([]any); len(rooms) != 0 {
		t.Errorf("got %d rooms, want none", len(rooms))
	}
	rs, err := s.StartRoom(RoomSpec{Name: "late", DisplayName: "Late show", Members: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EndRoom(rs); err != nil {
		t.Fatal(err)
	}
	got := c.events()
	if !slices.Equal(kinds(got), []string{"video.room.started", "video.room.ended"}) {
		t.Fatalf("got %v", kinds(got))
	}
	for _, e := range got {
		room := e.params["room_session"].(map[string]any)
		if room["id"] != rs || room["name"] != "late" || e.channel != "video.rooms."+s.Project() {
			t.Errorf("%s on %s: got %v", e.kind, e.channel, room)
		}
	}
}

func TestDenyPrecedesExistenceCheck(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Members: 1, Quiet: true, Deny: map[string]string{"video.member.audio_mute": "403"}})
	rs := s.Rooms()[0].RoomSessionID
	c := join(t, s)
	c.refused("403", "video.member.audio_mute", on(rs, "member_id", "nobody"))
	c.refused("404", "video.member.audio_unmute", on(rs, "member_id", "nobody"))
	if got := s.Requests("video.member.audio_mute"); len(got) != 1 || got[0].Executed || got[0].Code != "403" {
		t.Errorf("ledger: got %+v", got)
	}
}

func TestEveryEventHasItsOwnTime(t *testing.T) {
	t.Parallel()
	source := envelopes{ids: newIDs(1, "test")}
	seen := map[string]bool{}
	now := time.Now()
	for i := range 1000 {
		now = now.Add(time.Duration(i%3-1) * time.Microsecond) // the wall clock may be set back
		frame := string(source.event(now, "video.x", []byte(`"c"`), []byte(`{}`)))
		_, after, _ := strings.Cut(frame, `"timestamp":`)
		stamp, _, _ := strings.Cut(after, ",")
		if seen[stamp] {
			t.Fatalf("two events at %s", stamp)
		}
		seen[stamp] = true
	}
}

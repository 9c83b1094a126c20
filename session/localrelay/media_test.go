package localrelay

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble runs a relay in memory on a clock of its own.
func inBubble(t *testing.T, o Options, f func(t *testing.T, s *Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := StartPipe(o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		f(t, s)
	})
}

func TestRecordingsAreIndependent(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := watch(t, s, rs)
		record := func() any {
			r := c.ok("video.recording.start", on(rs))
			if r["message"] != "Recording started" {
				t.Errorf("message: got %v", r["message"])
			}
			return r["recording"].(map[string]any)["id"]
		}
		a, b := record(), record()
		want := []string{"video.recording.started", "video.room.updated", "video.recording.started"}
		if got := kinds(c.events()); !slices.Equal(got, want) {
			t.Errorf("two starts: got %v, want %v", got, want)
		}
		time.Sleep(2 * time.Second)
		c.ok("video.recording.pause", on(rs, "recording_id", a))
		c.ok("video.recording.pause", on(rs, "recording_id", a)) // already paused, so no event
		time.Sleep(5 * time.Second)
		c.ok("video.recording.resume", on(rs, "recording_id", a))
		time.Sleep(3 * time.Second)
		c.events()
		c.ok("video.recording.stop", on(rs, "recording_id", a))
		ended := find(t, c.events(), "video.recording.ended")["recording"].(map[string]any)
		if ended["state"] != "completed" || ended["duration"] != 5.0 || ended["ended_at"] == nil {
			t.Errorf("ended: got %v, want 5 s without the pause", ended)
		}
		if list := c.ok("video.recording.list", on(rs))["recordings"].([]any); len(list) != 1 {
			t.Errorf("got %d recordings, want 1", len(list))
		}
		c.ok("video.recording.stop", on(rs, "recording_id", b))
		if got := kinds(c.events()); !slices.Equal(got, []string{"video.recording.ended", "video.room.updated"}) {
			t.Errorf("last stop: got %v", got)
		}
		for _, method := range []string{"pause", "resume", "stop"} {
			c.refused("404", "video.recording."+method, on(rs, "recording_id", a))
			c.refused("400", "video.recording."+method, on(rs))
		}
	})
}

func TestPlaybackAdvancesSeeksAndEnds(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := watch(t, s, rs)
		r := c.ok("video.playback.start", on(rs, "url", "https://example.com/a.mp4", "seek_position", 10_000, "volume", -5))
		b := r["playback"].(map[string]any)
		id := b["id"]
		if b["position"] != 10_000.0 || b["volume"] != -5.0 || b["seekable"] != true || b["state"] != "playing" {
			t.Errorf("started: got %v", b)
		}
		position := func(want time.Duration) {
			t.Helper()
			list := c.ok("video.playback.list", on(rs))["playbacks"].([]any)
			if got := list[0].(map[string]any)["position"]; got != float64(want.Milliseconds()) {
				t.Errorf("position: got %v, want %v", got, want)
			}
		}
		step := func(method string, pairs ...any) {
			t.Helper()
			c.ok("video.playback."+method, on(rs, append([]any{"playback_id", id}, pairs...)...))
		}
		time.Sleep(20 * time.Second)
		position(30 * time.Second)
		step("pause")
		time.Sleep(time.Minute)
		position(30 * time.Second)
		step("resume")
		step("seek_relative", "position", 5000)
		position(35 * time.Second)
		step("seek_relative", "position", -90_000)
		position(0)
		step("seek_absolute", "position", 120_000)
		step("set_volume", "volume", 50)
		c.events()
		time.Sleep(59 * time.Second)
		if got := c.events(); len(got) != 0 {
			t.Errorf("too early: %v", kinds(got))
		}
		time.Sleep(2 * time.Second)
		ended := find(t, c.events(), "video.playback.ended")["playback"].(map[string]any)
		if ended["state"] != "completed" || ended["position"] != 180_000.0 || ended["volume"] != 50.0 {
			t.Errorf("ended: got %v", ended)
		}
		c.refused("404", "video.playback.pause", on(rs, "playback_id", id))
	})
}

func TestPlaybackUpdatesOption(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Quiet: true, PlaybackUpdates: time.Second}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := join(t, s)
		c.subscribe(s, rs, "video.playback.updated")
		c.ok("video.playback.start", on(rs, "url", "rtmp://example.com/a"))
		time.Sleep(3500 * time.Millisecond)
		if got := c.events(); len(got) != 3 {
			t.Errorf("got %d updates in 3.5 s, want 3", len(got))
		}
	})
}

func TestPlaybackEndKeepsLayout(t *testing.T) {
	t.Parallel()
	s, rs, c := crowd(t, 2)
	c.ok("video.set_layout", on(rs, "name", "2x2"))
	r := c.ok("video.playback.start", on(rs, "url", "https://example.com/a.mp4", "layout", "highlight-1-responsive",
		"positions", map[string]any{"self": "reserved-1", "1": "off-canvas"}))
	wantSeats(t, s, rs, map[string]string{"reserved-1": "file", "standard-1": "0"})
	id := r["playback"].(map[string]any)["id"]
	c.events()
	c.ok("video.playback.stop", on(rs, "playback_id", id))
	want := []string{"video.playback.ended", "video.layout.changed"}
	if got := kinds(c.events()); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if name := stateOf(t, s, rs).Room.LayoutName; name != "highlight-1-responsive" {
		t.Errorf("layout: got %s, want that of the playback", name)
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	s, rs, c := crowd(t, 1)
	r := c.ok("video.stream.start", on(rs, "url", "rtmps://example.com/live/key"))
	id := r["stream"].(map[string]any)["id"]
	if list := c.ok("video.stream.list", on(rs))["streams"].([]any); len(list) != 1 {
		t.Errorf("got %d streams, want 1", len(list))
	}
	c.ok("video.stream.stop", on(rs, "stream_id", id))
	want := []string{"video.stream.started", "video.room.updated", "video.stream.ended", "video.room.updated"}
	if got := kinds(c.events()); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	c.refused("404", "video.stream.stop", on(rs, "stream_id", id))
	if n := len(stateOf(t, s, rs).Streams); n != 0 {
		t.Errorf("%d streams are left", n)
	}
}

func TestMediaMethodsRejectBadParameters(t *testing.T) {
	t.Parallel()
	_, rs, c := crowd(t, 1)
	for _, url := range []any{nil, "", 7, "example.com", "ftp://example.com/a", "file:///etc/hosts", "https://", "http://a b/"} {
		c.refused("400", "video.playback.start", on(rs, "url", url))
		c.refused("400", "video.stream.start", on(rs, "url", url))
	}
	c.refused("400", "video.stream.start", on(rs, "url", "https://example.com/live"))
	id := c.ok("video.playback.start", on(rs, "url", "http://example.com/a"))["playback"].(map[string]any)["id"]
	tests := []struct {
		method string
		params []any
	}{
		{"start", []any{"url", "http://example.com/a", "volume", 51}},
		{"start", []any{"url", "http://example.com/a", "seek_position", -1}},
		{"start", []any{"url", "http://example.com/a", "layout", "7x7"}},
		{"start", []any{"url", "http://example.com/a", "positions", map[string]any{"self": "somewhere"}}},
		{"set_volume", []any{"playback_id", id, "volume", -51}},
		{"set_volume", []any{"playback_id", id}},
		{"seek_absolute", []any{"playback_id", id, "position", -1}},
		{"seek_absolute", []any{"playback_id", id, "position", 1e300}},
		{"seek_relative", []any{"playback_id", id, "position", "5"}},
		{"pause", nil},
	}
	for _, test := range tests {
		c.refused("400", "video.playback."+test.method, on(rs, test.params...))
	}
}

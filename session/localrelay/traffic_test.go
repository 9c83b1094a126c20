package localrelay

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

// record watches a lively relay for a while of its own clock and returns its events as text, without times and event
// ids.
func record(t *testing.T, o Options, d time.Duration) (lines []string, s RoomState) {
	t.Helper()
	inBubble(t, o, func(t *testing.T, relay *Server) {
		rs := relay.Rooms()[0].RoomSessionID
		c := watch(t, relay, rs)
		time.Sleep(d + time.Millisecond) // not exactly at the time of an event
		for _, e := range c.events() {
			b, err := json.Marshal(e.params)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s %s", e.kind, b))
		}
		s = stateOf(t, relay, rs)
	})
	return lines, s
}

func TestSameSeedSameLife(t *testing.T) {
	t.Parallel()
	o := Options{Seed: 7, Rate: 20}
	a, first := record(t, o, time.Minute)
	b, second := record(t, o, time.Minute)
	if !slices.Equal(a, b) || !reflect.DeepEqual(first, second) {
		t.Error("the same seed gave two different minutes")
	}
	o.Seed = 8
	if c, _ := record(t, o, time.Minute); slices.Equal(a, c) {
		t.Error("two seeds gave the same minute")
	}
}

func TestLifeHasRealisticTurns(t *testing.T) {
	t.Parallel()
	const minutes = 10
	lines, state := record(t, Options{Seed: 3}, minutes*time.Minute)
	seen := map[string]int{}
	for _, l := range lines {
		var kind string
		_, _ = fmt.Sscan(l, &kind)
		seen[kind]++
	}
	for _, kind := range []string{
		"video.member.talking", "video.member.updated", "video.member.joined", "video.member.left",
		"video.layout.changed", "video.room.audience_count",
	} {
		if seen[kind] == 0 {
			t.Errorf("no %s in %d minutes", kind, minutes)
		}
	}
	want := minutes * 60 * defaultRate
	if n := len(lines); n < want*9/10 || n > want*3/2 {
		t.Errorf("got %d events, want about %d", n, want)
	}
	if n := len(state.Members); n < defaultMembers-4 || n > defaultMembers+6 {
		t.Errorf("got %d members after %d minutes, want about %d", n, minutes, defaultMembers)
	}
	if n := len(state.Audience); n < 1 || n > 2*defaultAudience {
		t.Errorf("the audience is %d, want about %d", n, defaultAudience)
	}
}

func TestQuietHasNoEvents(t *testing.T) {
	t.Parallel()
	if lines, _ := record(t, Options{Quiet: true}, time.Hour); len(lines) != 0 {
		t.Errorf("got %v", lines)
	}
}

func TestLifeRespectsLock(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Seed: 5, Rate: 50}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := join(t, s)
		c.ok("video.lock", on(rs))
		c.subscribe(s, rs, "video.member.joined", "video.member.left")
		time.Sleep(5 * time.Minute)
		for _, e := range c.events() {
			if m := e.params["member"].(map[string]any); e.kind == "video.member.joined" && m["type"] != "screen" {
				t.Fatalf("%v joined a locked room", m["name"])
			}
		}
	})
}

func TestMemberMutedByModeratorStaysMuted(t *testing.T) {
	t.Parallel()
	inBubble(t, Options{Seed: 2, Rate: 50, Members: 4}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := join(t, s)
		c.subscribe(s, rs, "video.member.talking", "video.member.updated")
		for _, m := range stateOf(t, s, rs).Members {
			c.ok("video.member.audio_mute", on(rs, "member_id", m.ID))
			c.ok("video.member.video_mute", on(rs, "member_id", m.ID))
		}
		muted := map[any]bool{}
		for _, m := range stateOf(t, s, rs).Members {
			muted[m.ID] = true
		}
		c.events()
		time.Sleep(2 * time.Minute)
		for _, e := range c.events() {
			m := e.params["member"].(map[string]any)
			if muted[m["id"]] && (m["talking"] == true || m["audio_muted"] == false || m["video_muted"] == false) {
				t.Fatalf("got %v", m)
			}
		}
	})
}

func TestLifeInHugeRoom(t *testing.T) {
	t.Parallel()
	const rate = 10_000
	inBubble(t, Options{Members: 10_000, Rate: rate, Seed: 1, MaxQueue: 1 << 28}, func(t *testing.T, s *Server) {
		rs := s.Rooms()[0].RoomSessionID
		c := join(t, s)
		c.subscribe(s, rs, "video.member.talking")
		time.Sleep(500 * time.Millisecond)
		if n := len(c.events()); n < rate/20 {
			t.Errorf("got %d events in half a second at %d a second", n, rate)
		}
		if n := len(stateOf(t, s, rs).Members); n < 9_900 {
			t.Errorf("got %d members", n)
		}
	})
}

func TestNamesRepeatOnlyAfterAll(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Members: len(people), Quiet: true})
	seen := map[string]bool{}
	for _, m := range stateOf(t, s, s.Rooms()[0].RoomSessionID).Members {
		if seen[m.Name] {
			t.Errorf("%s is there twice", m.Name)
		}
		seen[m.Name] = true
	}
}

// TestFirstRoomStartsWithReadableNames: twelve readable names come first, then other scripts.
func TestFirstRoomStartsWithReadableNames(t *testing.T) {
	t.Parallel()
	for seed := range int64(20) {
		s := start(t, Options{Quiet: true, Seed: seed, Rooms: 2})
		others := 0
		for i, m := range stateOf(t, s, s.Rooms()[0].RoomSessionID).Members {
			if readable := atAGlance(m.Name); i < glanceFirst && !readable {
				t.Errorf("seed %d: number %d is %s", seed, i+1, m.Name)
			} else if !readable {
				others++
			}
		}
		if others == 0 {
			t.Errorf("seed %d: no member has a name in another script", seed)
		}
	}
}

func BenchmarkTalking(b *testing.B) {
	s, err := StartPipe(Options{Members: 10_000, Quiet: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[0]
	out := newOutbox(1 << 30)
	ss := &session{
		conn:       &conn{server: s, out: out},
		subscribed: map[string]map[string]bool{r.entity.EventChannel: {"video.member.talking": true}},
	}
	s.attached = append(s.attached, ss)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m := r.order[i%len(r.order)]
		r.setTalking(m, !m.talking)
		if i%1000 == 0 {
			out.take(nil)
			out.mu.Lock()
			out.frames, out.events = nil, 0
			out.mu.Unlock()
		}
	}
	s.attached = nil
}

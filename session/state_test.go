package session

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

var t0 = time.Unix(1_700_000_000, 0)

// bench is a state with n members, as after room.subscribed.
func newBench(t testing.TB, n int) *testRoom {
	t.Helper()
	s := newTestRoom(video.Room{ID: "rs", RoomID: "r"})
	s.d.link = video.Link{State: video.LinkLive, Gen: 1}
	var b strings.Builder
	b.WriteString(`{"room_session":{"id":"rs","room_id":"r","name":"room","locked":false,"recording":false,"members":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%s","room_id":"r","room_session_id":"rs","name":"Member %05d","type":"member","audio_muted":false,`+
			`"video_muted":false,"deaf":false,"visible":true,"handraised":false,"input_volume":0,"output_volume":0,`+
			`"input_sensitivity":30,"requested_position":"auto","meta":{}}`, memberName(i), i)
	}
	b.WriteString(`]}}`)
	if err := s.apply("video.room.subscribed", innerOf(mustParse(b.String())), t0); err != nil {
		t.Fatal(err)
	}
	return s
}

func memberName(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }

func (s *testRoom) must(t testing.TB, event, params string) {
	t.Helper()
	if err := s.apply(event, innerOf(mustParse(params)), t0.Add(time.Second)); err != nil {
		t.Fatalf("%s: %v", event, err)
	}
}

func delta(i int, fields string) string {
	return fmt.Sprintf(`{"room_id":"r","room_session_id":"rs","member":{"id":"%s",%s}}`, memberName(i), fields)
}

func TestUpdateKeepsWhatItDoesNotName(t *testing.T) {
	t.Parallel()
	s := newBench(t, 3)
	before := s.snapshot(t0)
	s.must(t, "video.member.updated", delta(1, `"updated":["audio_muted"],"audio_muted":true`))
	after := s.snapshot(t0)
	if before.Members[1].AudioMuted || !after.Members[1].AudioMuted {
		t.Error("the old snapshot changed, or the new one did not")
	}
	if after.Members[1].Name != before.Members[1].Name || !after.Members[1].Visible {
		t.Errorf("a delta erased a field: %+v", after.Members[1])
	}
	if before.Members[0] != after.Members[0] {
		t.Error("an untouched member was copied")
	}
}

func TestEventsAboutStrangersMakeNoRows(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	s.must(t, "video.member.updated", delta(9, `"audio_muted":true`))
	s.must(t, "video.member.talking", delta(9, `"talking":true`))
	if len(s.seats) != 2 || !s.reread {
		t.Errorf("got %d members, reread %v; want 2 and a new reading", len(s.seats), s.reread)
	}
}

func TestWhoLeftIsNotRaisedByALateEvent(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	s.must(t, "video.member.left", delta(0, `"type":"member"`))
	s.must(t, "video.member.updated", delta(0, `"audio_muted":true`))
	snap := s.snapshot(t0)
	if len(snap.Members) != 1 || len(snap.Gone) != 1 || s.reread {
		t.Errorf("got %d members, %d gone, reread %v", len(snap.Members), len(snap.Gone), s.reread)
	}
	if snap.Gone[0].Name == "" {
		t.Error("who left lost the name")
	}
}

func TestDeafRemembersWhoWasMuted(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	s.must(t, "video.member.updated", delta(0, `"audio_muted":true`))
	s.must(t, "video.member.updated", delta(0, `"deaf":true`))
	s.must(t, "video.member.updated", delta(1, `"deaf":true,"audio_muted":true`))
	if !s.Member(video.MemberID(memberName(0))).DeafMuted || s.Member(video.MemberID(memberName(1))).DeafMuted {
		t.Error("who was muted before being deafened is mixed up")
	}
}

func TestTalkTimeAddsUp(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	at := func(sec int, talking bool) {
		p := mustParse(delta(0, fmt.Sprintf(`"talking":%v`, talking)))
		if err := s.apply("video.member.talking", innerOf(p), t0.Add(time.Duration(sec)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	at(1, true)
	at(4, false)
	at(10, true)
	at(11, true)
	m := s.Member(video.MemberID(memberName(0)))
	if got := m.Talked(t0.Add(12 * time.Second)); got != 5*time.Second {
		t.Errorf("got %v, want 5s", got)
	}
	if s.counts.Talking != 1 {
		t.Errorf("got %d talking", s.counts.Talking)
	}
}

func TestNothingFollowsTheEndOfARoom(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	s.must(t, "video.room.ended", `{"room_session":{"id":"rs"}}`)
	s.must(t, "video.member.left", delta(0, `"type":"member"`))
	if snap := s.snapshot(t0); !snap.Room.Ended || len(snap.Members) != 1 {
		t.Errorf("ended %v, %d members", snap.Room.Ended, len(snap.Members))
	}
}

func TestOneHandlerCallForEachUpdate(t *testing.T) {
	t.Parallel()
	s := newBench(t, 500)
	var got []string
	s.emit = func(e video.Event) { got = append(got, e.Type) }
	s.must(t, "video.member.updated", delta(7, `"updated":["audio_muted"],"audio_muted":true`))
	s.must(t, "video.layout.changed", `{"layout":{"name":"2x1","layers":[{"member_id":"`+memberName(1)+`","position":"standard-1"}]}}`)
	want := []string{"member.updated", "member.updated.audioMuted", "layout.changed"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLayoutTellsWhoIsWhere(t *testing.T) {
	t.Parallel()
	s := newBench(t, 3)
	layer := func(i int, p string) string {
		return fmt.Sprintf(`{"member_id":"%s","position":"%s"}`, memberName(i), p)
	}
	set := func(layers ...string) {
		s.must(t, "video.layout.changed", `{"layout":{"name":"2x1","layers":[`+strings.Join(layers, ",")+`]}}`)
	}
	set(layer(0, "standard-1"), layer(1, "standard-2"))
	set(layer(1, "standard-1"), `{"position":"standard-2"}`)
	for i, want := range []video.Position{video.PositionOffCanvas, video.Standard(1), ""} {
		if got := s.Member(video.MemberID(memberName(i))).CurrentPosition; got != want {
			t.Errorf("member %d is at %q, want %q", i, got, want)
		}
	}
}

// eventFiles are the documented events, one of each type.
func eventFiles(t testing.TB) map[string]json.RawMessage {
	t.Helper()
	files, err := filepath.Glob("testdata/wire/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no event files: %v", err)
	}
	out := map[string]json.RawMessage{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".json")] = text
	}
	return out
}

// ignoredEvents are the documented events that say nothing to a moderator: only the client concerned gets them.
var ignoredEvents = []string{"video.member.promoted", "video.member.demoted"}

func TestEveryDocumentedEventHasAReducer(t *testing.T) {
	t.Parallel()
	for name, text := range eventFiles(t) {
		p := mustParse(text).Get("params", "params")
		s := newBench(t, 0)
		if err := s.apply(name, innerOf(p), t0); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if kind, _ := video.KindOnWire(name); (kind != nil) == slices.Contains(ignoredEvents, name) {
			t.Errorf("%s: has a kind: %v", name, kind != nil)
		}
	}
	files := slices.Collect(maps.Keys(eventFiles(t)))
	for _, kind := range video.Kinds() {
		for _, name := range kind.Wire() {
			if !slices.Contains(files, name) && name != "video.room.audienceCount" {
				t.Errorf("%s has a kind and no documented frame", name)
			}
		}
	}
}

func TestEveryKindOnTheWireIsReducedAndSubscribed(t *testing.T) {
	t.Parallel()
	subscribed := slices.Concat(video.RoomSubscription(), video.RoomsSubscription())
	for _, kind := range video.Kinds() {
		if (reducers[kind.Number()] != nil) != (kind.Wire() != nil) {
			t.Errorf("%s has a reducer: %v; names on the wire: %q", kind.Name(), reducers[kind.Number()] != nil, kind.Wire())
		}
		for _, name := range kind.Wire() {
			if !slices.Contains(subscribed, name) {
				t.Errorf("%s is in no subscription", name)
			}
		}
	}
}

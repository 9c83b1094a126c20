package room

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

func TestUpdateKeepsAbsentProperties(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 3)
	before := s.snapshot(epoch)
	s.must(t, "video.member.updated", deltaOf(1, `"updated":["audio_muted"],"audio_muted":true`))
	after := s.snapshot(epoch)
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

func TestEventsAboutUnknownMembersAddNone(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	s.must(t, "video.member.updated", deltaOf(9, `"audio_muted":true`))
	s.must(t, "video.member.talking", deltaOf(9, `"talking":true`))
	if len(s.seats) != 2 || !s.reread {
		t.Errorf("got %d members, reread %v; want 2 and a read", len(s.seats), s.reread)
	}
}

func TestLateEventDoesNotRestoreMember(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	s.must(t, "video.member.left", deltaOf(0, `"type":"member"`))
	s.must(t, "video.member.updated", deltaOf(0, `"audio_muted":true`))
	snap := s.snapshot(epoch)
	if len(snap.Members) != 1 || len(snap.Gone) != 1 || s.reread {
		t.Errorf("got %d members, %d gone, reread %v", len(snap.Members), len(snap.Gone), s.reread)
	}
	if snap.Gone[0].Name == "" {
		t.Error("the member that left lost its name")
	}
}

func TestDeafenKeepsEarlierMute(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	s.must(t, "video.member.updated", deltaOf(0, `"audio_muted":true`))
	s.must(t, "video.member.updated", deltaOf(0, `"deaf":true`))
	s.must(t, "video.member.updated", deltaOf(1, `"deaf":true,"audio_muted":true`))
	if !s.Member(video.MemberID(nameOf(0))).DeafMuted || s.Member(video.MemberID(nameOf(1))).DeafMuted {
		t.Error("wrong earlier mute state after deafening")
	}
}

func TestTalkTimeAddsUp(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	at := func(sec int, talking bool) {
		p := nodeOf(deltaOf(0, fmt.Sprintf(`"talking":%v`, talking)))
		if err := s.apply("video.member.talking", paramsOf(p.Text()), epoch.Add(time.Duration(sec)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	at(1, true)
	at(4, false)
	at(10, true)
	at(11, true)
	m := s.Member(video.MemberID(nameOf(0)))
	if got := m.Talked(epoch.Add(12 * time.Second)); got != 5*time.Second {
		t.Errorf("got %v, want 5s", got)
	}
	if s.counts.Talking != 1 {
		t.Errorf("got %d talking", s.counts.Talking)
	}
}

func TestEventsAfterTheEndAreIgnored(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	s.must(t, "video.room.ended", `{"room_session":{"id":"rs"}}`)
	s.must(t, "video.member.left", deltaOf(0, `"type":"member"`))
	if snap := s.snapshot(epoch); !snap.Room.Ended || len(snap.Members) != 1 {
		t.Errorf("ended %v, %d members", snap.Room.Ended, len(snap.Members))
	}
}

func TestOneHandlerCallForEachUpdate(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 500)
	var got []string
	s.emit = func(e video.Event) { got = append(got, e.Type) }
	s.must(t, "video.member.updated", deltaOf(7, `"updated":["audio_muted"],"audio_muted":true`))
	s.must(
		t,
		"video.layout.changed",
		`{"layout":{"name":"2x1","layers":[{"member_id":"`+nameOf(1)+`","position":"standard-1"}]}}`,
	)
	want := []string{"member.updated", "member.updated.audioMuted", "layout.changed"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLayoutSetsPositions(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 3)
	layer := func(i int, p string) string {
		return fmt.Sprintf(`{"member_id":"%s","position":"%s"}`, nameOf(i), p)
	}
	set := func(layers ...string) {
		s.must(t, "video.layout.changed", `{"layout":{"name":"2x1","layers":[`+strings.Join(layers, ",")+`]}}`)
	}
	set(layer(0, "standard-1"), layer(1, "standard-2"))
	set(layer(1, "standard-1"), `{"position":"standard-2"}`)
	for i, want := range []video.Position{video.PositionOffCanvas, video.Standard(1), ""} {
		if got := s.Member(video.MemberID(nameOf(i))).CurrentPosition; got != want {
			t.Errorf("member %d is at %q, want %q", i, got, want)
		}
	}
}

// eventFiles returns the documented events, one of each type.
func eventFiles(t testing.TB) map[string]json.RawMessage {
	t.Helper()
	files, err := filepath.Glob("../../testdata/wire/events/*.json")
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

// ignoredEvents are the documented events that do not matter to a moderator: only the client concerned gets them.
var ignoredEvents = []string{"video.member.promoted", "video.member.demoted"}

func TestEveryDocumentedEventHasAReducer(t *testing.T) {
	t.Parallel()
	for name, text := range eventFiles(t) {
		p := nodeOf(text).Get("params", "params")
		s := newTestPicture(t, 0)
		if err := s.apply(name, paramsOf(p.Text()), epoch); err != nil {
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
				t.Errorf("%s has a kind but no documented frame", name)
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

// TestEveryKindOfMediaIsSynthesised holds the kinds about recordings, playbacks and streams against mediaKinds.
func TestEveryKindOfMediaIsSynthesised(t *testing.T) {
	t.Parallel()
	var known []string
	for _, names := range mediaKinds {
		known = append(known, names.started, names.updated, names.ended)
	}
	for _, kind := range video.Kinds() {
		switch kind.About() {
		case video.OnRecording, video.OnPlayback, video.OnStream:
			if !slices.Contains(known, kind.Name()) {
				t.Errorf("no read makes %s", kind.Name())
			}
		}
	}
}

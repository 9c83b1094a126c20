package localrelay

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// updated returns the only member.updated among events: its updated names and the member.
func updated(t *testing.T, events []event) ([]string, map[string]any) {
	t.Helper()
	var found []map[string]any
	for _, e := range events {
		if e.kind == "video.member.updated" {
			found = append(found, e.params["member"].(map[string]any))
		}
	}
	if len(found) != 1 {
		t.Fatalf("got %d member.updated in %v, want 1", len(found), kinds(events))
	}
	var names []string
	for _, n := range found[0]["updated"].([]any) {
		names = append(names, n.(string))
	}
	slices.Sort(names)
	return names, found[0]
}

// plain starts a room with one known member next to the seeded members.
func plain(t *testing.T) (*Server, string, string) {
	t.Helper()
	s := start(t, Options{Members: -1, Audience: -1, Quiet: true})
	rs := s.Rooms()[0].RoomSessionID
	id, err := s.AddMember(rs, MemberSpec{Name: "Ann"})
	if err != nil {
		t.Fatal(err)
	}
	return s, rs, id
}

func TestMemberMethodsChangeAndReport(t *testing.T) {
	t.Parallel()
	meta := map[string]any{"a": map[string]any{"Nested": 1.0}, "b": "x"}
	tests := []struct {
		method string
		params []any
		want   map[string]any // nil: no event
	}{
		{"audio_mute", nil, map[string]any{"audio_muted": true}},
		{"audio_mute", nil, nil},
		{"audio_unmute", nil, map[string]any{"audio_muted": false}},
		{"video_mute", nil, map[string]any{"video_muted": true, "visible": false}},
		{"video_unmute", nil, map[string]any{"video_muted": false, "visible": true}},
		{"deaf", nil, map[string]any{"deaf": true, "audio_muted": true}},
		{"undeaf", nil, map[string]any{"deaf": false, "audio_muted": false}},
		{"set_input_volume", []any{"volume", -50}, map[string]any{"input_volume": -50.0}},
		{"set_output_volume", []any{"volume", 12.5}, map[string]any{"output_volume": 12.5}},
		{"set_input_sensitivity", []any{"value", 100}, map[string]any{"input_sensitivity": 100.0}},
		{"raisehand", nil, map[string]any{"handraised": true}},
		{"lowerhand", nil, map[string]any{"handraised": false}},
		{"set_meta", []any{"meta", meta}, map[string]any{"meta": meta}},
		{
			"update_meta",
			[]any{"meta", map[string]any{"a": 2, "c": nil}},
			map[string]any{"meta": map[string]any{"a": 2.0, "b": "x", "c": nil}},
		},
		{"delete_meta", []any{"keys", []string{"a", "c", "none"}}, map[string]any{"meta": map[string]any{"b": "x"}}},
		{"set_meta", []any{"meta", map[string]any{}}, map[string]any{"meta": map[string]any{}}},
		{"set_position", []any{"position", "off-canvas"}, map[string]any{"requested_position": "off-canvas", "visible": false}},
		{"set_position", []any{"position", "standard-1"}, map[string]any{"requested_position": "standard-1", "visible": true}},
	}
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	for _, test := range tests { // in this order, on one member
		c.ok("video.member."+test.method, on(rs, append([]any{"member_id", id}, test.params...)...))
		events := c.events()
		if test.want == nil {
			if len(events) != 0 {
				t.Fatalf("%s: got %v, want no event", test.method, kinds(events))
			}
			continue
		}
		names, m := updated(t, events)
		for field, want := range test.want {
			if !reflect.DeepEqual(m[field], want) {
				t.Errorf("%s: %s: got %v, want %v", test.method, field, m[field], want)
			}
		}
		if len(names) != len(test.want) {
			t.Errorf("%s: updated: got %v, want the names of %v", test.method, names, test.want)
		}
		for _, must := range []string{"id", "room_id", "room_session_id"} {
			if m[must] == nil {
				t.Errorf("%s: member has no %s", test.method, must)
			}
		}
	}
	if got := c.ok("video.member.get_meta", on(rs, "member_id", id))["meta"]; !reflect.DeepEqual(got, map[string]any{}) {
		t.Errorf("get_meta: got %v, want {}", got)
	}
}

func TestUndeafenUnmutesMemberMutedBefore(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	c.ok("video.member.audio_mute", on(rs, "member_id", id))
	c.ok("video.member.deaf", on(rs, "member_id", id))
	c.ok("video.member.undeaf", on(rs, "member_id", id))
	if m := stateOf(t, s, rs).Members[0]; m.AudioMuted || m.Deaf {
		t.Errorf("got muted %v deaf %v, want neither", m.AudioMuted, m.Deaf)
	}
}

func TestMemberMethodsRejectBadParameters(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	all := Methods()
	slices.Sort(all)
	for _, method := range all {
		if !strings.HasPrefix(method, "video.member.") {
			continue
		}
		c.refused("400", method, on(rs))
		c.refused("400", method, on(rs, "member_id", ""))
		c.refused("400", method, on(rs, "member_id", nil))
		c.refused("400", method, on(rs, "member_id", 7))
		if method != "video.member.promote" { // accepted for every id
			c.refused("404", method, on(rs, "member_id", "nobody"))
		}
		c.refused("404", method, on("no-room", "member_id", id))
		c.refused("400", method, map[string]any{"member_id": id})
	}
	tests := []struct {
		method string
		params []any
	}{
		{"set_input_volume", nil},
		{"set_input_volume", []any{"volume", 51}},
		{"set_input_volume", []any{"volume", "10"}},
		{"set_output_volume", []any{"volume", -50.1}},
		{"set_input_sensitivity", []any{"value", -1}},
		{"set_input_sensitivity", []any{"value", 101}},
		{"set_position", []any{"position", "upper left"}},
		{"set_position", nil},
		{"set_meta", []any{"meta", nil}},
		{"set_meta", []any{"meta", []int{1}}},
		{"set_meta", []any{"meta", map[string]any{"x": strings.Repeat("x", maxMeta)}}},
		{"update_meta", []any{"meta", "text"}},
		{"delete_meta", []any{"keys", "a"}},
		{"demote", []any{"media_allowed", "everything"}},
		{"promote", []any{"join_audio_muted", "yes"}},
	}
	for _, test := range tests {
		c.refused("400", "video.member."+test.method, on(rs, append([]any{"member_id", id}, test.params...)...))
	}
	if events := c.events(); len(events) != 0 {
		t.Errorf("refused methods sent %v", kinds(events))
	}
}

func TestDemoteAndPromote(t *testing.T) {
	t.Parallel()
	for _, left := range []bool{false, true} {
		t.Run(fmt.Sprintf("left on demote %v", left), func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{Members: 3, Audience: 2, Quiet: true, LeftOnDemote: left})
			rs := s.Rooms()[0].RoomSessionID
			c := watch(t, s, rs)
			id := stateOf(t, s, rs).Members[1].ID
			c.ok("video.member.demote", on(rs, "member_id", id, "media_allowed", "audio-only"))
			got := c.events()
			if has := slices.Contains(kinds(got), "video.member.left"); has != left {
				t.Errorf("member.left: got %v, want %v", has, left)
			}
			if i := slices.IndexFunc(got, func(e event) bool { return e.kind == "video.room.audience_count" }); i < 0 ||
				got[i].params["total"] != 3.0 {
				t.Errorf("no audience_count of 3 in %v", got)
			}
			c.refused("404", "video.member.audio_mute", on(rs, "member_id", id))

			c.ok("video.lock", on(rs)) // a lock keeps newcomers out, but not promoted members
			c.ok("video.member.promote", on(rs, "member_id", id, "media_allowed", "all", "join_audio_muted", true,
				"join_video_muted", true, "meta", map[string]any{"vip": true}, "permissions", []string{"room.lock"}))
			joined := find(t, c.events(), "video.member.joined")["member"].(map[string]any)
			if joined["id"] != id || joined["audio_muted"] != true || joined["video_muted"] != true ||
				!reflect.DeepEqual(joined["meta"], map[string]any{"vip": true}) || joined["type"] != "member" {
				t.Errorf("joined: got %v", joined)
			}
			state := stateOf(t, s, rs)
			if n := len(state.Members); n != 3 || state.Members[2].ID != id || len(state.Audience) != 2 {
				t.Errorf("got %d members and %d in the audience, want 3 and 2, the promoted last", n, len(state.Audience))
			}
		})
	}
}

// find returns the params of the first event of a kind.
func find(t *testing.T, events []event, kind string) map[string]any {
	t.Helper()
	for _, e := range events {
		if e.kind == kind {
			return e.params
		}
	}
	t.Fatalf("no %s in %v", kind, kinds(events))
	return nil
}

func TestRemoveIncludesScreens(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	for _, kind := range []string{"screen", "device"} {
		if _, err := s.AddMember(rs, MemberSpec{Name: "Ann", Type: kind, ParentID: id}); err != nil {
			t.Fatal(err)
		}
	}
	c.events()
	c.ok("video.member.remove", on(rs, "member_id", id))
	got := kinds(c.events())
	want := []string{"video.member.left", "video.member.left", "video.member.left", "video.layout.changed"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if n := len(stateOf(t, s, rs).Members); n != 0 {
		t.Errorf("%d members are left", n)
	}
}

func TestTalkingEndsWhenMuted(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	for range 2 {
		if err := s.SetTalking(rs, id, true); err != nil {
			t.Fatal(err)
		}
	}
	c.ok("video.member.audio_mute", on(rs, "member_id", id))
	want := []string{"video.member.talking", "video.member.talking", "video.member.updated"}
	got := c.events()
	if !slices.Equal(kinds(got), want) {
		t.Fatalf("got %v, want %v", kinds(got), want)
	}
	for i, talking := range []bool{true, false} {
		m := got[i].params["member"].(map[string]any)
		if m["talking"] != talking || m["id"] != id || m["room_session_id"] != rs {
			t.Errorf("event %d: got %v", i, m)
		}
	}
}

func TestControlMethods(t *testing.T) {
	t.Parallel()
	s, rs, id := plain(t)
	c := watch(t, s, rs)
	if err := s.UpdateMember(rs, id, map[string]any{"name": "Ånn", "handraised": true, "input_volume": 3}); err != nil {
		t.Fatal(err)
	}
	names, m := updated(t, c.events())
	if !slices.Equal(names, []string{"handraised", "input_volume", "name"}) || m["name"] != "Ånn" {
		t.Errorf("got %v %v", names, m)
	}
	for _, bad := range []map[string]any{{"id": "x"}, {"nonsense": 1}, {"deaf": "yes"}} {
		if s.UpdateMember(rs, id, bad) == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
	c.ok("video.lock", on(rs))
	if _, err := s.AddMember(rs, MemberSpec{Name: "Bob"}); !errors.Is(err, ErrLocked) {
		t.Errorf("locked: got %v, want ErrLocked", err)
	}
	c.ok("video.unlock", on(rs))
	if _, err := s.AddMember(rs, MemberSpec{ID: id}); err == nil {
		t.Error("an id was given twice")
	}
	if err := s.RemoveMember(rs, "nobody"); !errors.Is(err, ErrNoMember) {
		t.Errorf("got %v, want ErrNoMember", err)
	}
	if err := s.SetTalking("no-room", id, true); !errors.Is(err, ErrNoRoom) {
		t.Errorf("got %v, want ErrNoRoom", err)
	}
	listener, err := s.AddAudience(rs, "Cy")
	if err != nil {
		t.Fatal(err)
	}
	c.ok("video.member.promote", on(rs, "member_id", listener))
}

// TestPromoteReturnsAccepted: promote returns 202, even for an unknown id (PROTOCOL.md section 9.2).
func TestPromoteReturnsAccepted(t *testing.T) {
	t.Parallel()
	s, rs := noOne(t)
	enter(t, s, rs, MemberSpec{ID: "a1"}, MemberSpec{ID: "l1", Type: "audience"})
	c := watch(t, s, rs)
	for id, joins := range map[string]int{"nobody": 0, "a1": 0, "l1": 1} {
		f := c.call("video.member.promote", on(rs, "member_id", id))["result"].(map[string]any)
		joined := slices.DeleteFunc(kinds(c.events()), func(k string) bool { return k != "video.member.joined" })
		if f["code"] != "202" || len(joined) != joins {
			t.Errorf("%s: got %v and %v", id, f, joined)
		}
	}
	if ledger := s.Requests("video.member.promote"); ledger[0].Code != "202" || !ledger[0].Executed {
		t.Errorf("the ledger says %+v", ledger[0])
	}
	c.refused("400", "video.member.promote", on(rs, "member_id", "l1", "media_allowed", "smell"))
}

// TestFirstPersonCausesNoMemberJoined: a client that has subscribed to the empty room gets its state instead.
func TestFirstPersonCausesNoMemberJoined(t *testing.T) {
	t.Parallel()
	s, rs := noOne(t)
	c := watch(t, s, rs)
	enter(t, s, rs, MemberSpec{ID: "a1"})
	events := c.events()
	state := find(t, events, "video.room.subscribed")["room_session"].(map[string]any)
	if len(state["members"].([]any)) != 1 || slices.Contains(kinds(events), "video.member.joined") {
		t.Errorf("got %v", kinds(events))
	}
	enter(t, s, rs, MemberSpec{ID: "b1"})
	for _, id := range []string{"a1", "b1"} {
		if err := s.RemoveMember(rs, id); err != nil {
			t.Fatal(err)
		}
	}
	enter(t, s, rs, MemberSpec{ID: "a1"})
	joined := slices.DeleteFunc(kinds(c.events()), func(k string) bool { return k != "video.member.joined" })
	if len(joined) != 2 {
		t.Errorf("after the first person came %v", joined)
	}
}

// TestMutedPeopleDoNotTalk checks PROTOCOL.md section 19.
func TestMutedPeopleDoNotTalk(t *testing.T) {
	t.Parallel()
	s, rs := noOne(t)
	enter(t, s, rs, MemberSpec{ID: "a1", AudioMuted: true})
	if err := s.SetTalking(rs, "a1", true); !errors.Is(err, ErrMuted) {
		t.Errorf("got %v", err)
	}
	if err := s.Talk(rs, "a1", time.Second); !errors.Is(err, ErrMuted) {
		t.Errorf("got %v", err)
	}
	mutes := map[string]func() error{
		"a command":  func() error { return call(s, rs, "video.member.audio_mute", "a1") },
		"deafening":  func() error { return call(s, rs, "video.member.deaf", "a1") },
		"themselves": func() error { return s.UpdateMember(rs, "a1", map[string]any{"audio_muted": true}) },
	}
	for by, mute := range mutes {
		err := errors.Join(call(s, rs, "video.member.undeaf", "a1"), s.Talk(rs, "a1", 0), mute())
		if err != nil || stateOf(t, s, rs).Members[0].Talking {
			t.Errorf("muted by %s, Ann talks; %v", by, err)
		}
	}
}

// noOne starts a relay with an empty room.
func noOne(t *testing.T) (*Server, string) {
	t.Helper()
	s := start(t, Options{Members: -1, Audience: -1, Quiet: true, Seed: 1})
	return s, s.Rooms()[0].RoomSessionID
}

// enter adds people to the room.
func enter(t *testing.T, s *Server, rs string, specs ...MemberSpec) {
	t.Helper()
	for _, spec := range specs {
		if _, err := s.AddMember(rs, spec); err != nil {
			t.Fatal(err)
		}
	}
}

// call sends a command of another moderator for one member.
func call(s *Server, rs, method, id string) error {
	_, err := s.Call(rs, method, map[string]any{"member_id": id})
	return err
}

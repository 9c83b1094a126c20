package director

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// eventsOf plays a script for a client that has subscribed to everything, and returns its events.
func eventsOf(t *testing.T, above, script string) []event {
	t.Helper()
	s, rs := stage(t)
	Play(t, s, above)
	c := watch(t, s, rs)
	Play(t, s, script)
	return c.events()
}

func TestEventsOnTheWire(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		above, script string
		want          []string
	}{
		"talk":        {"join Ann", "talk Ann 2s\nwait 2s", []string{"member.talking", "member.talking"}},
		"rejoin late": {"join Ann Ben", "rejoin Ann late 2s\nwait 2s", []string{"member.joined", "member.left"}},
		"rejoin": {"join Ann Ben", "rejoin Ann", []string{
			"member.left", "layout.changed", "member.joined", "layout.changed",
		}},
		"recording": {"join Ann", "start recording\npause recording\nresume recording\nfail recording", []string{
			"recording.started", "room.updated", "recording.updated", "recording.updated", "recording.ended", "room.updated",
		}},
		"recording of another state": {"start recording", "state recording stopping", []string{"recording.updated", "room.updated"}},
		"stream": {"join Ann", "start stream rtmp://example.com/live\nend stream", []string{
			"stream.started", "room.updated", "stream.ended", "room.updated",
		}},
		"playback": {"join Ann Ben", "start playback https://example.com/a.mp4 10s\nseek 3s\nwait 7s", []string{
			"playback.started", "layout.changed", "playback.updated", "playback.ended", "layout.changed",
		}},
		"lost":                  {"start recording", "lose recording.ended\nend recording", []string{"room.updated"}},
		"lost once":             {"join Ann", "lose member.talking\ntalk Ann\nhush Ann", []string{"member.talking"}},
		"lost until keep":       {"join Ann", "lose member.updated always\nhand Ann\nlower Ann\nkeep\nhand Ann", []string{"member.updated"}},
		"any event":             {"join Ann", `event member.updated {"member":{"id":"@Ann","updated":["name"]}}`, []string{"member.updated"}},
		"two hands in one line": {"join Ann Ben", "hand all", []string{"member.updated", "member.updated"}},
		"one hand a command":    {"join Ann Ben", "do audioMute all", []string{"member.updated", "member.updated"}},
		"hide": {"layout 2x1\njoin Ann\njoin Ben no-camera", "hide\nshow", []string{
			"layout.changed", "room.updated", "layout.changed", "room.updated",
		}},
		"metadata of the room": {"join Ann", `do updateMeta {"gavel":{"mode":"queue"}}`, []string{"room.updated"}},
		"everybody":            {"join Ann", "do removeAllMembers", []string{"member.left", "room.ended"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := kinds(eventsOf(t, test.above, test.script))
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

func TestEventVerbAddsIDs(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, "join Ann id a1")
	c := watch(t, s, rs)
	Play(t, s, `event layout.changed {"layout":{"layers":[{"member_id":"@Ann"},null]}}`)
	got := c.events()[0].params
	if fmt.Sprint(got["layout"]) != "map[layers:[map[member_id:a1] <nil>]]" || got["room_session_id"] != rs {
		t.Errorf("got %v", got)
	}
}

func TestVerbsChangeAnswers(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, "join Ann id a1")
	c := join(t, s)
	for _, step := range []struct {
		script, method string
		codes          []string
	}{
		{"refuse audioMute 403", "video.member.audio_mute", []string{"403", "403"}},
		{"allow audioMute", "video.member.audio_mute", []string{"200"}},
		{"404 members once", "video.members.get", []string{"404", "200"}},
		{"refuse all 403 \"not you\" 2", "video.lock", []string{"403", "403", "200"}},
		{"refuse lock -32603 once", "video.lock", []string{"-32603", "200"}},
		{"refuse lock 500", "video.lock", []string{"500"}},
		{"pretend lock once", "video.lock", []string{"200", "500"}},
		{"allow", "video.lock", []string{"200"}},
	} {
		Play(t, s, step.script)
		member := ""
		if strings.Contains(step.method, ".member.") {
			member = "a1"
		}
		for _, want := range step.codes {
			if got := c.code(step.method, rs, member); got != want {
				t.Errorf("after %s: got %s, want %s", step.script, got, want)
			}
		}
	}
	Play(t, s, "pretend videoMute once\nempty members")
	if c.code("video.member.video_mute", rs, "a1") != "200" || stateOf(t, s, rs).Members[0].VideoMuted {
		t.Error("a pretended command was executed")
	}
	if first, second := c.members(rs), c.members(rs); first != 0 || second != 1 {
		t.Errorf("got %d members in an empty list, then %d", first, second)
	}
}

func TestAwaitMatchesRequestOfClient(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, "join Ann id a1\njoin Ben id b1")
	c := join(t, s)
	script, err := Parse("", "await audioMute Ben 5s\nhand Ann")
	if err != nil {
		t.Fatal(err)
	}
	d, played := New(s), make(chan error, 1) // it receives requests from now on
	go func() {
		var failed error
		err := d.Run(t.Context(), script, func(a Answer) bool {
			failed = a.Err
			return failed == nil
		})
		played <- errors.Join(failed, err)
	}()
	c.code("video.member.audio_mute", rs, "a1")
	c.code("video.member.audio_mute", rs, "b1")
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	if got := peopleOf(t, s); got != "Ann (muted, hand), Ben (muted)" {
		t.Errorf("got %s", got)
	}
}

func TestVerbsBreakConnections(t *testing.T) {
	t.Parallel()
	tests := map[string]int{"drop": 1006, "drop reset": 1006, "goodbye": 1001, "restart": 1001}
	for script, code := range tests {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			s, rs := stage(t)
			c := watch(t, s, rs)
			Play(t, s, script)
			if got := c.closed(); got != code {
				t.Errorf("closed with %d, want %d", got, code)
			}
		})
	}
}

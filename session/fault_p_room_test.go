package session_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/sdkcalls"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestFault_P8_PermissionDenied refuses every method once. The permission is named, the command is not sent again, and
// it may be tried again on a new connection.
func TestFault_P8_PermissionDenied(t *testing.T) {
	done := map[video.Action]bool{}
	for _, call := range sdkcalls.Read(t, "testdata/wire/requests.json") {
		row, ok := video.Action(call.Call).Info()
		if !ok || call.SDKOnly != "" || row.Risk == video.RiskRead || done[row.Action] {
			continue
		}
		done[row.Action] = true
		t.Run(call.Call, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { deniedOnce(t, row, call) })
		})
	}
	for _, row := range video.Actions() {
		if row.Risk != video.RiskRead && !done[row.Action] {
			t.Errorf("%s was not tried", row.Action)
		}
	}
}

func deniedOnce(t *testing.T, row *video.ActionInfo, call sdkcalls.Call) {
	cmd := call.Command(row)
	frames, err := cmd.Requests(sdkcalls.Room)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(frames[0])
	var request struct{ Method string }
	if err := json.Unmarshal(text, &request); err != nil {
		t.Fatal(err)
	}
	o := relayOptions()
	o.Deny = map[string]string{request.Method: "403"}
	relay, room := join(t, o)
	if len(cmd.Targets) > 0 {
		cmd.Targets[0] = room.Snapshot().Members[0].ID
	}
	if _, err := room.Do(t.Context(), cmd); !errors.Is(err, video.ErrRefused) {
		t.Fatalf("err = %v", err)
	}
	time.Sleep(2 * time.Second) // more than the repetition of a held key
	s := room.Snapshot()
	if _, denied := s.Denied[row.Action]; !denied {
		t.Errorf("not remembered: %v", s.Denied)
	}
	_, err = room.Do(t.Context(), cmd)
	var state *video.StateError
	if !errors.As(err, &state) || !strings.Contains(state.Reason, "permission "+row.Scope) {
		t.Errorf("the second time: %v", err)
	}
	if n := len(relay.Requests(request.Method)); n != 1 {
		t.Errorf("sent %d times", n)
	}
	relay.Drop()
	time.Sleep(5 * time.Second)
	if s := room.Snapshot(); len(s.Denied) != 0 || s.Link.Gen != 2 {
		t.Errorf("after a new connection: %v, %+v", s.Denied, s.Link)
	}
}

// TestFault_P9_CommandsAreNotRepeated checks that a command refused for too many requests is not resent automatically.
func TestFault_P9_CommandsAreNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := relayOptions()
		o.OnRequest = func(q localrelay.Request) localrelay.Verdict {
			if q.Method == "video.member.audio_mute" {
				return localrelay.Verdict{Action: localrelay.Refuse, Code: "429", Message: "slow down"}
			}
			return localrelay.Verdict{}
		}
		relay, room := join(t, o)
		_, err := room.Do(t.Context(), video.AudioMute(room.Snapshot().Members[0].ID))
		var refused *video.RPCError
		if !errors.As(err, &refused) || !refused.Limited() {
			t.Errorf("err = %v", err)
		}
		time.Sleep(time.Minute)
		if n := len(relay.Requests("video.member.audio_mute")); n != 1 {
			t.Errorf("sent %d times", n)
		}
		if len(room.Snapshot().Denied) != 0 {
			t.Error("a limit was taken for a missing permission")
		}
	})
}

// TestFault_P15_BrokenFrames checks that the room is read within 2 s after each broken frame, and that more than 20 in
// a minute end the connection.
func TestFault_P15_BrokenFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room := join(t, relayOptions())
		time.Sleep(5 * time.Second)
		for _, text := range []string{"null", "7", `"x"`, "[]", "", "{", `{"a":1}{}`, "\xff", `{"a":01}`} {
			before := len(relay.Requests("video.members.get"))
			relay.PushRaw([]byte(text))
			time.Sleep(2 * time.Second)
			if after := len(relay.Requests("video.members.get")); after == before {
				t.Errorf("%q: not read again", text)
			}
			time.Sleep(10 * time.Second)
		}
		s := room.Snapshot()
		if s.Stats.Bad != 9 || s.Link.Gen != 1 {
			t.Errorf("stats %+v, link %+v", s.Stats, s.Link)
		}
		time.Sleep(2 * time.Minute)
		for range 21 {
			relay.PushRaw([]byte("null"))
		}
		time.Sleep(30 * time.Second)
		truth, err := relay.RoomState(room.ID())
		if err != nil {
			t.Fatal(err)
		}
		s = room.Snapshot()
		if diff := differences(s, truth); s.Link.Gen != 2 || len(diff) > 0 {
			t.Errorf("link %+v, %v", s.Link, diff)
		}
	})
}

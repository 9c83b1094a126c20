package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
)

// TestRefusalsDoNotRevealTheStreamKey makes the room repeat the address of a stream in its refusal.
func TestRefusalsDoNotRevealTheStreamKey(t *testing.T) {
	const address, key = "rtmp://live.example/app/k3y-0f-the-stream", "k3y-0f-the-stream"
	tape := &tape{}
	recorded(t, tape, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
			if r.Method != "video.stream.start" {
				return localrelay.Verdict{}
			}
			return localrelay.Verdict{Action: localrelay.Refuse, Message: "cannot connect to " + address}
		})
		_, err := room.StartStream(t.Context(), address)
		time.Sleep(time.Second)
		if err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%v", err)
		}
		if text := fmt.Sprintf("%+v", room.Snapshot().Log); strings.Contains(text, key) {
			t.Error("the key is in the log")
		}
	})
	for _, e := range tape.entries() {
		if strings.Contains(fmt.Sprintf("%+v %+v", e, e.Command), key) {
			t.Error("the key was recorded")
		}
	}
}

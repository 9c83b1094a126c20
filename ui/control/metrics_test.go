package control

import (
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// TestMetricsNeedNoOtherRequest reads metrics alone, as Prometheus does.
func TestMetricsNeedNoOtherRequest(t *testing.T) {
	t.Parallel()
	p := serve(t, func(o *Options) { o.Rooms = []string{"standup"} })
	if _, err := p.relay.StartRoom(localrelay.RoomSpec{Name: "other", Members: 2}); err != nil {
		t.Fatal(err)
	}
	code, body := p.ask(t, "GET", "/metrics", "")
	for _, want := range []string{
		`gavel_people{room="standup"} 6`, `gavel_talking{room="standup"} 0`, `gavel_hands{room="standup"} `,
		`gavel_recording{room="standup"} 0`, `gavel_live{room="standup"} 1`, "gavel_connected 1", "gavel_commands_total",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %d\n%s", want, code, body)
		}
	}
	if strings.Contains(body, "other") {
		t.Errorf("a room that is not served: %s", body)
	}
	if err := p.relay.EndRoom(p.relay.Rooms()[0].RoomSessionID); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; { // its end reaches the room's goroutine a moment later
		_, body := p.ask(t, "GET", "/metrics", "")
		if !strings.Contains(body, "standup") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("a room that has ended: %s", body)
		}
	}
}

//go:build linux

package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// trip is the time an answer takes in the tests of round trips: more than everything else together.
const trip = 300 * time.Millisecond

// TestRoundTrips counts the answers that commands wait for before they can ask the next thing, signing in included: the
// protocol needs that one and, for a room, the looking up. What is asked last is waited for besides; the full state of
// the room, by which is known what became of a command, comes as an event, one trip after it was asked for.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{
		"rooms":                           1,
		"members standup":                 2,
		"members ID":                      2,
		"do standup lock":                 2,
		"do standup getLayouts":           2,
		"do ID audioMute memberId=MEMBER": 2,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			relay := relayWith(t, "standup")
			id := relay.Rooms()[0].RoomSessionID
			state, err := relay.RoomState(id)
			if err != nil {
				t.Fatal(err)
			}
			relay.Delay(trip)
			args := strings.NewReplacer("ID", id, "MEMBER", state.Members[0].ID).Replace(args)
			if out, err := program(t, relay, strings.Fields(args)...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %.200s", err, out)
			}
			if got := waits(relay.Ledger()); got != want {
				t.Errorf("gavel waits %d times, want %d:\n%s", got, want, listed(relay.Ledger()))
			}
		})
	}
}

// waits counts the answers that were waited for before something else was asked.
func waits(requests []localrelay.Request) int {
	n := 0
	for i := 1; i < len(requests); i++ {
		if requests[i].At.Sub(requests[i-1].At) > trip*8/10 {
			n++
		}
	}
	return n
}

func listed(requests []localrelay.Request) string {
	var b strings.Builder
	for _, r := range requests {
		fmt.Fprintf(&b, "%s %s\n", r.At.Format("05.000"), r.Method)
	}
	return b.String()
}

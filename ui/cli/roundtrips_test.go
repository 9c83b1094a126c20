//go:build linux

package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// trip is how long an answer takes in the tests of round trips: more than everything else together.
const trip = 300 * time.Millisecond

// TestRoundTrips counts the answers that a command waits for before its next request. The protocol needs the sign-in
// and, for a room, the look-up. The answer to the last request is not counted. The full state of the room, which shows
// the outcome of a command, comes as an event one trip after its request.
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
			got := roundTrips(t, args)
			for try := 0; try < 3 && waits(got) > want; try++ { // a busy machine delays requests
				got = roundTrips(t, args)
			}
			if waits(got) != want {
				t.Errorf("gavel waits %d times, want %d:\n%s", waits(got), want, listed(got))
			}
		})
	}
}

// roundTrips runs gavel, and returns the requests that it sent.
func roundTrips(t *testing.T, args string) []localrelay.Request {
	t.Helper()
	relay := relayWith(t, "standup")
	id := relay.Rooms()[0].RoomSessionID
	state, err := relay.RoomState(id)
	if err != nil {
		t.Fatal(err)
	}
	relay.Delay(trip)
	args = strings.NewReplacer("ID", id, "MEMBER", state.Members[0].ID).Replace(args)
	if out, err := program(t, relay, strings.Fields(args)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %.200s", err, out)
	}
	return relay.Ledger()
}

// waits counts the answers that came before the next request was sent.
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

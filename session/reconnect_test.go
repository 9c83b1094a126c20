package session_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
)

// reconnects is how often TestReconnectsLoseNothing breaks the connection; -reconnects=10000 is the long run.
var reconnects = flag.Int("reconnects", 0, "connections to break in TestReconnectsLoseNothing; 0: 240, or 40 with -short")

// TestReconnectsLoseNothing changes the room before, during and after the loss of the connection. It compares the state
// with the relay's one second after the link is live again.
func TestReconnectsLoseNothing(t *testing.T) {
	t.Parallel()
	const perRelay = 100
	count := howMany(*reconnects, 240)
	for n := 0; n < count; n += perRelay {
		synctest.Test(t, func(t *testing.T) { breakOften(t, uint64(n), min(perRelay, count-n)) })
	}
}

func breakOften(t *testing.T, seed uint64, count int) {
	r := rand.New(rand.NewPCG(seed, 11))
	o := relayOptions()
	o.ReplyFirst = seed%200 == 0
	o.ResumeFor = time.Duration(-1 + 2*int(seed/100%2)) // not kept, or too short to matter
	relay, err := localrelay.StartPipe(o)
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close()
	c, err := session.Dial(t.Context(), config(relay))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	for i := range count {
		what := fmt.Sprintf("reconnect %d", seed+uint64(i))
		chaos(t, r, relay, room.ID())
		breakLink(r, relay)
		time.Sleep(time.Duration(r.IntN(300)) * time.Millisecond)
		chaos(t, r, relay, room.ID())
		time.Sleep(2500 * time.Millisecond) // an announced end without a close takes two seconds
		settle(t, room, what)
		chaos(t, r, relay, room.ID())
		time.Sleep(time.Second)
		synctest.Wait()
		truth, err := relay.RoomState(room.ID())
		if err != nil {
			t.Fatal(err)
		}
		if diff := differences(room.Snapshot(), truth); len(diff) > 0 {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// chaos makes a few changes in the room, as other people do.
func chaos(t *testing.T, r *rand.Rand, relay *localrelay.Server, room string) {
	t.Helper()
	for range r.IntN(5) {
		truth, err := relay.RoomState(room)
		if err != nil {
			t.Fatal(err)
		}
		if len(truth.Members) == 0 || r.IntN(5) == 0 {
			_, err = relay.AddMember(room, localrelay.MemberSpec{Name: fmt.Sprint("Newcomer ", r.IntN(100))})
		} else {
			m := truth.Members[r.IntN(len(truth.Members))]
			id := m.ID
			switch r.IntN(6) {
			case 0:
				err = relay.RemoveMember(room, id)
			case 1:
				err = relay.SetTalking(room, id, r.IntN(2) == 0 && !m.AudioMuted)
			case 2:
				err = relay.UpdateMember(room, id, map[string]any{"name": fmt.Sprint("Renamed ", r.IntN(100))})
			case 3:
				err = relay.UpdateMember(room, id, map[string]any{"handraised": r.IntN(2) == 0})
			default:
				err = relay.UpdateMember(room, id, map[string]any{"audio_muted": r.IntN(2) == 0, "deaf": r.IntN(4) == 0})
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func breakLink(r *rand.Rand, relay *localrelay.Server) {
	switch r.IntN(6) {
	case 0:
		relay.Reset()
	case 1:
		relay.CloseWith([]int{1000, 1001, 1006, 1011, 1012, 1013, 4000}[r.IntN(7)])
	case 2:
		relay.Disconnect(r.IntN(2) == 0)
	case 3:
		relay.Reject(r.IntN(3), localrelay.Rejection{})
		relay.Drop()
	default:
		relay.Drop()
	}
}

package session_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestFault_P4_TheRoomIsThereAgain checks a room whose client was refused. It keeps its state, refuses commands, and is
// read again after a person has retried.
func TestFault_P4_TheRoomIsThereAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(relayOptions())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = relay.Close() }()
		cfg := config(relay)
		cfg.AwaitRetry = true
		c, err := session.Dial(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		people := len(room.Snapshot().Members)
		relay.Reject(1, localrelay.Rejection{RPCError: -32002, Message: "expired"})
		relay.Drop()
		time.Sleep(time.Minute)
		s := room.Snapshot()
		if s.Link.State != video.LinkRefused || !s.Stale || len(s.Members) != people || room.Err() != nil {
			t.Fatalf("link %v, stale %v, %d members, err %v", s.Link.State, s.Stale, len(s.Members), room.Err())
		}
		if _, err := room.Do(t.Context(), video.Lock()); !errors.Is(err, video.ErrOffline) {
			t.Errorf("a command: %v", err)
		}
		gone := relay.Rooms()[0].RoomSessionID
		if err := relay.RemoveMember(gone, string(s.Members[0].ID)); err != nil {
			t.Fatal(err)
		}
		if err := c.Retry(""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		s = room.Snapshot()
		if s.Link.State != video.LinkLive || s.Stale || len(s.Members) != people-1 {
			t.Errorf("link %v, stale %v, %d members", s.Link.State, s.Stale, len(s.Members))
		}
		if _, err := room.Do(t.Context(), video.Lock()); err != nil {
			t.Errorf("a command: %v", err)
		}
	})
}

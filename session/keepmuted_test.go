package session_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestRemuteSurvivesRefusalOfAnotherTarget undeafens two members that were muted before. The room refuses one of them.
func TestRemuteSurvivesRefusalOfAnotherTarget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		ids = ids[:2]
		_, err := room.Do(t.Context(), video.AudioMute(ids...))
		must(t, err)
		_, err = room.Do(t.Context(), video.Deaf(ids...))
		must(t, err)
		time.Sleep(10 * time.Second)
		var mu sync.Mutex
		n := 0
		relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
			mu.Lock()
			defer mu.Unlock()
			if r.Method != "video.member.undeaf" {
				return localrelay.Verdict{}
			}
			if n++; n == 1 {
				return localrelay.Verdict{Delay: time.Second}
			}
			return localrelay.Verdict{Action: localrelay.Refuse, Code: "403"}
		})
		_, _ = room.Do(t.Context(), video.UndeafKeepMuted(ids...))
		time.Sleep(time.Second)
		for _, id := range ids {
			if !room.Snapshot().Member(id).AudioMuted {
				t.Error("left open", id)
			}
		}
	})
}

// TestRemuteSurvivesABusyConnection undeafens two members on a connection that has room for one.
func TestRemuteSurvivesABusyConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := relayOptions()
		relay := startRelay(t, o)
		c := dial(t, relay)
		room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
		must(t, err)
		defer room.Close()
		ids := []video.MemberID{room.Snapshot().Members[0].ID, room.Snapshot().Members[1].ID}
		_, err = room.Do(t.Context(), video.AudioMute(ids...))
		must(t, err)
		_, err = room.Do(t.Context(), video.Deaf(ids...))
		must(t, err)
		time.Sleep(10 * time.Second)
		relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
			switch r.Method {
			case "video.room.get":
				return localrelay.Verdict{Delay: 2 * time.Second}
			case "video.member.undeaf":
				return localrelay.Verdict{Delay: 3 * time.Second}
			}
			return localrelay.Verdict{}
		})
		for range 63 {
			go func() { _, _ = c.Call(t.Context(), "video.room.get", map[string]any{"room_session_id": room.ID()}) }()
		}
		synctest.Wait()
		_, _ = room.Do(t.Context(), video.UndeafKeepMuted(ids...))
		time.Sleep(time.Second)
		for _, id := range ids {
			if m := room.Snapshot().Member(id); !m.AudioMuted {
				t.Error("left open", id)
			}
		}
	})
}

// TestOlderDeafDoesNotChangeWhatUndoRestores deafens many members, and one of them a second time that was muted in between.
func TestOlderDeafDoesNotChangeWhatUndoRestores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		first := ids[0]
		go func() { _, _ = room.Do(t.Context(), video.Deaf(ids...)) }()
		time.Sleep(1500 * time.Millisecond)
		must(t, room.Undeaf(t.Context(), first))
		time.Sleep(500 * time.Millisecond)
		must(t, relay.UpdateMember(room.ID(), string(first), map[string]any{"audio_muted": true})) // by the member itself
		time.Sleep(1500 * time.Millisecond)
		must(t, room.Deaf(t.Context(), first))
		time.Sleep(500 * time.Millisecond)
		_, _ = room.Undo(t.Context())
		time.Sleep(500 * time.Millisecond)
		if m := room.Snapshot().Member(first); !m.AudioMuted {
			t.Error("the undo of a deafening has opened a microphone that its owner had closed")
		}
	})
}

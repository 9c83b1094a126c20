package session_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// crowdCommands submits so many commands that the next one waits its turn.
func crowdCommands(t *testing.T, wg *sync.WaitGroup, room *session.RoomSession, id video.MemberID) {
	t.Helper()
	for range 70 {
		wg.Go(func() { must(t, room.SetInputVolume(t.Context(), id, 3)) })
		time.Sleep(time.Millisecond)
	}
}

func TestUndoSkipsChangesByOthersWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		id := micsOpen(room, ids)[0]
		var wg sync.WaitGroup
		crowdCommands(t, &wg, room, ids[1])
		wg.Go(func() { must(t, room.AudioMute(t.Context(), id)) })
		time.Sleep(10 * time.Millisecond)
		must(t, relay.UpdateMember(room.ID(), string(id), map[string]any{"audio_muted": true}))
		wg.Wait()
		time.Sleep(10 * time.Second)
		for range 2 {
			_, _ = room.Undo(t.Context())
			time.Sleep(time.Second)
		}
		if !room.Snapshot().Member(id).AudioMuted {
			t.Error("Undo has opened a microphone that someone else closed before our command left")
		}
	})
}

// TestBulkCommandSupersedesAWaitingOne opens a microphone while many commands wait, and closes it with a newer command
// that does not wait for them.
func TestBulkCommandSupersedesAWaitingOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 10)
		must(t, room.AudioMute(t.Context(), ids[0]))
		var wg sync.WaitGroup
		crowdCommands(t, &wg, room, ids[1])
		wg.Go(func() {
			if err := room.AudioUnmute(t.Context(), ids[0]); err == nil {
				t.Error("the older command was carried out")
			}
		})
		time.Sleep(100 * time.Millisecond)
		wg.Go(func() { _, err := room.Do(t.Context(), video.AudioMute(ids[0], ids[1])); must(t, err) })
		wg.Wait()
		time.Sleep(time.Second)
		if !room.Snapshot().Member(ids[0]).AudioMuted {
			t.Error("the microphone is open though muting was the newest command")
		}
	})
}

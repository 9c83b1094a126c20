package session_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestUndoLeavesWhatOthersDidWhileOneWaitedForARecord mutes somebody behind a command that waits for its record;
// somebody else is faster.
func TestUndoLeavesWhatOthersDidWhileOneWaitedForARecord(t *testing.T) {
	audited(t, &slowDisk{disk{room: -1}}, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		ms := room.Snapshot().Members
		must(t, relay.UpdateMember(room.ID(), string(ms[0].ID), map[string]any{"audio_muted": false}))
		time.Sleep(time.Second)
		var wg sync.WaitGroup
		wg.Go(func() { must(t, room.RemoveMember(t.Context(), ms[1].ID)) })
		time.Sleep(10 * time.Millisecond)
		wg.Go(func() { must(t, room.AudioMute(t.Context(), ms[0].ID)) })
		time.Sleep(10 * time.Millisecond)
		must(t, relay.UpdateMember(room.ID(), string(ms[0].ID), map[string]any{"audio_muted": true}))
		time.Sleep(10 * time.Millisecond)
		if n := len(relay.Requests("video.member.audio_mute")); n != 0 {
			t.Fatal("sent already")
		}
		wg.Wait()
		time.Sleep(time.Second)
		_, _ = room.Undo(t.Context())
		time.Sleep(time.Second)
		if !room.Snapshot().Member(ms[0].ID).AudioMuted {
			t.Error("Undo has opened a microphone that somebody else closed before our command left")
		}
	})
}

// crowdCommands gives so many commands that the next one waits for its turn.
func crowdCommands(t *testing.T, wg *sync.WaitGroup, room *session.RoomSession, id video.MemberID) {
	t.Helper()
	for range 70 {
		wg.Go(func() { must(t, room.SetInputVolume(t.Context(), id, 3)) })
		time.Sleep(time.Millisecond)
	}
}

func TestUndoLeavesWhatOthersDidWhileOneWaitedForItsTurn(t *testing.T) {
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
			t.Error("Undo has opened a microphone that somebody else closed before our command left")
		}
	})
}

// TestABulkCommandOvertakesOneThatWaits opens a microphone when many commands wait, and closes it with a newer command
// that does not wait behind them.
func TestABulkCommandOvertakesOneThatWaits(t *testing.T) {
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

// TestWhoHasLittleTimePassesNobody opens and closes a microphone behind a command that waits for a stuck disk.
func TestWhoHasLittleTimePassesNobody(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		time.Sleep(time.Second)
		stuck := make(chan struct{})
		defer close(stuck)
		d.mu.Lock()
		d.stuck = stuck
		d.mu.Unlock()
		ms := room.Snapshot().Members
		var wg sync.WaitGroup
		wg.Go(func() { must(t, room.RemoveMember(t.Context(), ms[1].ID)) })
		time.Sleep(time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		err := room.AudioUnmute(ctx, ms[0].ID)
		if !errors.Is(err, video.ErrNotSent) || len(relay.Requests("video.member.audio_unmute")) != 0 {
			t.Errorf("it passed the one before: %v", err)
		}
		wg.Wait()
	})
}

package session_test

import (
	"testing"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestUndoSkipsAutomaticCommands mutes one member by hand and another one automatically. Undo restores the first only.
func TestUndoSkipsAutomaticCommands(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		ids := openMicrophones(t, room, 2)
		must(t, room.AudioMute(t.Context(), ids[0]))
		closing := video.AudioMute(ids[1])
		closing.Automatic = true
		_, err := room.Do(t.Context(), closing)
		must(t, err)
		if e := room.Snapshot().Undo; e == nil || e.Command.Automatic {
			t.Fatalf("undo would undo %+v", e)
		}
		_, err = room.Undo(t.Context())
		must(t, err)
		s := room.Snapshot()
		if s.Member(ids[0]).AudioMuted || !s.Member(ids[1]).AudioMuted || s.Undo != nil {
			t.Errorf("first %v, second %v, undo %v", s.Member(ids[0]).AudioMuted, s.Member(ids[1]).AudioMuted, s.Undo)
		}
	})
}

// openMicrophones returns members whose microphones are on.
func openMicrophones(t *testing.T, room *session.RoomSession, n int) (ids []video.MemberID) {
	t.Helper()
	for _, m := range room.Snapshot().Members {
		if m.Type == video.TypeMember && !m.AudioMuted && len(ids) < n {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) < n {
		t.Fatalf("only %d microphones are on", len(ids))
	}
	return ids
}

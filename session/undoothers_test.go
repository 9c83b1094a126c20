package session_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// TestUndoLeavesWhatOthersDoWhileItIsUnderWay takes back the muting of a crowd; somebody else opens and closes one
// before that one's turn.
func TestUndoLeavesWhatOthersDoWhileItIsUnderWay(t *testing.T) {
	for _, stop := range []bool{false, true} {
		t.Run("", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 100)
				ids = micsOpen(room, ids)
				last := ids[len(ids)-1]
				_, err := room.Do(t.Context(), video.AudioMute(ids...))
				must(t, err)
				time.Sleep(10 * time.Second)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go func() {
					time.Sleep(2 * time.Second)
					for _, muted := range []bool{false, true} {
						must(t, relay.UpdateMember(room.ID(), string(last), map[string]any{"audio_muted": muted}))
						time.Sleep(100 * time.Millisecond)
					}
					if stop {
						cancel()
					}
				}()
				_, _ = room.Undo(ctx)
				time.Sleep(time.Second)
				if stop {
					_, _ = room.Undo(t.Context())
					time.Sleep(time.Second)
				}
				if !room.Snapshot().Member(last).AudioMuted {
					t.Errorf("stop %v: the undo opened a microphone that somebody else had closed", stop)
				}
			})
		})
	}
}

// TestASecondUndoLeavesWhatOthersDid mutes and unmutes, has somebody else mute, and takes back twice.
func TestASecondUndoLeavesWhatOthersDid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		id := micsOpen(room, ids)[0]
		must(t, room.AudioMute(t.Context(), id))
		time.Sleep(10 * time.Second)
		must(t, room.AudioUnmute(t.Context(), id))
		time.Sleep(10 * time.Second)
		must(t, relay.UpdateMember(room.ID(), string(id), map[string]any{"audio_muted": true}))
		time.Sleep(time.Second)
		_, _ = room.Undo(t.Context())
		time.Sleep(time.Second)
		_, _ = room.Undo(t.Context())
		time.Sleep(time.Second)
		if !room.Snapshot().Member(id).AudioMuted {
			t.Error("the second undo opened a microphone that somebody else had closed")
		}
	})
}

// TestUndoLeavesARoomThatOthersLocked locks a room that somebody else unlocks and locks.
func TestUndoLeavesARoomThatOthersLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, _ := joinCrowd(t, 10)
		other, err := session.Join(t.Context(), dial(t, relay), relay.Rooms()[0].Name)
		must(t, err)
		defer other.Close()
		must(t, room.Lock(t.Context()))
		time.Sleep(10 * time.Second)
		must(t, other.Unlock(t.Context()))
		time.Sleep(10 * time.Second)
		must(t, other.Lock(t.Context()))
		time.Sleep(10 * time.Second)
		_, err = room.Undo(t.Context())
		time.Sleep(time.Second)
		if room.Snapshot().Room.Locked != video.Yes {
			t.Error("undo unlocked a room that somebody else had locked", err)
		}
	})
}

// TestUndoLeavesWhoCameBack mutes somebody who leaves, and comes back muted under the same id.
func TestUndoLeavesWhoCameBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		id := micsOpen(room, ids)[0]
		must(t, room.AudioMute(t.Context(), id))
		time.Sleep(10 * time.Second)
		m := map[string]any{"id": string(id), "room_session_id": room.ID(), "room_id": room.Snapshot().Room.RoomID, "name": "x", "type": "member"}
		must(t, relay.Push(room.ID(), "video.member.left", map[string]any{"member": m, "room_session_id": room.ID(), "room_id": room.Snapshot().Room.RoomID}))
		time.Sleep(40 * time.Second)
		m2 := map[string]any{"id": string(id), "room_session_id": room.ID(), "room_id": room.Snapshot().Room.RoomID, "name": "x", "type": "member", "audio_muted": true}
		must(t, relay.Push(room.ID(), "video.member.joined", map[string]any{"member": m2, "room_session_id": room.ID(), "room_id": room.Snapshot().Room.RoomID}))
		time.Sleep(time.Second)
		if room.Snapshot().Member(id) == nil {
			t.Fatal("not here")
		}
		n := len(relay.Requests("video.member.audio_unmute"))
		_, _ = room.Undo(t.Context())
		time.Sleep(time.Second)
		if len(relay.Requests("video.member.audio_unmute")) > n {
			t.Error("undo opened the microphone of somebody who left and came back muted")
		}
	})
}

// TestUndoLeavesARecordingThatOthersPaused pauses a recording that somebody else resumes and pauses.
func TestUndoLeavesARecordingThatOthersPaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, _ := joinCrowd(t, 10)
		other, err := session.Join(t.Context(), dial(t, relay), relay.Rooms()[0].Name)
		must(t, err)
		defer other.Close()
		_, err = room.Do(t.Context(), video.StartRecording())
		must(t, err)
		time.Sleep(10 * time.Second)
		id := room.Snapshot().Recordings[0].ID
		for i, r := range []*session.RoomSession{room, other, other} {
			a := video.ActRecordingPause
			if i == 1 {
				a = video.ActRecordingResume
			}
			_, err := r.Do(t.Context(), video.OnObject(a, id, nil))
			must(t, err)
			time.Sleep(10 * time.Second)
		}
		_, err = room.Undo(t.Context())
		time.Sleep(time.Second)
		if s := room.Snapshot().Recordings[0].State; s != video.StatePaused {
			t.Errorf("undo resumed a recording that somebody else had paused: %s %v", s, err)
		}
	})
}

// TestUndoLeavesWhomOthersDeafened mutes somebody whom somebody else deafens: the microphone is off for two reasons.
func TestUndoLeavesWhomOthersDeafened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		other, err := session.Join(t.Context(), dial(t, relay), relay.Rooms()[0].Name)
		must(t, err)
		defer other.Close()
		id := micsOpen(room, ids)[0]
		must(t, room.AudioMute(t.Context(), id))
		time.Sleep(10 * time.Second)
		must(t, other.Deaf(t.Context(), id))
		time.Sleep(10 * time.Second)
		_, _ = room.Undo(t.Context())
		time.Sleep(time.Second)
		if m := room.Snapshot().Member(id); !m.AudioMuted || !m.Deaf {
			t.Errorf("deaf %v, muted %v", m.Deaf, m.AudioMuted)
		}
	})
}

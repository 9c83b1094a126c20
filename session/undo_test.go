package session_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestUndoSkipsChangesByOthersDuringUndo undoes the muting of many members. Someone else unmutes and mutes one of them
// before its turn.
func TestUndoSkipsChangesByOthersDuringUndo(t *testing.T) {
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
					t.Errorf("stop %v: the undo opened a microphone that someone else had closed", stop)
				}
			})
		})
	}
}

// TestSecondUndoSkipsChangesByOthers mutes and unmutes, has someone else mute, and undoes twice.
func TestSecondUndoSkipsChangesByOthers(t *testing.T) {
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
			t.Error("the second undo opened a microphone that someone else had closed")
		}
	})
}

// TestUndoKeepsALockByOthers locks a room that someone else unlocks and locks.
func TestUndoKeepsALockByOthers(t *testing.T) {
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
			t.Error("undo unlocked a room that someone else had locked", err)
		}
	})
}

// TestUndoSkipsMembersThatRejoined mutes a member that leaves and rejoins muted under the same id.
func TestUndoSkipsMembersThatRejoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		id := micsOpen(room, ids)[0]
		must(t, room.AudioMute(t.Context(), id))
		time.Sleep(10 * time.Second)
		m := map[string]any{
			"id":              string(id),
			"room_session_id": room.ID(),
			"room_id":         room.Snapshot().Room.RoomID,
			"name":            "x",
			"type":            "member",
		}
		must(
			t,
			relay.Push(
				room.ID(),
				"video.member.left",
				map[string]any{"member": m, "room_session_id": room.ID(), "room_id": room.Snapshot().Room.RoomID},
			),
		)
		time.Sleep(40 * time.Second)
		m2 := map[string]any{
			"id":              string(id),
			"room_session_id": room.ID(),
			"room_id":         room.Snapshot().Room.RoomID,
			"name":            "x",
			"type":            "member",
			"audio_muted":     true,
		}
		must(
			t,
			relay.Push(
				room.ID(),
				"video.member.joined",
				map[string]any{"member": m2, "room_session_id": room.ID(), "room_id": room.Snapshot().Room.RoomID},
			),
		)
		time.Sleep(time.Second)
		if room.Snapshot().Member(id) == nil {
			t.Fatal("not here")
		}
		n := len(relay.Requests("video.member.audio_unmute"))
		_, _ = room.Undo(t.Context())
		time.Sleep(time.Second)
		if len(relay.Requests("video.member.audio_unmute")) > n {
			t.Error("undo opened the microphone of a member that left and came back muted")
		}
	})
}

// TestUndoKeepsAPauseByOthers pauses a recording that someone else resumes and pauses.
func TestUndoKeepsAPauseByOthers(t *testing.T) {
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
			t.Errorf("undo resumed a recording that someone else had paused: %s %v", s, err)
		}
	})
}

// TestUndoSkipsMembersDeafenedByOthers mutes a member that someone else deafens. The microphone is then off for two
// reasons.
func TestUndoSkipsMembersDeafenedByOthers(t *testing.T) {
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

// TestRemainderOfAnUndoCanBeUndone cancels an undo of a bulk command, and loses the connection in the middle of
// another.
func TestRemainderOfAnUndoCanBeUndone(t *testing.T) {
	for name, end := range map[string]func(*localrelay.Server, context.CancelFunc){
		"given up":            func(_ *localrelay.Server, cancel context.CancelFunc) { cancel() },
		"the connection lost": func(relay *localrelay.Server, _ context.CancelFunc) { relay.Drop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 100)
				ids = micsOpen(room, ids)
				_, err := room.Do(t.Context(), video.AudioMute(ids...))
				must(t, err)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.Sleep(10 * time.Second)
				time.AfterFunc(2*time.Second, func() { end(relay, cancel) })
				if _, err := room.Undo(ctx); err == nil {
					t.Error("all of it was undone")
				}
				time.Sleep(10 * time.Second)
				opened := len(micsOpen(room, ids))
				if opened == 0 || opened > 25 {
					t.Fatalf("%d of %d were opened", opened, len(ids))
				}
				_, err = room.Undo(t.Context())
				must(t, err)
				time.Sleep(time.Second)
				const inFlight = 1 // the largest number of members with an unknown outcome
				if n := len(micsOpen(room, ids)); n < len(ids)-inFlight {
					t.Errorf("%d of %d are open after the second undo, %d after the first", n, len(ids), opened)
				}
				if _, err := room.Undo(t.Context()); err == nil {
					t.Error("a third time")
				}
			})
		})
	}
}

// TestUndoOfSeveralCommandsKeepsTheRest cancels an undo while the first of its two commands is in progress.
func TestUndoOfSeveralCommandsKeepsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 2)
		for i, id := range ids {
			_, err := room.Do(t.Context(), video.SetInputVolume(float64(3+i), id))
			must(t, err)
		}
		_, err := room.Do(t.Context(), video.SetInputVolume(20, ids...))
		must(t, err)
		time.Sleep(time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		relay.SetOnRequest(func(localrelay.Request) localrelay.Verdict {
			cancel()
			return localrelay.Verdict{Delay: 500 * time.Millisecond}
		})
		res, err := room.Undo(ctx)
		if err == nil || len(res.Targets) != len(ids) || res.Targets[1].Member != ids[1] ||
			res.Targets[1].Outcome != video.OutcomeNotSent {
			t.Fatalf("got %+v, %v", res.Targets, err)
		}
		relay.SetOnRequest(nil)
		time.Sleep(time.Second)
		_, err = room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		for i, id := range ids {
			if got := room.Snapshot().Member(id).InputVolume; got != float64(3+i) {
				t.Errorf("the volume of %s is %v", id, got)
			}
		}
	})
}

// TestRefusedUndoCanBeRepeated undoes while the room accepts no more requests.
func TestRefusedUndoCanBeRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		id := micsOpen(room, ids)[0]
		must(t, room.VideoMute(t.Context(), ids[1]))
		time.Sleep(10 * time.Second)
		must(t, room.AudioMute(t.Context(), id))
		time.Sleep(10 * time.Second)
		relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
			return localrelay.Verdict{Action: localrelay.Refuse, Code: "429"}
		})
		_, _ = room.Undo(t.Context())
		relay.SetOnRequest(nil)
		time.Sleep(5 * time.Second)
		if u := room.Snapshot().Undo; u == nil || u.Command.Action != video.ActAudioMute {
			t.Errorf("the next undo takes back %+v", u.Command)
		}
	})
}

// TestResentCommandCanBeUndone loses the connection during a command that is then resent.
func TestResentCommandCanBeUndone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 10)
		open := micsOpen(room, ids)
		must(t, room.VideoMute(t.Context(), open[0]))
		time.Sleep(10 * time.Second)
		var once sync.Once
		relay.SetOnRequest(func(r localrelay.Request) (v localrelay.Verdict) {
			if r.Method == "video.member.audio_mute" {
				once.Do(func() { v.Action = localrelay.DropBefore })
			}
			return
		})
		res, _ := room.Do(t.Context(), video.AudioMute(open[1]))
		time.Sleep(4 * time.Second)
		if u := room.Snapshot().Undo; u == nil || u.N != res.Entry {
			t.Errorf("Undo would take back %+v", u)
		}
	})
}

// TestUndoWaitsForTheNewestCommand undoes while a bulk command is in progress.
func TestUndoWaitsForTheNewestCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 100)
		ids = micsOpen(room, ids)
		_, err := room.Do(t.Context(), video.AudioMute(ids[0], ids[1]))
		must(t, err)
		time.Sleep(10 * time.Second)
		go func() { _, _ = room.Do(t.Context(), video.VideoMute(ids...)) }()
		time.Sleep(2 * time.Second)
		_, err = room.Undo(t.Context())
		time.Sleep(time.Minute)
		if n := len(micsOpen(room, ids[:2])); n != 0 {
			t.Errorf("undo has opened %d microphones of an older command, %v", n, err)
		}
	})
}

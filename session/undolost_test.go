package session_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestARefusedUndoCanBeRepeated takes back while the room bears no more requests.
func TestARefusedUndoCanBeRepeated(t *testing.T) {
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

// TestWhatWasSentTwiceCanBeUndone loses the connection with a command that is then sent a second time.
func TestWhatWasSentTwiceCanBeUndone(t *testing.T) {
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

// TestUndoWaitsForTheNewestCommand takes back while a command on many is on its way.
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

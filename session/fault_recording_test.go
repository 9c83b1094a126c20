package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

func TestFault_P33_RecordingUnknownUntilRead(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		stop := make(chan struct{})
		var wrong []video.Flag
		go func() {
			for {
				select {
				case <-room.Changed():
					if s := room.Snapshot(); s.Room.Recording == video.No && !s.RecordingsKnown {
						wrong = append(wrong, s.Room.Recording)
					}
				case <-stop:
					return
				}
			}
		}()
		relay.Drop()
		time.Sleep(time.Millisecond)
		if s := room.Snapshot(); s.Room.Recording != video.Unknown && !s.RecordingsKnown { // it may be back already
			t.Errorf("got %v while away", s.Room.Recording)
		}
		settle(t, room, "P33")
		close(stop)
		synctest.Wait()
		if len(wrong) > 0 || room.Snapshot().Room.Recording != video.No {
			t.Errorf("not recording was shown %d times before it was read", len(wrong))
		}
	})
}

func TestFault_P34_RecordingEndedByAnother(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		rec, err := room.StartRecording(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		other, err := session.Join(t.Context(), dial(t, relay), room.ID())
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		time.Sleep(10 * time.Second)
		if _, err := other.Do(t.Context(), video.OnObject(video.ActRecordingStop, rec.ID, nil)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if s := room.Snapshot(); !logged(s, "the recording ended, not by you") || s.Room.Recording != video.No {
			t.Errorf("recording %v, log %+v", s.Room.Recording, s.Log)
		}
	})
}

package session_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// watch feeds a board with rooms for a while.
func watch(b *alarm.Board, d time.Duration, rooms ...*session.RoomSession) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		for _, r := range rooms {
			b.See(time.Now(), r.Snapshot())
		}
		b.Tick(time.Now())
	}
}

// act runs an action on an object in a session.
func act(t *testing.T, room *session.RoomSession, a video.Action, id string) {
	t.Helper()
	_, err := room.Do(t.Context(), video.OnObject(a, id, nil))
	must(t, err)
}

func kindsOf(b *alarm.Board) (out []alarm.Kind) {
	for _, a := range b.Alarms() {
		out = append(out, a.Kind)
	}
	return out
}

// TestField_U3_ARecordingThatStopsInAnotherRoomIsAnAlarm stops, pauses and loses recordings and streams (U4). It drops
// the event of each transition once, so that only a read shows it.
func TestField_U3_ARecordingThatStopsInAnotherRoomIsAnAlarm(t *testing.T) {
	transitions := map[string]struct {
		do   func(t *testing.T, other *session.RoomSession)
		want alarm.Kind
	}{
		"stopped": {func(t *testing.T, other *session.RoomSession) {
			act(t, other, video.ActRecordingStop, other.Snapshot().Recordings[0].ID)
		}, alarm.RecordingEnded},
		"paused": {func(t *testing.T, other *session.RoomSession) {
			act(t, other, video.ActRecordingPause, other.Snapshot().Recordings[0].ID)
		}, alarm.RecordingPaused},
		"stream stopped": {func(t *testing.T, other *session.RoomSession) {
			act(t, other, video.ActStreamStop, other.Snapshot().Streams[0].ID)
		}, alarm.StreamEnded},
	}
	for name, tc := range transitions {
		for _, lost := range []string{
			"", "video.recording.updated", "video.recording.ended", "video.stream.ended", "video.room.updated",
		} {
			t.Run(name+" "+lost, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					o := relayOptions()
					o.Rooms = 2
					relay := startRelay(t, o)
					mine, theirs := dial(t, relay), dial(t, relay)
					var rooms []*session.RoomSession
					for _, r := range relay.Rooms() {
						joined, err := session.Join(t.Context(), mine, r.Name)
						must(t, err)
						defer joined.Close()
						rooms = append(rooms, joined)
					}
					other, err := session.Join(t.Context(), theirs, relay.Rooms()[0].Name)
					must(t, err)
					defer other.Close()
					_, err = rooms[0].StartRecording(t.Context())
					must(t, err)
					_, err = rooms[0].StartStream(t.Context(), "rtmp://example.com/live/key")
					must(t, err)
					b := alarm.NewBoard(func(*video.Room) alarm.Config {
						return alarm.Config{Off: map[alarm.Kind]bool{alarm.Silence: true}}
					})
					watch(b, 10*time.Second, rooms...)
					if lost != "" {
						relay.Lose(lost, 1)
					}
					tc.do(t, other)
					watch(b, 3*time.Minute, rooms...)
					if got := kindsOf(b); !slices.Equal(got, []alarm.Kind{tc.want}) {
						t.Fatalf("alarms %v, want %v", got, tc.want)
					}
					if a := b.Alarms()[0]; a.Room.ID != rooms[0].ID() {
						t.Errorf("the alarm is about room %s", a.Room.ID)
					}
				})
			})
		}
	}
}

// TestField_U5_NoAlarmAboutOurOwnDoing ends recordings and streams with commands of this session and with the room.
func TestField_U5_NoAlarmAboutOurOwnDoing(t *testing.T) {
	for name, do := range map[string]func(t *testing.T, relay *localrelay.Server, room *session.RoomSession){
		"removeAllMembers": func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
			must(t, room.RemoveAllMembers(t.Context()))
		},
		"stopped": func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
			act(t, room, video.ActRecordingStop, room.Snapshot().Recordings[0].ID)
			act(t, room, video.ActStreamStop, room.Snapshot().Streams[0].ID)
		},
		"stopped, and cut": func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
				if q.Method == "video.recording.stop" {
					return localrelay.Verdict{Action: localrelay.RunThenDrop}
				}
				return localrelay.Verdict{}
			})
			_, _ = room.Do(t.Context(), video.OnObject(video.ActRecordingStop, room.Snapshot().Recordings[0].ID, nil))
		},
		"the room ended": func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			must(t, relay.EndRoom(room.ID()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, _ := joinCrowd(t, 4)
				_, err := room.StartRecording(t.Context())
				must(t, err)
				_, err = room.StartStream(t.Context(), "rtmp://example.com/live/key")
				must(t, err)
				b := alarm.NewBoard(nil)
				watch(b, 10*time.Second, room)
				do(t, relay, room)
				watch(b, time.Minute, room)
				if got := kindsOf(b); len(got) > 0 {
					t.Errorf("alarms %v", got)
				}
			})
		})
	}
}

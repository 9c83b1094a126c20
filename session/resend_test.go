package session_test

import (
	"errors"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestRestrictionsAreResentOnce checks the rule for commands that take something away.
func TestRestrictionsAreResentOnce(t *testing.T) {
	t.Parallel()
	id := func(s *video.Snapshot) video.MemberID { return s.Members[0].ID }
	for _, tc := range []struct {
		name   string
		c      func(*video.Snapshot) video.Command
		method string
		during func(*localrelay.Server, *session.RoomSession)
		away   time.Duration
		want   int
	}{
		{"mute", func(s *video.Snapshot) video.Command { return video.AudioMute(id(s)) }, "video.member.audio_mute", nil, 0, 2},
		{"camera", func(s *video.Snapshot) video.Command { return video.VideoMute(id(s)) }, "video.member.video_mute", nil, 0, 2},
		{"lock", func(*video.Snapshot) video.Command { return video.Lock() }, "video.lock", nil, 0, 2},
		{"hide", func(*video.Snapshot) video.Command { return video.SetHideVideoMuted(true) }, "video.hide_video_muted", nil, 0, 2},
		{"too late", func(*video.Snapshot) video.Command { return video.Lock() }, "video.lock", nil, 8 * time.Second, 1},
		{"never", func(s *video.Snapshot) video.Command { return video.Deaf(id(s)) }, "video.member.deaf", nil, 0, 1},
		{
			"gone", func(s *video.Snapshot) video.Command { return video.AudioMute(id(s)) }, "video.member.audio_mute",
			func(relay *localrelay.Server, room *session.RoomSession) {
				_ = relay.RemoveMember(room.ID(), string(id(room.Snapshot())))
			}, 0, 1,
		},
	} {
		inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			if err := relay.UpdateMember(
				room.ID(),
				string(id(room.Snapshot())),
				map[string]any{"audio_muted": false, "video_muted": false},
			); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			once(relay, tc.method, localrelay.Verdict{Action: localrelay.DropBefore})
			if tc.away > 0 {
				relay.Reject(1000, localrelay.Rejection{})
				time.AfterFunc(tc.away, func() { relay.Reject(0, localrelay.Rejection{}) })
			}
			res, err := room.Do(t.Context(), tc.c(room.Snapshot()))
			if !errors.Is(err, video.ErrUnknown) {
				t.Fatalf("%s: %v", tc.name, err)
			}
			if tc.during != nil {
				tc.during(relay, room)
			}
			time.Sleep(time.Minute)
			e := entryOf(t, room, res.Entry)
			if got := len(
				relay.Requests(tc.method),
			); got != tc.want || e.Again != (tc.want == 2) ||
				e.Again && e.Outcome != video.OutcomeConfirmed {
				t.Errorf("%s: sent %d times, want %d; %+v", tc.name, got, tc.want, e)
			}
		})
	}
}

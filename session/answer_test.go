package session_test

import (
	"testing"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestEventsBeforeTheAnswerConfirm: the relay sends the event of a command before its answer. When both have arrived,
// the command is confirmed, in whichever order the room's goroutine wakes for them.
func TestEventsBeforeTheAnswerConfirm(t *testing.T) {
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		ann := add(t, relay, room, "Ann")
		for range 60 {
			for _, c := range []video.Command{video.AudioMute(ann), video.AudioUnmute(ann)} {
				s, err := room.Submit(t.Context(), c)
				if err != nil {
					t.Fatal(err)
				}
				if res, err := s.Wait(t.Context()); err != nil || res.Targets[0].Outcome != video.OutcomeConfirmed {
					t.Fatalf("%s: %v, %v", c.Action, res.Targets[0].Outcome, err)
				}
			}
		}
	})
}

package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestCloseReportsUnsentTargets closes the session in the middle of a bulk command.
func TestCloseReportsUnsentTargets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 100)
		time.AfterFunc(2*time.Second, func() { _ = room.Close() })
		res, _ := room.Do(t.Context(), video.VideoMute(ids...))
		_ = room.Close()
		if n := entryOf(t, room, res.Entry).Count(video.OutcomeUnknown); n > 8 {
			t.Errorf("%d are called unknown, although nothing was sent to them", n)
		}
	})
}

// TestUndecidableOutcomeEnds leaves an outcome open that no read can decide. The room is read every minute.
func TestUndecidableOutcomeEnds(t *testing.T) {
	for _, rtt := range []time.Duration{0, 5, 40, 120, 300} {
		synctest.Test(t, func(t *testing.T) {
			relay, room, ids := joinCrowd(t, 10)
			relay.Delay(rtt * time.Millisecond)
			time.Sleep(rtt * 7 * time.Millisecond)
			relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
				if r.Method == "video.member.set_input_sensitivity" {
					return localrelay.Verdict{Action: localrelay.DropBefore}
				}
				return localrelay.Verdict{}
			})
			res, _ := room.Do(t.Context(), video.SetInputSensitivity(77, ids[0]))
			relay.SetOnRequest(nil)
			for range 6 {
				time.Sleep(30 * time.Second)
				for _, e := range room.Snapshot().Log {
					if e.N == res.Entry && e.Unsettled != 0 {
						return
					}
				}
			}
			t.Errorf("rtt %d ms: still checking after 3 minutes", int(rtt))
		})
	}
}

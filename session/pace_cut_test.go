package session_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestUnsentRequestsCostNoPace sends a command after a bulk command was cancelled, and after one that the connection
// cut.
func TestUnsentRequestsCostNoPace(t *testing.T) {
	for name, end := range map[string]func(*localrelay.Server, context.CancelFunc){
		"given up":            func(_ *localrelay.Server, cancel context.CancelFunc) { cancel() },
		"the connection lost": func(relay *localrelay.Server, _ context.CancelFunc) { relay.Drop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 200)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(2*time.Second, func() { end(relay, cancel) })
				if _, err := room.Do(ctx, video.Deaf(ids...)); err == nil {
					t.Fatal("the whole command was carried out")
				}
				time.Sleep(5 * time.Second)
				res, err := room.Do(t.Context(), video.VideoMute(ids[:8]...))
				if err != nil || res.Took > 500*time.Millisecond {
					t.Errorf("the next command took %v: %v", res.Took, err)
				}
			})
		})
	}
}

package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
)

// TestField_S17_ADeadConnectionIsDialledAgainInTime checks the limits that Config documents, with its defaults: 15 s
// after the last byte, and 6 s after a request was sent.
func TestField_S17_ADeadConnectionIsDialledAgainInTime(t *testing.T) {
	for _, tc := range []struct {
		name   string
		mute   bool // the relay does not answer pings
		quiet  time.Duration
		call   bool
		within time.Duration
	}{
		{"idle", false, time.Minute, false, 15 * time.Second},
		{"idle, before the first ping", false, 0, false, 15 * time.Second},
		{"idle, pings are not answered", true, time.Minute, false, 15 * time.Second},
		{"with a request", false, time.Minute, true, 6 * time.Second},
		{"with a request, before the first ping", false, 0, true, 6 * time.Second},
		{"with a request, pings are not answered", true, time.Minute, true, 6 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for range 20 { // the first wait is random
				synctest.Test(t, func(t *testing.T) {
					r := fakerelay.New(t)
					r.Mute = tc.mute
					var hole *fakerelay.BlackHole
					r.Wrap = fakerelay.Hide(&hole)
					c, p := dialFake(r)
					go func() {
						for q := range p.Requests {
							p.Reply(q.ID, `{"rooms":[]}`)
						}
					}()
					time.Sleep(tc.quiet)
					synctest.Wait()
					hole.Swallow.Store(true)
					since := c.Link().Heard
					if tc.call {
						since = time.Now()
						go func() { _, _ = c.Call(context.Background(), "video.lock", nil) }()
					}
					r.Set(func() { r.Wrap = nil })
					<-r.Peers
					if took := time.Since(since); took > tc.within {
						t.Errorf("dialled again after %v, want %v", took, tc.within)
					}
				})
			}
		})
	}
}

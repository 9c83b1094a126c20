package link

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// TestInFlightIsLimited opens more requests than one connection accepts.
func TestInFlightIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		results := make(chan error, MaxInFlight)
		for range MaxInFlight {
			go func() { _, err := c.Call(t.Context(), "video.lock", nil); results <- err }()
		}
		synctest.Wait()
		_, err := c.Call(t.Context(), "video.unlock", nil)
		if !errors.Is(err, video.ErrBusy) || !errors.Is(err, video.ErrNotSent) || errors.Is(err, video.ErrOffline) ||
			errors.Is(err, video.ErrUnknown) ||
			err.Error() != "video.unlock: not sent: 64 requests already wait for an answer" {
			t.Errorf("err = %v", err)
		}
		f.Fetch("video.members.get", nil, 1) // reads of gavel itself have reserved places
		for range MaxInFlight + 1 {
			if q := p.Next(); q.Method == "video.unlock" {
				t.Error("it was sent nevertheless")
			} else {
				p.Reply(q.ID, `{}`)
			}
		}
		for range MaxInFlight {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if a := nextAnswer(t, f); a.Err != nil {
			t.Error(a.Err)
		}
		go func() { p.Reply(p.Next().ID, `{}`) }()
		if _, err := c.Call(t.Context(), "video.unlock", nil); err != nil {
			t.Error(err)
		}
	})
}

// TestAwaitsAfterLateAnswer checks that awaits stays correct after a late answer.
func TestAwaitsAfterLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		asked := make(chan string, 10) // ids of the calls under test; probes are answered
		go func() {
			for r := range p.Requests {
				if r.Method == "mine" {
					asked <- r.ID
				} else {
					p.Reply(r.ID, `{"code":"200","rooms":[]}`)
				}
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() { _, _ = c.Call(ctx, "mine", nil) }()
		late := <-asked
		time.Sleep(2 * time.Second)
		p.Reply(late, `{"code":"200"}`)
		synctest.Wait()
		cn, err := c.live("test")
		if err != nil {
			t.Fatal(err)
		}
		if cn.awaits() {
			t.Error("awaits reports an answer that has arrived")
		}
		go func() { _, _ = c.Call(t.Context(), "mine", nil) }()
		quick := <-asked
		synctest.Wait()
		if !cn.awaits() {
			t.Error("awaits misses an open call")
		}
		p.Reply(quick, `{"code":"200"}`)
	})
}

package link

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

func TestFault_N5_CloseCodes(t *testing.T) {
	for _, tc := range []struct {
		code int
		slow bool
	}{
		{1000, false},
		{1001, false},
		{1002, true},
		{1003, true},
		{1006, false}, // no close frame
		{1007, true},
		{1008, true},
		{1009, true},
		{1010, true},
		{1011, false},
		{1012, false},
		{1013, true},
		{3000, false},
		{4000, false},
		{4999, false},
	} {
		t.Run(fmt.Sprint(tc.code), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				c, p := dialKeeper(r)
				f := c.Attach(fakerelay.Room)
				synctest.Wait()
				if tc.code == 1006 {
					_ = p.Conn.Close()
				} else {
					p.Close(tc.code, "because\x1b[2J\u202e")
				}
				lost := time.Now()
				l := nextState(t, f, video.LinkWaiting)
				wait := l.RetryAt.Sub(lost)
				if tc.slow != (wait >= testBackoffMax) || wait > 2*testBackoffMax {
					t.Errorf("waits %v", wait)
				}
				if strings.ContainsAny(l.Err.Error(), "\x1b\u202e") ||
					tc.code != 1006 && !strings.Contains(l.Err.Error(), "because") {
					t.Errorf("err = %q", l.Err)
				}
				nextState(t, f, video.LinkLive)
			})
		})
	}
}

func TestFault_P16_OversizeFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r, func(cfg *Options) { cfg.ReadLimit = 1 << 10 })
		f := c.Attach(fakerelay.Room)
		synctest.Wait() // the first ping is answered
		go p.Event("e", "video.member.talking", `,"x":"`+strings.Repeat("x", 1<<10)+`"`)
		l := nextState(t, f, video.LinkWaiting)
		if !errors.Is(l.Err, errTooLarge) || time.Until(l.RetryAt) < testBackoffMax {
			t.Errorf("link = %+v", l)
		}
		<-p.Gone
		if p.Code != 1009 {
			t.Errorf("closed with %d", p.Code)
		}
	})
}

func TestFault_N4_OneByteSegments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		for i := range 20 {
			frame := fakerelay.ServerFrame(fakerelay.OpText, []byte(fakerelay.Event(fmt.Sprint(i), "video.member.talking", `,"n":1`)))
			p.Pieces(slices.Collect(slices.Chunk(frame, 1))...)
			ev := nextEvent(t, f)
			if textInt(ev.Params().Get("n")) != 1 {
				t.Errorf("event = %s", ev.Raw())
			}
		}
	})
}

func TestFault_N3_CutAtEveryByte(t *testing.T) {
	frame := fakerelay.ServerFrame(fakerelay.OpText, []byte(fakerelay.Event("e", "video.member.talking", `,"n":1`)))
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		for n := range len(frame) {
			p.Pieces(frame[:n])
			_ = p.Conn.Close()
			for {
				it := nextItem(t, f)
				if it.event() != nil || it.Bad != nil {
					t.Fatalf("cut after %d of %d bytes: got %+v", n, len(frame), it)
				}
				if it.Link.State == video.LinkLive && it.Link.Gen == n+2 {
					break
				}
			}
			p = <-r.Peers
		}
	})
}

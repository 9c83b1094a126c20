package link

import (
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

func TestBackoffStaysWithinBounds(t *testing.T) {
	lo, hi := 250*time.Millisecond, 10*time.Second
	for n := range 100 {
		for _, r := range []float64{0, 0.5, 0.999999} {
			d := backoff(n, lo, hi, r)
			if d < 0 || d > hi || n > 0 && d < lo || n == 0 && d >= lo {
				t.Errorf("backoff(%d, %v) = %v", n, r, d)
			}
		}
	}
	for i := range 1_000_000 {
		n, lo, hi := rand.IntN(80), time.Duration(rand.Int64N(1e10)), time.Duration(rand.Int64N(1e10))
		if d := backoff(n, lo, max(lo, hi), rand.Float64()); d < 0 || d > max(lo, hi) {
			t.Fatalf("step %d: backoff(%d, %v, %v) = %v", i, n, lo, hi, d)
		}
	}
	if d := slowBackoff(hi, 0.999999); d < hi || d > 2*hi {
		t.Errorf("slowBackoff = %v", d)
	}
}

func TestReconnectDuringAndAfterOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		r.Set(func() { r.Refuse = func(int) error { return errors.New("refused") } })
		_ = p.Conn.Close()
		time.Sleep(time.Hour)
		n := len(r.DialTimes())
		if n > 370 || n < 360 { // one in 10 s, after six quick ones
			t.Errorf("%d dials in an hour", n)
		}
		r.Set(func() { r.Refuse = nil })
		back := time.Now()
		for {
			if l := nextState(t, f, video.LinkLive); l.Gen == 2 {
				break
			}
		}
		if took := time.Since(back); took > 10*time.Second {
			t.Errorf("live %v after the relay was back", took)
		}
	})
}

func TestFault_N14_Flap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		_, p := dialKeeper(r)
		for start := time.Now(); time.Since(start) < 10*time.Minute; p = <-r.Peers {
			time.Sleep(2 * time.Second)
			_ = p.Conn.Close()
		}
		if n := len(r.DialTimes()); n > 150 { // at full speed it would be 300
			t.Errorf("%d dials", n)
		}
		time.Sleep(steadyAfter)
		lost := time.Now()
		_ = p.Conn.Close()
		<-r.Peers
		if took := time.Since(lost); took > testBackoffMin {
			t.Errorf("after a steady connection the first dial came after %v", took)
		}
	})
}

func TestFault_P6_OtherErrorsAreRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		var n atomic.Int32
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			switch n.Add(1) {
			case 1:
				p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32603,"message":"internal"}}`)
			case 2: // no answer at all
			case 3:
				p.Send(`{"jsonrpc":"2.0","id":"x","method":"signalwire.disconnect"}`)
			case 4:
				p.Close(1012, "")
			default:
				go func() { // the pipe has no buffer: the answer to the ping must be read
					p.Event("early", "video.member.joined", "")
					p.Send(`{"jsonrpc":"2.0","id":"x","method":"signalwire.ping","params":{}}`)
					p.Reply(q.ID, `{}`)
				}()
			}
		}
		start := time.Now()
		_ = p.Conn.Close()
		l := nextState(t, f, video.LinkLive)
		for l.Gen == 1 {
			l = nextState(t, f, video.LinkLive)
		}
		if n.Load() != 5 || l.Attempt != 0 || time.Since(start) > 10*time.Second+5*testBackoffMax {
			t.Errorf("%d attempts, link %+v after %v", n.Load(), l, time.Since(start))
		}
	})
}

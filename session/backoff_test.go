package session

import (
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

func TestBackoffStaysBetweenItsBounds(t *testing.T) {
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

func TestOutageIsDialledSlowlyAndLeftQuickly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		r.set(func() { r.refuse = func(int) error { return errors.New("refused") } })
		_ = p.conn.Close()
		time.Sleep(time.Hour)
		n := len(r.dialTimes())
		if n > 370 || n < 360 { // one in 10 s, after six quick ones
			t.Errorf("%d dials in an hour", n)
		}
		r.set(func() { r.refuse = nil })
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
		r := newFakeRelay(t)
		_, p := r.client()
		for begin := time.Now(); time.Since(begin) < 10*time.Minute; p = <-r.peers {
			time.Sleep(2 * time.Second)
			_ = p.conn.Close()
		}
		if n := len(r.dialTimes()); n > 150 { // at full speed it would be 300
			t.Errorf("%d dials", n)
		}
		time.Sleep(steadyAfter)
		lost := time.Now()
		_ = p.conn.Close()
		<-r.peers
		if took := time.Since(lost); took > defaultBackoffMin {
			t.Errorf("after a steady connection the first dial came after %v", took)
		}
	})
}

func TestFault_P6_OtherErrorsAreRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		var n atomic.Int32
		r.hello = func(p *fakePeer, q fakeRequest) {
			switch n.Add(1) {
			case 1:
				p.send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32603,"message":"internal"}}`)
			case 2: // no answer at all
			case 3:
				p.send(`{"jsonrpc":"2.0","id":"x","method":"signalwire.disconnect"}`)
			case 4:
				p.close(1012, "")
			default:
				go func() { // the pipe has no buffer: somebody must read the answer to the ping
					p.event("early", "video.member.joined", "")
					p.send(`{"jsonrpc":"2.0","id":"x","method":"signalwire.ping","params":{}}`)
					p.reply(q.ID, `{}`)
				}()
			}
		}
		begin := time.Now()
		_ = p.conn.Close()
		l := nextState(t, f, video.LinkLive)
		for l.Gen == 1 {
			l = nextState(t, f, video.LinkLive)
		}
		if n.Load() != 5 || l.Attempt != 0 || time.Since(begin) > 10*time.Second+5*defaultBackoffMax {
			t.Errorf("%d attempts, link %+v after %v", n.Load(), l, time.Since(begin))
		}
	})
}

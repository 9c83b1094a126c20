package link

import (
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// TestCloseLeavesNoGoroutines uses real sockets: in memory, a synctest bubble detects leftover goroutines itself.
func TestCloseLeavesNoGoroutines(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := fakerelay.New(t)
	var served sync.WaitGroup
	served.Go(func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			served.Go(r.Peer(0, nc).Serve)
		}
	})
	cfg := fakeOptions(r)
	cfg.URL, cfg.NetDial = "ws://"+ln.Addr().String(), nil
	for range 20 {
		c, err := dialWith(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		p := <-r.Peers
		f := c.Attach(fakerelay.Room)
		p.Event("e", "video.member.talking", "")
		if it := <-f.Items(); it.Link == nil {
			t.Errorf("first item = %+v", it)
		}
		start := time.Now()
		_ = c.Close()
		if took := time.Since(start); took > time.Second {
			t.Errorf("Close took %v", took)
		}
	}
	_ = ln.Close()
	served.Wait()
}

func TestThousandReconnectsLeaveNoGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		go func() {
			for {
				select {
				case it := <-f.Items():
					it.Events.Release()
				case <-f.gone:
					return
				}
			}
		}()
		times := 1000
		if testing.Short() {
			times = 200
		}
		for range times {
			_ = p.Conn.Close()
			p = <-r.Peers
		}
		_ = c.Close()
		f.Detach()
	})
}

func TestPanicEndsClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		c.OnLate(func(LateAnswer) { panic("boom") })
		_, err := c.Call(t.Context(), "video.lock", nil)
		if !errors.Is(err, video.ErrUnknown) {
			t.Fatal(err)
		}
		p.Reply(p.Next().ID, `{}`)
		<-c.Done()
		if err := c.Err(); !errors.Is(err, video.ErrInternal) || strings.Contains(err.Error(), "boom") {
			t.Errorf("Err = %v, want ErrInternal without the panic value", err)
		}
	})
}

func TestCloseIsQuickAndFinal(t *testing.T) {
	for _, tc := range []struct {
		name    string
		disturb func(*fakerelay.Relay, *fakerelay.Peer)
	}{
		{"live", func(*fakerelay.Relay, *fakerelay.Peer) {}},
		{"while dialling", func(r *fakerelay.Relay, p *fakerelay.Peer) {
			r.Set(func() {
				r.Wrap = func(old net.Conn) net.Conn { // accepted, then silence
					_ = old.Close()
					c, _ := net.Pipe()
					return c
				}
			})
			_ = p.Conn.Close()
			time.Sleep(time.Second)
		}},
		{"while waiting", func(r *fakerelay.Relay, p *fakerelay.Peer) {
			r.Set(func() { r.Refuse = func(int) error { return errors.New("refused") } })
			_ = p.Conn.Close()
			time.Sleep(time.Minute)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				c, p := dialKeeper(r)
				f := c.Attach(fakerelay.Room)
				tc.disturb(r, p)
				start := time.Now()
				_ = c.Close()
				if took := time.Since(start); took > time.Second {
					t.Errorf("Close took %v", took)
				}
				if !errors.Is(c.Err(), video.ErrClosed) || c.Link().State != video.LinkClosed {
					t.Errorf("err %v, link %+v", c.Err(), c.Link())
				}
				nextState(t, f, video.LinkClosed)
				if _, err := c.Call(t.Context(), "video.lock", nil); !errors.Is(err, video.ErrClosed) ||
					!errors.Is(err, video.ErrNotSent) {
					t.Errorf("after Close: %v", err)
				}
				f.Detach()
				f.Detach()
			})
		})
	}
}

package session

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"gavel/session/video"
)

// TestNothingIsLeftAfterClose uses real sockets: in memory, a bubble reports what is left by itself.
func TestNothingIsLeftAfterClose(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := newFakeRelay(t)
	var served sync.WaitGroup
	served.Go(func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			served.Go(r.peer(0, nc).serve)
		}
	})
	cfg := r.config()
	cfg.URL, cfg.NetDial = "ws://"+ln.Addr().String(), nil
	for range 20 {
		c, err := Dial(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		p := <-r.peers
		f := c.link.attach(fakeRoom)
		off := On(c, video.RoomStarted, func(video.RoomEvent) {})
		p.event("e", "video.member.talking", "")
		if it := <-f.items(); it.link == nil {
			t.Errorf("first item = %+v", it)
		}
		begin := time.Now()
		_ = c.Close()
		if took := time.Since(begin); took > time.Second {
			t.Errorf("Close took %v", took)
		}
		off()
	}
	_ = ln.Close()
	served.Wait()
}

func TestAThousandReconnectsLeaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		go func() {
			for {
				select {
				case it := <-f.items():
					it.events.release()
				case <-f.gone:
					return
				}
			}
		}()
		for range 1000 {
			_ = p.conn.Close()
			p = <-r.peers
		}
		_ = c.Close()
		f.detach()
	})
}

// TestTheTokenIsNowhere looks for the token in the log of everything that can go wrong with it.
func TestTheTokenIsNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := newFakeRelay(t)
		c, p := r.client(func(cfg *Config) {
			cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		r.hello = func(p *fakePeer, q fakeRequest) { // refuses and repeats all it got
			p.send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32603,"message":"` + fakeToken + `"}}`)
		}
		p.send(`{"jsonrpc":"2.0","x":"` + fakeToken) // broken
		p.close(1011, fakeToken)
		time.Sleep(time.Minute)
		if l := c.Link(); l.Err == nil || strings.Contains(l.Err.Error(), fakeToken) {
			t.Errorf("link = %+v", l)
		}
		_ = c.Close()
		if log.Len() == 0 || strings.Contains(log.String(), fakeToken) {
			t.Errorf("log:\n%s", log.String())
		}
	})
}

func TestDialEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		r.hello = func(*fakePeer, fakeRequest) {}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begin := time.Now()
		_, err := Dial(ctx, r.config())
		wantDialError(t, err, video.StepSignIn, "no answer in time")
		if took := time.Since(begin); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
		begin = time.Now()
		_, err = Dial(t.Context(), r.config())
		wantDialError(t, err, video.StepSignIn, "no answer in time")
		if took := time.Since(begin); took != defaultDialTimeout {
			t.Errorf("took %v", took)
		}
	})
}

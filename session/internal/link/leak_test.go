package link

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

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// TestNothingIsLeftAfterClose uses real sockets: in memory, a bubble reports what is left by itself.
func TestNothingIsLeftAfterClose(t *testing.T) {
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
		begin := time.Now()
		_ = c.Close()
		if took := time.Since(begin); took > time.Second {
			t.Errorf("Close took %v", took)
		}
	}
	_ = ln.Close()
	served.Wait()
}

func TestAThousandReconnectsLeaveNothing(t *testing.T) {
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
		for range 1000 {
			_ = p.Conn.Close()
			p = <-r.Peers
		}
		_ = c.Close()
		f.Detach()
	})
}

// TestTheTokenIsNowhere looks for the token in the log of everything that can go wrong with it.
func TestTheTokenIsNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := fakerelay.New(t)
		c, p := dialKeeper(r, func(cfg *Options) {
			cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) { // refuses and repeats all it got
			p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32603,"message":"` + fakerelay.Token + `"}}`)
		}
		p.Send(`{"jsonrpc":"2.0","x":"` + fakerelay.Token) // broken
		p.Close(1011, fakerelay.Token)
		time.Sleep(time.Minute)
		if l := c.Link(); l.Err == nil || strings.Contains(l.Err.Error(), fakerelay.Token) {
			t.Errorf("link = %+v", l)
		}
		_ = c.Close()
		if log.Len() == 0 || strings.Contains(log.String(), fakerelay.Token) {
			t.Errorf("log:\n%s", log.String())
		}
	})
}

func TestDialEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		r.Hello = func(*fakerelay.Peer, fakerelay.Request) {}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begin := time.Now()
		_, err := dialWith(ctx, fakeOptions(r))
		wantDialError(t, err, video.StepSignIn, "no answer in time")
		if took := time.Since(begin); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
		begin = time.Now()
		_, err = dialWith(t.Context(), fakeOptions(r))
		wantDialError(t, err, video.StepSignIn, "no answer in time")
		if took := time.Since(begin); took != fakeOptions(r).DialTimeout {
			t.Errorf("took %v", took)
		}
	})
}

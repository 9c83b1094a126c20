package link

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// takingOnly answers connect: it accepts one token and refuses all others.
func takingOnly(token *string) func(*fakerelay.Peer, fakerelay.Request) {
	return func(p *fakerelay.Peer, q fakerelay.Request) {
		var params struct {
			Authentication struct {
				Token string `json:"token"`
			} `json:"authentication"`
		}
		_ = json.Unmarshal(q.Params, &params)
		if params.Authentication.Token == *token {
			p.Reply(q.ID, `{"authorization":{}}`)
			return
		}
		p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32002,"message":"no ` + params.Authentication.Token + `"}}`)
	}
}

// TestFault_P4_RetryWithAnotherToken checks that a refused client waits for Retry. It sends the refused token only once
// more. Another token ends the wait.
func TestFault_P4_RetryWithAnotherToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		good := fakerelay.Token
		r.Hello = takingOnly(&good)
		c, p := dialKeeper(r, func(cfg *Options) { cfg.AwaitRetry = true })
		if err := c.Retry(""); !errors.Is(err, video.ErrNotSent) {
			t.Errorf("retry of a live link: %v", err)
		}
		f := c.Attach(fakerelay.Room)
		r.Set(func() { good = "PTanother-token" })
		_ = p.Conn.Close()
		nextState(t, f, video.LinkRefused)
		time.Sleep(time.Hour)
		if n := len(r.DialTimes()); n != 2 || c.Err() != nil {
			t.Fatalf("%d dials, err %v", n, c.Err())
		}
		if err := c.Retry(""); err != nil {
			t.Fatal(err)
		}
		if l := nextState(t, f, video.LinkRefused); strings.Contains(l.Err.Error(), fakerelay.Token) {
			t.Errorf("the error shows the token: %v", l.Err)
		}
		for _, same := range []video.Secret{"", fakerelay.Token} {
			if err := c.Retry(same); !errors.Is(err, video.ErrCredentials) {
				t.Errorf("a third time: %v", err)
			}
		}
		time.Sleep(time.Hour)
		if n := len(r.DialTimes()); n != 3 {
			t.Errorf("%d dials with a refused token, want 2 after the accepted one", n)
		}
		if err := c.Retry("PTanother-token"); err != nil {
			t.Fatal(err)
		}
		if l := nextState(t, f, video.LinkLive); l.Gen != 2 || l.Err != nil {
			t.Errorf("link %+v", l)
		}
	})
}

// TestFault_N6_RetryWhenAsked dials again after a refused certificate only when Retry is called, as often as it is
// called, and accepts the right certificate.
func TestFault_N6_RetryWhenAsked(t *testing.T) {
	good, parsed := fakerelay.Certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	bad, _ := fakerelay.Certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	r := fakerelay.New(t)
	var accepted atomic.Int32
	addr := r.Listen(func(nc net.Conn) net.Conn {
		cert := bad
		if n := accepted.Add(1); n == 1 || n == 5 {
			cert = good
		}
		return tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{cert}})
	})
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	c := onTCP(t, addr, func(cfg *Options) { cfg.URL, cfg.RootCAs, cfg.AwaitRetry = "wss://"+addr, pool, true })
	f := c.Attach(fakerelay.Room)
	_ = wait(t, "the client", r.Peers).Conn.Close()
	until := func(state video.LinkState) video.Link {
		for {
			if it := wait(t, "the link "+state.String(), f.Items()); it.Link != nil && it.Link.State == state {
				return *it.Link
			}
		}
	}
	for range 3 {
		l := until(video.LinkRefused)
		if !errors.As(l.Err, new(x509.UnknownAuthorityError)) {
			t.Fatalf("refused: %v", l.Err)
		}
		if err := c.Retry(""); err != nil {
			t.Fatal(err)
		}
	}
	if l := until(video.LinkLive); l.Gen != 2 {
		t.Errorf("link %+v", l)
	}
	if n := accepted.Load(); n != 5 {
		t.Errorf("%d connections", n)
	}
}

func TestCloseEndsRefusedClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		good := fakerelay.Token
		r.Hello = takingOnly(&good)
		c, p := dialKeeper(r, func(cfg *Options) { cfg.AwaitRetry = true })
		f := c.Attach(fakerelay.Room)
		r.Set(func() { good = "other" })
		_ = p.Conn.Close()
		nextState(t, f, video.LinkRefused)
		_ = c.Close()
		nextState(t, f, video.LinkClosed)
		if err := c.Retry("other"); err == nil {
			t.Error("a closed client accepted a retry")
		}
	})
}

// TestRetryUsesNewestToken calls Retry twice before the supervisor reads the first token.
func TestRetryUsesNewestToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		good := fakerelay.Token
		r.Hello = takingOnly(&good)
		c, p := dialKeeper(r, func(cfg *Options) { cfg.AwaitRetry = true })
		f := c.Attach(fakerelay.Room)
		r.Set(func() { good = "PTanother-token" })
		_ = p.Conn.Close()
		nextState(t, f, video.LinkRefused)
		if err := c.Retry(""); err != nil {
			t.Fatal(err)
		}
		if err := c.Retry("PTanother-token"); err != nil {
			return // the first retry had already started, and the error says so
		}
		_ = c.Retry("")
		time.Sleep(time.Minute)
		if l := c.Link(); l.State != video.LinkLive {
			t.Errorf("link %v: %v", l.State, l.Err)
		}
	})
}

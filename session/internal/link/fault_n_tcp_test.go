package link

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"net"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// longFaults runs the fault tests at full length: a real deadline of 5 s, outages of hours.
var longFaults = flag.Bool("faults.long", false, "run the fault tests at full length")

// onTCP connects a client to the fake relay through the proxy, on real sockets and with waits short enough for a test.
func onTCP(t *testing.T, addr string, change ...func(*Options)) *Keeper {
	t.Helper()
	cfg := defaultOptions("ws://" + addr)
	cfg.BackoffMin, cfg.BackoffMax, cfg.PingEvery, cfg.PongTimeout = 1, 1, 50*time.Millisecond, 100*time.Millisecond
	for _, f := range change {
		f(&cfg)
	}
	c, err := dialWith(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// wait returns the next value of a channel, and fails after 10 s.
func wait[T any](t *testing.T, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("%s did not come", what)
		panic("unreachable")
	}
}

// untilGen skips items until the link is live with a number above gen. It fails on events and bad frames.
func untilGen(t *testing.T, f *Feed, gen int) {
	t.Helper()
	for {
		switch it := wait(t, "a new connection", f.Items()); {
		case it.Events != nil || it.Bad != nil:
			t.Fatalf("connection %d: got %+v", gen, it)
		case it.Link != nil && it.Link.State == video.LinkLive && it.Link.Gen > gen:
			return
		}
	}
}

// nextLoss skips items until the connection is lost.
func nextLoss(t *testing.T, f *Feed) video.Link {
	t.Helper()
	for {
		if it := wait(t, "the loss", f.Items()); it.Link != nil && it.Link.State == video.LinkWaiting {
			return *it.Link
		}
	}
}

func TestFault_N1_HalfOpenOnTCP(t *testing.T) {
	for _, tc := range []struct {
		name string
		x    fakerelay.Toxic
	}{
		{"requests vanish", fakerelay.Toxic{HoleUp: true}},
		{"answers and events vanish", fakerelay.Toxic{Hole: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := fakerelay.New(t)
			p := fakerelay.NewFaultProxy(t, r.Listen(nil))
			c := onTCP(t, p.Addr(), func(cfg *Options) {
				cfg.DialTimeout = 5 * time.Second // for a new dial that the fault swallows too
			})
			f := c.Attach(fakerelay.Room)
			wait(t, "the client", r.Peers)
			for again := true; again; {
				silent := time.Now()
				p.Set(tc.x)
				l := nextLoss(t, f)
				p.Set(fakerelay.Toxic{})
				untilGen(t, f, l.Gen)
				if again = l.Since.Before(silent); again {
					continue // a busy machine had delayed a pong
				}
				took, waited := l.Since.Sub(silent), l.Since.Sub(l.Heard)
				if !errors.Is(l.Err, errSilent) || waited < 100*time.Millisecond || took > 5*time.Second {
					t.Errorf("noticed %v after %v, and %v after the last sign of life", l.Err, took, waited)
				}
			}
		})
	}
}

// TestFault_N3_ResetAtEveryByte resets the connection after every byte of a frame of 2 KB. A part of a frame must
// never count as a frame.
func TestFault_N3_ResetAtEveryByte(t *testing.T) {
	r := fakerelay.New(t)
	c := onTCP(t, r.Listen(nil), func(cfg *Options) { cfg.PingEvery = time.Minute })
	f := c.Attach(fakerelay.Room)
	frame := fakerelay.ServerFrame(fakerelay.OpText, []byte(fakerelay.Event("e", "video.member.talking", `,"x":"`+strings.Repeat("x", 1800)+`"`)))
	if len(frame) < 2000 || len(frame) > 2100 {
		t.Fatalf("the frame has %d bytes", len(frame))
	}
	gen, step := 0, 8
	if *longFaults {
		step = 1
	}
	for n := 0; n < len(frame); n += step {
		p := wait(t, "the client", r.Peers)
		p.Pieces(frame[:n])
		_ = p.Conn.(*net.TCPConn).SetLinger(0)
		_ = p.Conn.Close()
		gen++
		untilGen(t, f, gen)
	}
	if c.broken.Load()+c.ignored.Load()+c.strays.Load() != 0 {
		t.Error("part of a frame was accepted as a frame")
	}
	t.Logf("%d resets", gen)
}

func TestFault_N7_BrokenTLSRecord(t *testing.T) {
	cert, parsed := fakerelay.Certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	r := fakerelay.New(t)
	p := fakerelay.NewFaultProxy(t, r.Listen(func(nc net.Conn) net.Conn {
		return tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{cert}})
	}))
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	c := onTCP(t, p.Addr(), func(cfg *Options) { cfg.URL, cfg.RootCAs = "wss://"+p.Addr(), pool })
	f := c.Attach(fakerelay.Room)
	for n := range 20 {
		peer := wait(t, "the client", r.Peers)
		for c.Link().Gen != n+1 {
			untilGen(t, f, n)
		}
		p.Set(fakerelay.Toxic{Flip: true})
		peer.Event("e", "video.member.talking", "")
		untilGen(t, f, n+1)
	}
}

func TestPeerDoesNotReadOnTCP(t *testing.T) {
	if !*longFaults {
		t.Skip("5 s of real time, needs -faults.long; TestFault_N18_PeerDoesNotRead does the same in memory")
	}
	r := fakerelay.New(t)
	p := fakerelay.NewFaultProxy(t, r.Listen(nil))
	c := onTCP(t, p.Addr(), func(cfg *Options) {
		cfg.PingEvery, cfg.PongTimeout = time.Minute, time.Minute
		cfg.NetDial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			nc, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err == nil {
				err = nc.(*net.TCPConn).SetWriteBuffer(4 << 10)
			}
			return nc, err
		}
	})
	wait(t, "the client", r.Peers)
	p.Set(fakerelay.Toxic{Clog: true})
	meta := strings.Repeat("x", 15<<10) // 64 of them exceed the buffers of two sockets
	start := time.Now()
	results := make(chan error, MaxInFlight)
	for range MaxInFlight {
		go func() { _, err := c.Call(t.Context(), "video.set_meta", meta); results <- err }()
	}
	for range MaxInFlight {
		if err := wait(t, "an outcome", results); !errors.Is(err, video.ErrUnknown) && !errors.Is(err, video.ErrOffline) {
			t.Errorf("err = %v", err)
		}
	}
	if took := time.Since(start); took < writeWait || took > writeWait+4*time.Second {
		t.Errorf("noticed after %v", took)
	}
}

package session

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

	"gavel/session/video"
)

// faultsLong runs the tests of faults at their full length: 5 s of a real deadline, hours of outage.
var faultsLong = flag.Bool("faults.long", false, "run the fault tests at full length")

// onTCP makes a client of the fake relay on real sockets through the proxy, with waits short enough for a test.
func onTCP(t *testing.T, addr string, change ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		URL: "ws://" + addr, Project: fakeProject, Token: fakeToken, BackoffMin: 1, BackoffMax: 1,
		PingEvery: 50 * time.Millisecond, PongTimeout: 100 * time.Millisecond,
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// wait returns what comes, and fails after 10 s.
func wait[T any](t *testing.T, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("%s does not come", what)
		panic("unreachable")
	}
}

// untilGen skips everything until the link is live on a later connection than gen, and fails on events and bad frames.
func untilGen(t *testing.T, f *feed, gen int) {
	t.Helper()
	for {
		switch it := wait(t, "a new connection", f.items()); {
		case it.events != nil || it.bad != nil:
			t.Fatalf("connection %d: got %+v", gen, it)
		case it.link != nil && it.link.State == video.LinkLive && it.link.Gen > gen:
			return
		}
	}
}

func TestFault_N1_HalfOpenOnTCP(t *testing.T) {
	for _, tc := range []struct {
		name string
		x    Toxic
	}{{"what we send vanishes", Toxic{HoleUp: true}}, {"what the relay sends vanishes", Toxic{Hole: true}}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := newFakeRelay(t)
			p := NewFaultProxy(t, r.listen(nil))
			c := onTCP(t, p.Addr())
			f := c.link.attach(fakeRoom)
			wait(t, "the client", r.peers)
			p.Set(tc.x)
			silent := time.Now()
			for l := (video.Link{}); l.State != video.LinkWaiting; {
				if it := wait(t, "the loss", f.items()); it.link != nil {
					l = *it.link
				}
			}
			if took := time.Since(silent); took < 100*time.Millisecond || took > time.Second {
				t.Errorf("noticed after %v", took)
			}
			p.Set(Toxic{})
			untilGen(t, f, 1)
		})
	}
}

// TestFault_N3_ResetAtEveryByte resets the connection after every byte of a frame of 2 KB; what came of it must never be
// taken for a frame.
func TestFault_N3_ResetAtEveryByte(t *testing.T) {
	r := newFakeRelay(t)
	c := onTCP(t, r.listen(nil), func(cfg *Config) { cfg.PingEvery = time.Minute })
	f := c.link.attach(fakeRoom)
	frame := serverFrame(opText, []byte(fakeEvent("e", "video.member.talking", `,"x":"`+strings.Repeat("x", 1800)+`"`)))
	if len(frame) < 2000 || len(frame) > 2100 {
		t.Fatalf("the frame has %d bytes", len(frame))
	}
	gen, step := 0, 8
	if *faultsLong {
		step = 1
	}
	for n := 0; n < len(frame); n += step {
		p := wait(t, "the client", r.peers)
		p.pieces(frame[:n])
		_ = p.conn.(*net.TCPConn).SetLinger(0)
		_ = p.conn.Close()
		gen++
		untilGen(t, f, gen)
	}
	if c.link.broken.Load()+c.link.ignored.Load()+c.link.strays.Load() != 0 {
		t.Error("a piece was taken for a frame")
	}
	t.Logf("%d resets", gen)
}

func TestFault_N7_BrokenTLSRecord(t *testing.T) {
	cert, parsed := certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	r := newFakeRelay(t)
	p := NewFaultProxy(t, r.listen(func(nc net.Conn) net.Conn {
		return tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{cert}})
	}))
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	c := onTCP(t, p.Addr(), func(cfg *Config) { cfg.URL, cfg.RootCAs = "wss://"+p.Addr(), pool })
	f := c.link.attach(fakeRoom)
	for n := range 20 {
		peer := wait(t, "the client", r.peers)
		for c.Link().Gen != n+1 {
			untilGen(t, f, n)
		}
		p.Set(Toxic{Flip: true})
		peer.event("e", "video.member.talking", "")
		untilGen(t, f, n+1)
	}
}

func TestPeerDoesNotReadOnTCP(t *testing.T) {
	if !*faultsLong {
		t.Skip("5 s of real time, needs -faults.long; TestFault_N18_PeerDoesNotRead does the same in memory")
	}
	r := newFakeRelay(t)
	p := NewFaultProxy(t, r.listen(nil))
	c := onTCP(t, p.Addr(), func(cfg *Config) {
		cfg.PingEvery, cfg.PongTimeout = time.Minute, time.Minute
		cfg.NetDial = func(ctx context.Context, network, addr string) (net.Conn, error) {
			nc, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err == nil {
				err = nc.(*net.TCPConn).SetWriteBuffer(4 << 10)
			}
			return nc, err
		}
	})
	wait(t, "the client", r.peers)
	p.Set(Toxic{Clog: true})
	meta := strings.Repeat("x", 15<<10) // 64 of them are more than the buffers of two sockets
	begin := time.Now()
	results := make(chan error, maxInFlight)
	for range maxInFlight {
		go func() { _, err := c.Call(t.Context(), "video.set_meta", meta); results <- err }()
	}
	for range maxInFlight {
		if err := wait(t, "an outcome", results); !errors.Is(err, video.ErrUnknown) && !errors.Is(err, video.ErrOffline) {
			t.Errorf("err = %v", err)
		}
	}
	if took := time.Since(begin); took < writeWait || took > writeWait+time.Second {
		t.Errorf("noticed after %v", took)
	}
}

package fakerelay

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Toxic lists the faults of a FaultProxy. The zero Toxic changes nothing.
type Toxic struct {
	Latency time.Duration // one way
	Rate    int           // bytes per second in each direction; 0: no limit
	Slice   int           // bytes in one write; 0: as received
	Hole    bool          // bytes from the relay vanish, as on a half-open connection
	HoleUp  bool          // bytes from the client vanish
	Clog    bool          // the proxy stops reading from the client
	Flip    bool          // flips one bit of the next piece from the relay, once
}

// FaultProxy forwards connections to a relay and adds faults. Its sockets are real; Through does the same for
// connections in memory.
type FaultProxy struct {
	ln net.Listener
	wg sync.WaitGroup

	mu    sync.Mutex
	toxic Toxic
	open  []net.Conn
}

// NewFaultProxy listens on loopback and forwards to the address. With an empty address it does not listen: see
// Through.
func NewFaultProxy(t testing.TB, to string) *FaultProxy {
	t.Helper()
	p := &FaultProxy{}
	t.Cleanup(func() {
		if p.ln != nil {
			_ = p.ln.Close()
		}
		p.Cut(false)
		p.wg.Wait()
	})
	if to == "" {
		return p
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.ln = ln
	p.wg.Go(func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			_ = client.(*net.TCPConn).SetReadBuffer(16 << 10) // so that a clog blocks the client soon
			relay, err := net.Dial("tcp", to)
			if err != nil {
				_ = client.Close()
				continue
			}
			p.join(client, relay)
		}
	})
	return p
}

// Addr returns the address for clients.
func (p *FaultProxy) Addr() string { return p.ln.Addr().String() }

// Set changes the faults, also of open connections.
func (p *FaultProxy) Set(x Toxic) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.toxic = x
}

func (p *FaultProxy) get() Toxic {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.toxic
}

// Cut ends all connections. If reset is true, it ends them with a TCP reset.
func (p *FaultProxy) Cut(reset bool) {
	p.mu.Lock()
	open := p.open
	p.open = nil
	p.mu.Unlock()
	for _, c := range open {
		if tcp, ok := c.(*net.TCPConn); ok && reset {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
}

// Through puts the proxy between relay and the connection that it returns. In memory and inside a synctest bubble its
// times are exact.
func (p *FaultProxy) Through(relay net.Conn) net.Conn {
	client, inner := net.Pipe()
	p.join(inner, relay)
	return client
}

func (p *FaultProxy) join(client, relay net.Conn) {
	p.mu.Lock()
	p.open = append(p.open, client, relay)
	p.mu.Unlock()
	p.pass(relay, client, false, func(x Toxic) bool { return x.HoleUp }, func(x Toxic) bool { return x.Clog })
	p.pass(client, relay, true, func(x Toxic) bool { return x.Hole }, func(Toxic) bool { return false })
}

type faultPiece struct {
	due time.Time
	b   []byte
}

// pass moves bytes in one direction, down to the client or up, until one side ends.
func (p *FaultProxy) pass(to, from net.Conn, down bool, vanish, clog func(Toxic) bool) {
	queue := make(chan faultPiece, 4096) // pieces in transit
	p.wg.Go(func() {
		defer close(queue)
		for buf := make([]byte, 32<<10); ; {
			n, err := from.Read(buf)
			if err != nil {
				return
			}
			queue <- faultPiece{time.Now().Add(p.get().Latency), append([]byte(nil), buf[:n]...)}
			if clog(p.get()) {
				return // without closing, so that the sockets fill up
			}
		}
	})
	p.wg.Go(func() {
		for piece := range queue {
			time.Sleep(time.Until(piece.due)) // latency; above 0 only inside a bubble
			if !vanish(p.get()) {
				p.deliver(to, piece.b, down)
			}
		}
		if !clog(p.get()) {
			_, _ = to.Close(), from.Close()
		}
	})
}

func (p *FaultProxy) deliver(to net.Conn, b []byte, down bool) {
	p.mu.Lock()
	x := p.toxic
	if x.Flip && down {
		b[len(b)-1] ^= 0x10
		p.toxic.Flip = false
	}
	p.mu.Unlock()
	for len(b) > 0 {
		n := len(b)
		if x.Slice > 0 {
			n = min(n, x.Slice)
		}
		if x.Rate > 0 {
			n = min(n, max(1, x.Rate/100))
			time.Sleep(time.Duration(n) * time.Second / time.Duration(x.Rate))
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
		b = b[n:]
	}
}

// Listen serves the fake relay on a real port. If wrap is not nil, it wraps the accepted connections.
func (r *Relay) Listen(wrap func(net.Conn) net.Conn) (addr string) {
	r.T.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.T.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for n := 1; ; n++ {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			if wrap != nil {
				nc = wrap(nc)
			}
			served.Go(r.Peer(n, nc).Serve)
		}
	})
	r.T.Cleanup(func() {
		_ = ln.Close()
		served.Wait()
	})
	return ln.Addr().String()
}

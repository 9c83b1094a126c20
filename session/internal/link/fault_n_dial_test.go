package link

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// Response codes of a name server.
// Source: RFC 1035 section 4.1.1.
const (
	dnsOK       = 0
	dnsServFail = 2
	dnsNXDomain = 3
)

// nameServer returns a resolver whose name server is in memory and answers after delay. It answers a query for an
// address with v4 or v6, if set.
func nameServer(t *testing.T, code byte, delay time.Duration, v4, v6 net.IP) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			for {
				var size [2]byte
				if _, err := io.ReadFull(server, size[:]); err != nil {
					return
				}
				query := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(server, query); err != nil {
					return
				}
				time.Sleep(delay)
				answer := dnsAnswer(query, code, v4, v6)
				_, _ = server.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
			}
		}()
		return client, nil
	}}
}

// dnsAnswer answers a query with one question.
// Source: RFC 1035 section 4.
func dnsAnswer(query []byte, code byte, v4, v6 net.IP) []byte {
	end := 12 // the header; the name follows, with a length before each part
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	end += 5
	kind := binary.BigEndian.Uint16(query[end-4:])
	ip := map[uint16]net.IP{1: v4.To4(), 28: v6}[kind]
	b := append([]byte(nil), query[:end]...)
	b[2], b[3] = 0x81, 0x80|code // an answer; recursion desired and available
	copy(b[6:], []byte{0, 0, 0, 0, 0, 0})
	if code == dnsOK && ip != nil {
		b[7] = 1
		b = append(b, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 60, 0, byte(len(ip)))
		b = append(b, ip...)
	}
	return b
}

func TestFault_N8_DNS(t *testing.T) {
	// The resolver keeps its configuration in a channel, which must not be created inside a bubble.
	_, _ = nameServer(t, dnsNXDomain, 0, nil, nil).LookupHost(t.Context(), "relay.gavel.example.")
	for _, tc := range []struct {
		name   string
		code   byte
		delay  time.Duration
		reason string
	}{
		{"no such name", dnsNXDomain, 0, "no such host"},
		{"server failure", dnsServFail, 0, "the name lookup failed: server misbehaving"},
		{"30 s", dnsOK, 30 * time.Second, "the name server did not answer in time"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				var broken atomic.Bool
				dns := &net.Dialer{Resolver: nameServer(t, tc.code, tc.delay, nil, nil)}
				var dials atomic.Int32
				c, p := dialKeeper(r, func(cfg *Options) {
					cfg.NetDial = func(ctx context.Context, network, addr string) (net.Conn, error) {
						if !broken.Load() {
							return r.Dial(ctx, network, addr)
						}
						dials.Add(1)
						start := time.Now()
						nc, err := dns.DialContext(ctx, network, "relay.gavel.example.:443")
						if took := time.Since(start); took > testDialTimeout {
							t.Errorf("a dial took %v", took)
						}
						return nc, err
					}
				})
				f := c.Attach(fakerelay.Room)
				broken.Store(true)
				_ = p.Conn.Close()
				time.Sleep(5 * time.Minute)
				var e *video.DialError
				if l := c.Link(); !errors.As(l.Err, &e) || e.Step != video.StepDNS || e.Reason != tc.reason {
					t.Errorf("link = %+v", l)
				}
				if n := dials.Load(); n < 10 {
					t.Errorf("%d dials in five minutes", n)
				}
				broken.Store(false)
				for nextState(t, f, video.LinkLive).Gen == 1 {
				}
				time.Sleep(tc.delay) // let late name servers answer
			})
		})
	}
}

// TestFault_N9_IPv6BlackHole gives the relay an IPv6 address that never answers.
func TestFault_N9_IPv6BlackHole(t *testing.T) {
	t.Parallel()
	r := fakerelay.New(t)
	addr := r.Listen(nil)
	_, port, _ := net.SplitHostPort(addr)
	d := systemDialer()
	d.Resolver = nameServer(t, dnsOK, 0, net.IPv4(127, 0, 0, 1), net.IPv6loopback)
	var tried atomic.Int32
	d.ControlContext = func(ctx context.Context, network, _ string, _ syscall.RawConn) error {
		if network == "tcp6" {
			tried.Add(1)
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	start := time.Now()
	nc, err := d.DialContext(t.Context(), "tcp", net.JoinHostPort("relay.gavel.example.", port))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if took := time.Since(start); took > 5*time.Second || tried.Load() == 0 {
		t.Errorf("took %v, IPv6 tried %d times", took, tried.Load())
	}
}

// connectProxy is a proxy that connects every client to the one address, whatever the request names.
func connectProxy(t *testing.T, to string, asked *atomic.Value) (address string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				br := bufio.NewReader(c)
				req, err := http.ReadRequest(br)
				if err != nil {
					return
				}
				asked.Store(req.Method + " " + req.Host + " " + req.Header.Get("Proxy-Authorization"))
				relay, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer relay.Close()
				_, _ = io.WriteString(c, "HTTP/1.1 200 \r\n\r\n")
				go func() { _, _ = io.Copy(relay, br); _ = relay.Close() }()
				_, _ = io.Copy(c, relay)
			}()
		}
	}()
	return ln.Addr().String()
}

// TestFault_N10_ProxyOfTheEnvironment starts its own binary with HTTPS_PROXY set, because a process reads the variable
// only once.
func TestFault_N10_ProxyOfTheEnvironment(t *testing.T) {
	if ca := os.Getenv("GAVEL_TEST_CA"); ca != "" {
		text, err := os.ReadFile(ca)
		if err != nil {
			t.Fatal(err)
		}
		o := defaultOptions("wss://relay.gavel.example")
		o.RootCAs = x509.NewCertPool()
		o.RootCAs.AppendCertsFromPEM(text)
		c, err := dialWith(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
		return
	}
	cert, parsed := fakerelay.Certificate(t, "relay.gavel.example", time.Now().Add(time.Hour))
	ca := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: parsed.Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	r := fakerelay.New(t)
	relay := r.Listen(func(nc net.Conn) net.Conn {
		return tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{cert}})
	})
	var asked atomic.Value
	proxy := connectProxy(t, relay, &asked)
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), "GAVEL_TEST_CA="+ca, "HTTPS_PROXY=http://user:"+proxySecret+"@"+proxy, "NO_PROXY=")
	if out, err := again.CombinedOutput(); err != nil || strings.Contains(string(out), proxySecret) {
		t.Fatalf("%v\n%s", err, out)
	}
	want := "CONNECT relay.gavel.example:443 Basic "
	if got := fmt.Sprint(asked.Load()); !strings.HasPrefix(got, want) || len(got) <= len(want) {
		t.Errorf("the proxy was asked %q", got)
	}
}

// TestFault_N10_ProxyWantsAPasswordLater expects no further attempt, because gavel cannot ask for a password.
func TestFault_N10_ProxyWantsAPasswordLater(t *testing.T) {
	for _, answer := range []string{"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "HTTP/1.1 407\r\n\r\n"} {
		u := proxyServer(t, answer)
		d := plainDialer("wss://relay.invalid")
		d.proxy = http.ProxyURL(u)
		err := dialTo(t, d)
		if !isFinal(err) || !strings.Contains(err.Error(), "HTTP 407") {
			t.Errorf("err = %v", err)
		}
	}
}

package link

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// dialTo dials the address with real sockets and returns the error, which must not contain the token. The dial must
// fail before its time limit, which is long for a machine that runs other tests as well.
func dialTo(t *testing.T, d dialer) error {
	t.Helper()
	return dialWithin(t, d, testDialTimeout)
}

// dialWithin is dialTo with a time limit.
func dialWithin(t *testing.T, d dialer, limit time.Duration) error {
	t.Helper()
	o := defaultOptions(d.url)
	o.DialTimeout = limit
	c, err := dialThrough(t.Context(), o, d)
	if err == nil {
		_ = c.Close()
		t.Fatal("dial succeeded")
	}
	if strings.Contains(err.Error(), fakerelay.Token) {
		t.Errorf("token in %q", err)
	}
	return err
}

func plainDialer(address string) dialer {
	return dialer{url: address, netDial: (&net.Dialer{}).DialContext, tls: &tls.Config{MinVersion: tls.VersionTLS12}}
}

func wantDialError(t *testing.T, err error, step, reason string) {
	t.Helper()
	var e *video.DialError
	if !errors.As(err, &e) || e.Step != step || e.Reason != reason {
		t.Errorf("err = %#v %v; want %s: %s", err, err, step, reason)
	}
}

// switching is the start of the answer to an upgrade.
const switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"

func TestFault_N11_CaptivePortal(t *testing.T) {
	const page = "<html>[2J Log in here"
	for _, tc := range []struct {
		name   string
		serve  http.HandlerFunc
		reason string
		relay  bool
	}{
		{"portal page", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<html>\x1b[2J  Log\r\n in \u202ehere"+strings.Repeat("x", 5000))
		}, "not a relay (HTTP 200): " + page + strings.Repeat("x", maxUntrusted-len(page)) + "…", false},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/" {
				t.Error("the redirect was followed")
			}
			http.Redirect(w, r, "/login", http.StatusFound)
		}, "not a relay (HTTP 302)", false},
		{"overloaded", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, "not available (HTTP 503)", true},
		{"wrong upgrade", func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, switching+"Sec-WebSocket-Accept: x\r\n\r\n")
		}, "not a relay (HTTP 101)", false},
		{
			"not HTTP", func(w http.ResponseWriter, _ *http.Request) { hijack(w, "SSH-2.0-x\x1b[2J\r\n") },
			"not a relay (the answer is not HTTP)", false,
		},
		{
			"hangs up", func(w http.ResponseWriter, _ *http.Request) { hijack(w, "") },
			"the connection was closed before an answer came", true,
		},
		{"endless headers", func(w http.ResponseWriter, _ *http.Request) {
			hijack(w, "HTTP/1.1 101 x\r\n"+strings.Repeat("A: "+strings.Repeat("b", 1000)+"\r\n", 1000))
		}, "not a relay (the answer is not HTTP)", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := httptest.NewServer(tc.serve)
			defer s.Close()
			err := dialTo(t, plainDialer("ws"+strings.TrimPrefix(s.URL, "http")))
			var e *video.DialError
			if !errors.As(err, &e) || e.Step != video.StepHTTP || !strings.HasPrefix(e.Reason, tc.reason) {
				t.Errorf("err = %q, want %q", err, tc.reason)
			}
			if errors.Is(err, video.ErrNotRelay) == tc.relay {
				t.Errorf("ErrNotRelay: %v", err)
			}
		})
	}
}

func hijack(w http.ResponseWriter, answer string) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(c, answer)
	_ = c.Close()
}

func TestDialRejectsUnofferedCompression(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		hijack(w, switching+"Sec-WebSocket-Accept: "+fakerelay.AcceptKey(req)+
			"\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n\r\n")
	}))
	defer s.Close()
	if err := dialTo(t, plainDialer("ws"+strings.TrimPrefix(s.URL, "http"))); !errors.Is(err, errCompressed) {
		t.Errorf("err = %v", err)
	}
}

func TestDialErrorNamesFailedStep(t *testing.T) {
	t.Parallel()
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	closed, silent := listen(), listen().Addr().String()
	_ = closed.Close()
	unknown := plainDialer("wss://relay.invalid")
	unknown.netDial = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: "relay.invalid", IsNotFound: true}}
	}
	for name, tc := range map[string]struct {
		dialer       dialer
		step, reason string
	}{
		"closed":      {plainDialer("ws://" + closed.Addr().String()), video.StepConnect, "connection refused"},
		"unknown":     {unknown, video.StepDNS, "no such host"},
		"silent":      {plainDialer("ws://" + silent), video.StepHTTP, "no answer in time"},
		"silent, TLS": {plainDialer("wss://" + silent), video.StepTLS, "no answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantDialError(t, dialWithin(t, tc.dialer, limitFor(t, tc.reason)), tc.step, tc.reason)
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		start := time.Now()
		_, _, err := plainDialer("ws://" + silent).dial(ctx)
		if !errors.Is(err, context.Canceled) || time.Since(start) > 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// proxyServer answers CONNECT with the text, or not at all if it is empty.
func proxyServer(t *testing.T, answer string) *url.URL {
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
				if _, err := http.ReadRequest(br); err == nil && answer != "" {
					_, _ = io.WriteString(c, answer)
				}
				if _, err := br.Peek(1); err == nil { // the client's first bytes through the tunnel
					_, _ = io.WriteString(c, "this is not TLS")
				}
				_, _ = io.Copy(io.Discard, br)
			}()
		}
	}()
	u, _ := url.Parse("http://user:" + proxySecret + "@" + ln.Addr().String())
	return u
}

// limitFor returns the time limit of a dial that must fail for the reason. A dial that waits for its limit has a short
// one, and is left to the whole tests.
func limitFor(t *testing.T, reason string) time.Duration {
	t.Helper()
	if reason != "no answer in time" {
		return testDialTimeout
	}
	if testing.Short() {
		t.Skip("waits for the time limit")
	}
	return time.Second
}

const proxySecret = "proxy-canary"

func TestFault_N10_Proxy(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, answer, step, reason string }{
		{
			"requires a password", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", video.StepProxy,
			"refused (HTTP 407): Proxy Authentication Required",
		},
		{"without a reason", "HTTP/1.1 407\r\n\r\n", video.StepProxy, "refused (HTTP 407)"},
		{"sends unexpected data", "HTTP/1.1 200 OK\r\n\r\nhello", video.StepProxy, errProxyTalk.Error()},
		{"refuses", "HTTP/1.1 403 Not \x1b[2Jhere\r\n\r\n", video.StepProxy, "refused (HTTP 403): Not [2Jhere"},
		{"hangs", "", video.StepProxy, "no answer in time"},
		{"opens the tunnel", "HTTP/1.1 200 OK\r\n\r\n", video.StepTLS, "the server does not speak TLS"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			limit := limitFor(t, tc.reason)
			u := proxyServer(t, tc.answer)
			d := plainDialer("wss://relay.invalid")
			d.proxy = func(*http.Request) (*url.URL, error) { return u, nil }
			err := dialWithin(t, d, limit)
			wantDialError(t, err, tc.step, tc.reason)
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), proxySecret) {
				t.Errorf("password in %q", err)
			}
		})
	}
	t.Run("bad address", func(t *testing.T) {
		d := plainDialer("wss://relay.invalid")
		d.proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("invalid proxy " + proxySecret) }
		wantDialError(
			t,
			dialTo(t, d),
			video.StepProxy,
			"HTTPS_PROXY is not the address of a proxy; write http://HOST:PORT, or unset it",
		)
	})
}

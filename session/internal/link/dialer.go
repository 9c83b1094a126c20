package link

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"syscall"

	"github.com/gorilla/websocket"
)

const (
	// readBuffer is what one read of the socket takes. Measured: 64 KiB cost a fifth less than 4 KiB under load.
	readBuffer = 64 << 10
	// writeBuffer holds every request but large metadata in one WebSocket frame.
	writeBuffer = 16 << 10
	// handshakeLimit bounds what is read before the upgrade: certificates and headers. The HTTP library has no limit.
	handshakeLimit = 256 << 10
)

var (
	// errCompressed refuses a server that compresses although that was not offered: with compression the read limit
	// counts compressed bytes, and a small frame could fill the memory.
	errCompressed = errors.New("the server compresses although it was not asked to")
	errLongHello  = errors.New("the answer to the upgrade is too long")
)

// netDial opens a TCP connection, as net.Dialer.DialContext does.
type netDial = func(ctx context.Context, network, addr string) (net.Conn, error)

// dialer opens WebSockets to one address.
type dialer struct {
	url     string
	netDial netDial
	proxy   func(*http.Request) (*url.URL, error) // nil: none
	tls     *tls.Config
}

func newDialer(o Options) dialer {
	d := dialer{
		url: o.URL, netDial: o.NetDial,
		tls: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
	}
	if d.netDial == nil {
		nd := systemDialer()
		if d.inClear() {
			nd.Control = onlyLoopback
		}
		d.netDial = nd.DialContext
		d.proxy = environmentProxy
	}
	return d
}

// inClear reports whether the token would leave this process unencrypted, which only this machine may hear.
func (d dialer) inClear() bool { return strings.HasPrefix(d.url, "ws:") }

// notLoopbackError says that a name which should mean this machine leads to another one.
type notLoopbackError struct{ address string }

func (e *notLoopbackError) Error() string {
	return e.address + " is another machine, to which ws:// would send the token in clear; use wss://"
}

// onlyLoopback refuses an address before anything is sent to it. What a name means is known only now.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	host, _, _ = strings.Cut(host, "%") // a zone
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return &notLoopbackError{host}
	}
	return nil
}

// systemDialer resolves as the system does. It tries IPv6 and IPv4 300 ms apart, so that a dead one of them costs little.
func systemDialer() *net.Dialer { return &net.Dialer{} }

// attempt is how far one dial has come; it explains a failure.
type attempt struct {
	proxy  string        // host of the proxy; "" without
	user   *url.Userinfo // of the proxy
	raw    *corkConn
	tunnel bool // the connection to the relay stands, through the proxy if there is one
	secure bool // … and TLS on it
	unhook func() bool
}

// dial opens the socket and upgrades it. ctx bounds all of it and ends it at any point, also where the libraries look
// only at deadlines. The error is a *DialError.
func (d dialer) dial(ctx context.Context) (*websocket.Conn, *corkConn, error) {
	at := &attempt{unhook: func() bool { return true }}
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:          func(httptrace.GotConnInfo) { at.tunnel = true },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) { at.secure = err == nil },
	})
	w, err := d.websocket(ctx, at)
	if err != nil {
		return nil, nil, d.explain(ctx, at, nil, err)
	}
	ws, resp, err := w.DialContext(traced, d.url, nil)
	if resp != nil && resp.Body != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	if err == nil && resp.Header.Get("Sec-Websocket-Extensions") != "" {
		_ = at.raw.Close()
		err = errCompressed
	}
	// Only who unhooks in time owns the socket; else it was closed because ctx ended.
	if inTime := at.unhook(); err == nil && !inTime {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, nil, d.explain(ctx, at, resp, err)
	}
	at.raw.left = -1
	return ws, at.raw, nil
}

// websocket returns the library's dialer, wired to note in at how far it comes. Compression stays off and redirects are
// not followed: both are its defaults.
func (d dialer) websocket(ctx context.Context, at *attempt) (*websocket.Dialer, error) {
	proxy, err := d.proxyFor()
	if err != nil {
		return nil, err
	}
	open := func(dialCtx context.Context, network, addr string) (net.Conn, error) {
		nc, err := d.netDial(dialCtx, network, addr)
		if err != nil {
			return nil, err
		}
		if to, isTCP := nc.RemoteAddr().(*net.TCPAddr); isTCP && d.inClear() && !to.IP.IsLoopback() {
			_ = nc.Close()
			return nil, &notLoopbackError{to.IP.String()}
		}
		at.raw = &corkConn{Conn: nc, left: handshakeLimit}
		at.unhook = context.AfterFunc(ctx, func() { _ = nc.Close() })
		return at.raw, nil
	}
	w := &websocket.Dialer{
		TLSClientConfig: d.tls, ReadBufferSize: readBuffer, WriteBufferSize: writeBuffer, NetDialContext: open,
	}
	switch {
	case proxy == nil:
		return w, nil
	case tunnels(proxy):
		w.NetDialContext = func(dialCtx context.Context, _, addr string) (net.Conn, error) {
			return d.tunnel(dialCtx, open, proxy, addr)
		}
	default:
		w.Proxy = http.ProxyURL(proxy)
	}
	at.proxy, at.user = proxy.Host, proxy.User
	return w, nil
}

// host is the part of the address that errors show.
func (d dialer) host() string {
	u, err := url.Parse(d.url)
	if err != nil {
		return d.url
	}
	return u.Host
}

// corkConn is a connection whose writes can be held back and sent together, and which limits the handshake.
type corkConn struct {
	net.Conn
	left int // bytes that may still be read in the handshake; negative: no limit

	before func()                 // called before each read of the reader; nil until it begins
	after  func(n int, full bool) // … and after it, with how much was read and whether all place was filled

	mu   sync.Mutex // guards held and buf; TLS may write while reading
	held bool
	buf  []byte
}

func (c *corkConn) Read(p []byte) (int, error) {
	if c.before != nil {
		c.before()
		n, err := c.Conn.Read(p)
		if n > 0 {
			c.after(n, n == len(p))
		}
		return n, err
	}
	if c.left < 0 {
		return c.Conn.Read(p)
	}
	if c.left == 0 {
		return 0, errLongHello
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

func (c *corkConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held {
		c.buf = append(c.buf, p...)
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// hold keeps what is written until flush.
func (c *corkConn) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = true
}

// flush sends what was held. The deadline of the last write applies.
func (c *corkConn) flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
	if len(c.buf) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.buf)
	c.buf = c.buf[:0]
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

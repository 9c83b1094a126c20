package link

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"syscall"

	"github.com/gorilla/websocket"
)

const (
	// readBuffer is the size of one read of the socket. 64 KiB cost a fifth less than 4 KiB under load (measured).
	readBuffer = 64 << 10
	// writeBuffer holds any request in one WebSocket frame, except one with large metadata.
	writeBuffer = 16 << 10
)

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

// inClear reports whether the token would leave this process unencrypted. That is allowed only within this machine.
func (d dialer) inClear() bool { return strings.HasPrefix(d.url, "ws:") }

// onlyLoopback refuses the address of another machine before anything is sent. Only now the name has been resolved.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	host, _, _ = strings.Cut(host, "%") // remove the zone
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return &notLoopbackError{host}
	}
	return nil
}

// systemDialer resolves names as the system does. It tries IPv6 and IPv4 300 ms apart, so an unreachable IPv6 address
// costs little.
func systemDialer() *net.Dialer { return &net.Dialer{} }

// dial opens the socket and upgrades it. ctx bounds all of it and ends it at any point, even where the libraries check
// only deadlines. The error is a *DialError.
func (d dialer) dial(ctx context.Context) (*websocket.Conn, *corkConn, error) {
	at := &attempt{host: d.host(), wss: strings.HasPrefix(d.url, "wss:"), unhook: func() bool { return true }}
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:          func(httptrace.GotConnInfo) { at.tunnel = true },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) { at.secure = err == nil },
	})
	w, err := d.websocket(ctx, at)
	if err != nil {
		return nil, nil, at.explain(ctx, nil, err)
	}
	ws, resp, err := w.DialContext(traced, d.url, nil)
	if resp != nil && resp.Body != nil {
		defer func() { _ = resp.Body.Close() }()
	}
	if err == nil && resp.Header.Get("Sec-Websocket-Extensions") != "" {
		_ = at.raw.Close()
		err = errCompressed
	}
	// The socket is ours only if unhook returns true. Otherwise it was closed because ctx ended.
	if inTime := at.unhook(); err == nil && !inTime {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, nil, at.explain(ctx, resp, err)
	}
	at.raw.left = -1
	return ws, at.raw, nil
}

// websocket returns the library's dialer, which records its progress in at. By the library's defaults compression is
// off and redirects are not followed.
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
			return tunnel(dialCtx, open, d.tls, proxy, addr)
		}
	default:
		w.Proxy = http.ProxyURL(proxy)
	}
	at.proxy, at.user = proxy.Host, proxy.User
	return w, nil
}

// proxyFor returns the proxy for the relay's address; nil if there is none.
func (d dialer) proxyFor() (*url.URL, error) {
	if d.proxy == nil {
		return nil, nil
	}
	to, err := url.Parse(d.url)
	if err != nil {
		return nil, err
	}
	to.Scheme = strings.Replace(to.Scheme, "ws", "http", 1) // the scheme selects the environment variable
	u, err := d.proxy(&http.Request{Method: http.MethodGet, URL: to, Host: to.Host})
	var variable *proxyVariableError
	switch {
	case errors.As(err, &variable):
		return nil, err
	case err != nil: // the error may show the password
		return nil, &proxyVariableError{strings.ToUpper(to.Scheme) + "_PROXY"}
	}
	return u, nil
}

// host returns the part of the address that errors show.
func (d dialer) host() string {
	u, err := url.Parse(d.url)
	if err != nil {
		return d.url
	}
	return u.Host
}

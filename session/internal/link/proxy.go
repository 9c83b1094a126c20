package link

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

var (
	errProxyURL  = errors.New("HTTPS_PROXY is not an address") // the library's error would show the password
	errProxyTalk = errors.New("unexpected data after the proxy's answer")
)

// proxyRefusal is the answer of a proxy that refuses a tunnel.
type proxyRefusal struct {
	status int
	reason string // untrusted text
}

func (e *proxyRefusal) Error() string {
	if text := printable(e.reason); text != "" {
		return fmt.Sprintf("refused (HTTP %d): %s", e.status, text)
	}
	return fmt.Sprintf("refused (HTTP %d)", e.status)
}

// tunnels reports whether the proxy supports CONNECT. The library handles other proxies (SOCKS).
func tunnels(proxy *url.URL) bool {
	return proxy != nil && (proxy.Scheme == "http" || proxy.Scheme == "https")
}

// tunnel opens a connection to addr through an HTTP proxy. The library's own tunnel loses the status of a refusal, and
// panics if the proxy gives no reason with it.
func tunnel(
	ctx context.Context, open netDial, secure *tls.Config, proxy *url.URL, addr string,
) (net.Conn, error) {
	nc, err := open(ctx, "tcp", proxyAddress(proxy))
	if err != nil {
		return nil, err
	}
	if proxy.Scheme == "https" {
		cfg := secure.Clone()
		cfg.ServerName = proxy.Hostname()
		over := tls.Client(nc, cfg)
		if err := over.HandshakeContext(ctx); err != nil {
			_ = nc.Close()
			return nil, err
		}
		nc = over
	}
	if err := askProxy(nc, proxy.User, addr); err != nil {
		_ = nc.Close()
		return nil, err
	}
	return nc, nil
}

// askProxy requests the tunnel and reads the answer. The handshake limit of nc bounds the answer.
func askProxy(nc net.Conn, user *url.Userinfo, addr string) error {
	ask := &http.Request{
		Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: make(http.Header),
	}
	ask.Header.Set("User-Agent", "") // like the upgrade, CONNECT does not name the client
	if password, ok := user.Password(); ok {
		pair := user.Username() + ":" + password
		ask.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	if err := ask.Write(nc); err != nil {
		return err
	}
	br := bufio.NewReader(nc)
	resp, err := http.ReadResponse(br, ask)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode/100 != 2:
		_, reason, _ := strings.Cut(resp.Status, " ")
		return &proxyRefusal{resp.StatusCode, reason}
	case br.Buffered() > 0:
		return errProxyTalk // the data would be lost with br, and a relay never sends first
	}
	return nil
}

// proxyAddress returns the host and port of a proxy.
func proxyAddress(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

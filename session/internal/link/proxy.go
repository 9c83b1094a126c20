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
	errProxyURL  = errors.New("HTTPS_PROXY is not an address") // the library's error would show its password
	errProxyTalk = errors.New("the proxy speaks before it is asked")
)

// proxyRefusal is the answer of a proxy that opens no tunnel.
type proxyRefusal struct {
	status int
	reason string // foreign text
}

func (e *proxyRefusal) Error() string {
	if text := printable(e.reason); text != "" {
		return fmt.Sprintf("refused (HTTP %d): %s", e.status, text)
	}
	return fmt.Sprintf("refused (HTTP %d)", e.status)
}

// tunnels reports whether the proxy is one that CONNECT is for; others (SOCKS) are the library's business.
func tunnels(proxy *url.URL) bool {
	return proxy != nil && (proxy.Scheme == "http" || proxy.Scheme == "https")
}

// tunnel opens a connection to addr through an HTTP proxy. The library's own way loses the status of a refusal, and
// panics when the proxy gives no reason with it.
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

// askProxy asks for the tunnel and reads the answer. Who bounds the handshake has bounded nc.
func askProxy(nc net.Conn, user *url.Userinfo, addr string) error {
	ask := &http.Request{
		Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: make(http.Header),
	}
	ask.Header.Set("User-Agent", "") // as the upgrade: who connects is nobody's business
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
		return errProxyTalk // it would be lost with the reader, and a relay never speaks first
	}
	return nil
}

// proxyAddress is the host and port of a proxy.
func proxyAddress(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

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
	"os"
	"slices"
	"strings"

	"gavel/session/video"
)

var errProxyTalk = errors.New("unexpected data after the proxy's answer")

// proxyVariableError reports an environment variable that does not name a proxy. It omits the value, which may hold a
// password.
type proxyVariableError struct{ name string }

func (e *proxyVariableError) Error() string {
	return e.name + " is not the address of a proxy; write http://HOST:PORT, or unset it"
}

// environmentProxy is [http.ProxyFromEnvironment] with an error for a variable that cannot be read. The library
// ignores such a variable, and the token would then bypass the proxy.
func environmentProxy(r *http.Request) (*url.URL, error) {
	name, value := proxyVariable(r.URL.Scheme)
	u, err := http.ProxyFromEnvironment(r)
	switch {
	case err == nil && (value == "" || u != nil && isProxy(u)):
		return u, nil
	case err == nil && u == nil && (readsAsProxy(value) || IsThisMachine(r.URL.Hostname()) || noProxies()):
		return nil, nil // the relay needs no proxy
	}
	return nil, &proxyVariableError{name}
}

// proxyVariable returns the variable that names the proxy for a scheme, and its value.
func proxyVariable(scheme string) (name, value string) {
	name = strings.ToUpper(scheme) + "_PROXY"
	for _, name := range []string{name, strings.ToLower(name)} {
		if value := os.Getenv(name); value != "" {
			return name, value
		}
	}
	return name, ""
}

// readsAsProxy reports whether the library can read the value of a variable: an address with a scheme, or HOST:PORT.
func readsAsProxy(value string) bool {
	for _, text := range []string{value, "http://" + value} {
		if u, err := url.Parse(text); err == nil && isProxy(u) {
			return true
		}
	}
	return false
}

// isProxy reports whether the address is that of a usable proxy. The library reads a malformed address as a path after
// the host "http:".
func isProxy(u *url.URL) bool {
	whole := u.Hostname() != "" && !strings.HasSuffix(u.Host, ":") && strings.Trim(u.Path, "/") == ""
	return whole && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}

// IsThisMachine reports whether the host is this machine, for which the library never uses a proxy.
func IsThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// noProxies reports whether the environment excepts every host from the proxy.
func noProxies() bool { return os.Getenv("NO_PROXY") == "*" || os.Getenv("no_proxy") == "*" }

// withoutPassword removes a proxy's password from a text that the proxy may have written.
func withoutPassword(text string, user *url.Userinfo) string {
	password, _ := user.Password()
	if password == "" {
		return text
	}
	var r video.Redactor
	r.Keep(password)
	r.Keep(user.Username() + ":" + password)
	return strings.ReplaceAll(r.Redact(text), password, "[redacted]") // Keep ignores a short password
}

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
		return &proxyRefusal{resp.StatusCode, withoutPassword(reason, user)}
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

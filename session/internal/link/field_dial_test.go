package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// farConn is a connection to another machine that records what is written to it.
type farConn struct {
	net.Conn
	wrote *strings.Builder
}

func (farConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 5), Port: 80} }

func (c farConn) Write(p []byte) (int, error) { return c.wrote.Write(p) }

// TestField_S14_NothingIsSentInClearToAnotherMachine sends nothing, whatever localhost resolves to.
func TestField_S14_NothingIsSentInClearToAnotherMachine(t *testing.T) {
	t.Run("a dialler of the program", func(t *testing.T) {
		var wrote strings.Builder
		d := plainDialer("ws://localhost:80")
		d.netDial = func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			t.Cleanup(func() { _, _ = client.Close(), server.Close() })
			return farConn{client, &wrote}, nil
		}
		const reason = "10.0.0.5 is another machine, to which ws:// would send the token unencrypted; use wss://"
		err := dialTo(t, d)
		wantDialError(t, err, video.StepConnect, reason)
		if wrote.Len() > 0 || !isFinal(err) {
			t.Errorf("sent %q, final %v", wrote.String(), isFinal(err))
		}
	})
	t.Run("the dialler of the system", func(t *testing.T) {
		nd := systemDialer()
		nd.Control = onlyLoopback
		nd.Resolver = nameServer(t, dnsOK, 0, net.IPv4(10, 0, 0, 5), nil)
		d := plainDialer("ws://relay.gavel.example.:80") // as if localhost resolved to it
		d.netDial = nd.DialContext
		var other *notLoopbackError
		if err := dialTo(t, d); !errors.As(err, &other) || other.address != "10.0.0.5" {
			t.Errorf("err = %v", err)
		}
		if d := newDialer(Options{URL: "ws://localhost:1"}); !d.inClear() {
			t.Error("ws:// does not count as unencrypted")
		}
	})
	for address, allowed := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true, "[::1%lo]:1": true,
		"10.0.0.5:1": false, "[::]:1": false, "0.0.0.0:1": false, "[fe80::1%lo]:1": false, "[::ffff:10.0.0.5]:1": false,
		"localhost:1": false, "x": false,
	} {
		if err := onlyLoopback("tcp", address, nil); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestField_S14_LoopbackIsDialled dials a relay on this machine without TLS.
func TestField_S14_LoopbackIsDialled(t *testing.T) {
	r := fakerelay.New(t)
	addr := r.Listen(nil)
	o := defaultOptions("ws://" + addr)
	c, err := dialThrough(t.Context(), o, newDialer(o))
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
}

// TestField_S15_AProxyThatCannotBeReadIsRefused expects an error, not a direct connection. It starts its own binary,
// because a process reads the variables only once.
func TestField_S15_AProxyThatCannotBeReadIsRefused(t *testing.T) {
	const mark = "GAVEL_TEST_S15"
	if os.Getenv(mark) != "" {
		d := newDialer(Options{URL: os.Getenv(mark)})
		u, err := d.proxyFor()
		fmt.Printf("proxy %v, error %v\n", u, err)
		return
	}
	const refused = "is not the address of a proxy; write http://HOST:PORT, or unset it"
	for _, tc := range []struct{ name, env, url, want string }{
		{"no variable", "X=", "wss://relay.invalid", "proxy <nil>, error <nil>"},
		{"an address", "HTTPS_PROXY=http://proxy:3128", "wss://relay.invalid", "proxy http://proxy:3128, error <nil>"},
		{"host and port", "HTTPS_PROXY=proxy:3128", "wss://relay.invalid", "proxy http://proxy:3128, error <nil>"},
		{"SOCKS", "HTTPS_PROXY=socks5://proxy:1080", "wss://relay.invalid", "proxy socks5://proxy:1080, error <nil>"},
		{"a bad port", "HTTPS_PROXY=http://u:" + proxySecret + "@proxy:x", "wss://relay.invalid", "HTTPS_PROXY " + refused},
		{"a blank", "HTTPS_PROXY=http://my proxy", "wss://relay.invalid", "HTTPS_PROXY " + refused},
		{"no host", "HTTPS_PROXY=http://", "wss://relay.invalid", "HTTPS_PROXY " + refused},
		{"another scheme", "https_proxy=ftp://proxy", "wss://relay.invalid", "https_proxy " + refused},
		{"a percent sign", "https_proxy=http://u:%zz@proxy", "wss://relay.invalid", "https_proxy " + refused},
		{"a relay on this machine", "HTTP_PROXY=::", "ws://localhost:1", "proxy <nil>, error <nil>"},
		{"a relay on this machine with TLS", "HTTPS_PROXY=::", "wss://127.0.0.1:1", "proxy <nil>, error <nil>"},
		{"no proxies", "HTTPS_PROXY=::\nNO_PROXY=*", "wss://relay.invalid", "proxy <nil>, error <nil>"},
		{"no proxy for the relay", "HTTPS_PROXY=proxy:1\nNO_PROXY=relay.invalid", "wss://relay.invalid", "proxy <nil>, error <nil>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestField_S15_AProxyThatCannotBeReadIsRefused$")
			again.Env = append(strings.Split(tc.env, "\n"), mark+"="+tc.url)
			out, err := again.CombinedOutput()
			if err != nil || !strings.Contains(string(out), tc.want) || strings.Contains(string(out), proxySecret) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestField_S15_AProxyThatQuotesThePassword finds the password in no error, wrapped or not.
func TestField_S15_AProxyThatQuotesThePassword(t *testing.T) {
	for _, password := range []string{proxySecret, "abc"} {
		for name, answer := range map[string]string{
			"in the reason":        "HTTP/1.1 407 user:" + password + " is wrong\r\n\r\n",
			"in a broken answer":   "what about user:" + password + "?\r\n\r\n",
			"in a broken status":   "HTTP/1.1 " + password + " no\r\n\r\n",
			"in a broken protocol": "HTTP/" + password + " 200 OK\r\n\r\n",
		} {
			u := proxyServer(t, answer)
			u.User = url.UserPassword("user", password)
			d := plainDialer("wss://relay.invalid")
			d.proxy = http.ProxyURL(u)
			for err := dialTo(t, d); err != nil; err = errors.Unwrap(err) {
				if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, password) {
					t.Errorf("%s: the password is in %q", name, text)
				}
			}
		}
	}
}

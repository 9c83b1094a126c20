package link

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// TestFault_N6_BadCertificates expects that every bad certificate is refused, that the error names the failed check,
// and that no attempt follows automatically.
func TestFault_N6_BadCertificates(t *testing.T) {
	later := time.Now().Add(time.Hour)
	const expired = "the certificate has expired or is not valid yet"
	for _, tc := range []struct {
		name, host string
		until      time.Time
		trusted    bool
		version    uint16
		change     func(*x509.Certificate)
		want       string
	}{
		{"self-signed", "127.0.0.1", later, false, 0, nil, "the certificate is signed by an unknown authority"},
		{"unknown authority", "127.0.0.1", later, false, 0, func(c *x509.Certificate) {
			c.Subject, c.IsCA = pkix.Name{CommonName: "DigiCert Global Root G2"}, true
		}, "the certificate is signed by an unknown authority"},
		{"wrong host", "relay.example", later, true, 0, nil, "the certificate is for another host"},
		{"wrong address", "127.0.0.2", later, true, 0, nil, "the certificate is for another host"},
		{"common name only", "127.0.0.1", later, true, 0, func(c *x509.Certificate) {
			c.Subject, c.IPAddresses = pkix.Name{CommonName: "127.0.0.1"}, nil
		}, "the certificate is for another host"},
		{"expired", "127.0.0.1", time.Now().Add(-time.Hour), true, 0, nil, expired},
		{"not valid yet", "127.0.0.1", time.Now().Add(2000 * time.Hour), true, 0, nil, expired},
		{"for clients only", "127.0.0.1", later, true, 0, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}, "the certificate is not for servers"},
		{"TLS 1.0", "127.0.0.1", later, true, tls.VersionTLS10, nil, "remote error: tls: protocol version not supported"},
		{"TLS 1.1", "127.0.0.1", later, true, tls.VersionTLS11, nil, "remote error: tls: protocol version not supported"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var change []func(*x509.Certificate)
			if tc.change != nil {
				change = append(change, tc.change)
			}
			cert, parsed := fakerelay.Certificate(t, tc.host, tc.until, change...)
			d := plainDialer(tlsServer(t, cert, tc.version))
			d.tls.RootCAs = x509.NewCertPool()
			if tc.trusted {
				d.tls.RootCAs.AddCert(parsed)
			}
			err := dialTo(t, d)
			wantDialError(t, err, video.StepTLS, tc.want)
			if !isFinal(err) {
				t.Errorf("%v would be retried", err)
			}
		})
	}
	t.Run("no TLS", func(t *testing.T) { // may be a network fault, so it is retried
		s := httptest.NewServer(http.NotFoundHandler())
		defer s.Close()
		err := dialTo(t, plainDialer("wss"+strings.TrimPrefix(s.URL, "http")))
		wantDialError(t, err, video.StepTLS, "the server does not speak TLS")
		if isFinal(err) {
			t.Error("it would not be retried")
		}
	})
}

// tlsServer accepts TLS with the certificate, up to the version (0: any), and sends nothing.
func tlsServer(t *testing.T, cert tls.Certificate, version uint16) (address string) {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: version}
	s.Config.ErrorLog = fakerelay.Discard
	s.StartTLS()
	t.Cleanup(s.Close)
	return "wss" + strings.TrimPrefix(s.URL, "https")
}

// TestFault_N6_CertificateFailsLater replaces the certificate while the client is connected.
func TestFault_N6_CertificateFailsLater(t *testing.T) {
	good, parsed := fakerelay.Certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	bad, _ := fakerelay.Certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	r := fakerelay.New(t)
	var accepted atomic.Int32
	addr := r.Listen(func(nc net.Conn) net.Conn {
		cert := good
		if accepted.Add(1) > 1 {
			cert = bad
		}
		return tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{cert}})
	})
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	c := onTCP(t, addr, func(cfg *Options) { cfg.URL, cfg.RootCAs = "wss://"+addr, pool })
	f := c.Attach(fakerelay.Room)
	_ = wait(t, "the client", r.Peers).Conn.Close()
	wait(t, "the end", c.Done())
	var e *video.DialError
	if err := c.Err(); !errors.As(err, &e) || !e.Final || e.Step != video.StepTLS {
		t.Errorf("err = %v", err)
	}
	if l := c.Link(); l.State != video.LinkRefused || l.Err == nil {
		t.Errorf("link = %+v", l)
	}
	for it := (Item{}); it.Link == nil || it.Link.State != video.LinkRefused; {
		it = wait(t, "the last link", f.Items())
	}
	if n := accepted.Load(); n != 2 {
		t.Errorf("%d connections", n)
	}
}

// TestSourceNeverDisablesVerification searches the source for ways around the certificate check.
func TestSourceNeverDisablesVerification(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	word := "Insecure" + "SkipVerify"
	for _, f := range files {
		if text, err := os.ReadFile(f); err != nil || bytes.Contains(text, []byte(word)) {
			t.Errorf("%s: %v, or it names %s", f, err, word)
		}
	}
}

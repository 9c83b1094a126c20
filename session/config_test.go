package session

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

func TestCAFileAddsToTheRoots(t *testing.T) {
	cert, parsed := fakerelay.Certificate(t, "127.0.0.1", time.Now().Add(time.Hour))
	r := fakerelay.New(t)
	addr := r.Listen(func(nc net.Conn) net.Conn {
		return tls.Server(nc, &tls.Config{Certificates: []tls.Certificate{cert}})
	})
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: parsed.Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, pool := range []*x509.CertPool{nil, x509.NewCertPool()} {
		c, err := Dial(t.Context(), Config{
			URL: "wss://" + addr, Project: fakerelay.Project, Token: fakerelay.Token, RootCAs: pool, CAFile: file,
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
	}
	for name, content := range map[string][]byte{
		"empty": nil, "no certificate": []byte("hello"), "huge": bytes.Repeat(text, 1+maxCAFile/len(text)),
	} {
		other := filepath.Join(t.TempDir(), "other.pem")
		if err := os.WriteFile(other, content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{other, filepath.Dir(other), other + ".absent"} {
			_, err := Dial(t.Context(), Config{URL: addr, Project: "p", Token: "t", CAFile: path})
			var wrong *video.ArgumentError
			if !errors.As(err, &wrong) || wrong.Name != "CAFile" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

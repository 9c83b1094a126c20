package doctor

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// examine runs the checks of the network and returns what they found, a line for each.
func examine(t *testing.T, address, caFile string) (found string, reached bool) {
	t.Helper()
	var b strings.Builder
	d := Doctor{Report: func(f Finding) {
		b.WriteString(string(f.State) + " " + f.Check + ": " + f.Text + " | " + f.Advice + "\n")
	}}
	reached = d.Network(t.Context(), address, caFile)
	return b.String(), reached
}

func TestNetwork(t *testing.T) {
	date := func(off time.Duration) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			w.WriteHeader(http.StatusNotFound)
		})
	}
	secure := httptest.NewTLSServer(date(0))
	t.Cleanup(secure.Close)
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(trusted, block, 0o600); err != nil {
		t.Fatal(err)
	}
	late, early := httptest.NewServer(date(time.Hour)), httptest.NewServer(date(-time.Hour))
	t.Cleanup(late.Close)
	t.Cleanup(early.Close)
	dateless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil }))
	t.Cleanup(dateless.Close)
	ws := func(s *httptest.Server) string { return "ws" + strings.TrimPrefix(s.URL, "http") }
	for name, c := range map[string]struct {
		address, caFile string
		reached         bool
		want            []string
	}{
		"trusted":             {ws(secure), trusted, true, []string{"ok name: 127.0.0.1 is an address", "ok address: ", "ok certificate: TLS 1.3, by Acme Co, until ", "ok clock: agrees"}},
		"not trusted":         {ws(secure), "", false, []string{"fault certificate: x509: certificate signed by unknown authority | If an inspecting proxy is expected, give its certificate with --ca-file."}},
		"no certificates":     {ws(secure), os.DevNull, false, []string{"fault certificate: --ca-file /dev/null holds no certificate"}},
		"no TLS":              {"wss" + strings.TrimPrefix(late.URL, "http"), "", false, []string{"fault certificate: the address does not speak TLS"}},
		"clock behind":        {ws(late), "", true, []string{"skipped certificate: none", "warning clock: 1h0m0s behind the relay's | Set the clock"}},
		"clock ahead":         {ws(early), "", true, []string{"warning clock: 1h0m0s ahead of the relay's"}},
		"no date":             {ws(dateless), "", true, []string{"skipped clock: the relay's answer has no date"}},
		"nobody listens":      {"ws://127.0.0.1:1", "", false, []string{"fault address: 127.0.0.1:1: connection refused | Check port"}},
		"name does not exist": {"wss://gavel.invalid", "", false, []string{"fault name: gavel.invalid: "}},
	} {
		t.Run(name, func(t *testing.T) {
			found, reached := examine(t, c.address, c.caFile)
			if reached != c.reached {
				t.Errorf("reached: %v, want %v", reached, c.reached)
			}
			for _, want := range c.want {
				if !strings.Contains(found, want) {
					t.Errorf("no %q in\n%s", want, found)
				}
			}
		})
	}
}

// Through a proxy, name and address are the proxy's business. Its password is not shown.
func TestNetworkThroughAProxy(t *testing.T) {
	var b strings.Builder
	d := Doctor{
		Report: func(f Finding) { b.WriteString(string(f.State) + " " + f.Check + ": " + f.Text + "\n") },
		proxy:  func(*http.Request) (*url.URL, error) { return url.Parse("http://ann:secret@127.0.0.1:1") },
	}
	d.Network(t.Context(), "wss://relay.example", "")
	found := b.String()
	if !strings.Contains(found, "ok proxy: goes through 127.0.0.1:1") || strings.Contains(found, "name:") {
		t.Errorf("got %s", found)
	}
	if strings.Contains(found, "secret") {
		t.Errorf("the password is shown: %s", found)
	}
}

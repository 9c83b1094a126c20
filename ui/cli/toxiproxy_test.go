//go:build linux

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// toxiproxyModule is the proxy that cuts connections: a program that nobody here wrote, pinned by its version. It is run
// and not imported, so that its twenty dependencies stay out of go.mod.
const toxiproxyModule = "github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0"

// toxiproxy is a running proxy server, by the address of its HTTP API.
type toxiproxy string

// startToxiproxy installs and starts the proxy server.
func startToxiproxy(t *testing.T) toxiproxy {
	t.Helper()
	dir := t.TempDir()
	install := exec.Command("go", "install", toxiproxyModule)
	install.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("install toxiproxy: %v: %s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(free.Addr().String())
	_ = free.Close()
	server := exec.Command(filepath.Join(dir, "server"), "-host", host, "-port", port)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	x := toxiproxy("http://" + net.JoinHostPort(host, port))
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) { // another process starts
		if _, err := x.call(http.MethodGet, "/version", nil); err == nil {
			return x
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// call calls the API.
func (x toxiproxy) call(method, path string, body any) (answer []byte, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, string(x)+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if answer, err = io.ReadAll(response.Body); err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	return answer, err
}

// lane is a proxy in front of a relay.
type lane struct {
	x     toxiproxy
	name  string
	relay *localrelay.Server
	url   string         // of the proxy
	heals sync.WaitGroup // poison that is still in the proxy
}

// between puts a proxy in front of a relay.
func (x toxiproxy) between(t *testing.T, name string, relay *localrelay.Server) *lane {
	t.Helper()
	answer, err := x.call(http.MethodPost, "/proxies", map[string]any{
		"name": name, "listen": "127.0.0.1:0", "upstream": relay.URL()[len("ws://"):], "enabled": true,
	})
	var proxy struct{ Listen string }
	if err == nil {
		err = json.Unmarshal(answer, &proxy)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &lane{x: x, name: name, relay: relay, url: "ws://" + proxy.Listen}
}

// cutWay is a way to cut a connection.
type cutWay int

// The ways. They are tried in turn.
const (
	cutNow    cutWay = iota // both sides see the end at once
	cutAnswer               // the client gets only the first bytes of what comes
	cutReset                // the client sees a reset with the next byte
	cutWays
)

// poisonedFor is how long a poisoned proxy stays so. gavel dials again after 250 ms at the earliest.
const poisonedFor = 60 * time.Millisecond

// cut cuts the connections through the lane, and lets new ones pass soon after.
func (l *lane) cut(way cutWay, bytes int) error {
	switch way {
	case cutAnswer:
		return l.poison("limit_data", "downstream", map[string]any{"bytes": bytes})
	case cutReset:
		return l.poison("reset_peer", "downstream", map[string]any{"timeout": 0})
	}
	for _, on := range []bool{false, true} {
		if _, err := l.x.call(http.MethodPost, "/proxies/"+l.name, map[string]any{"enabled": on}); err != nil {
			return err
		}
	}
	return nil
}

// poison adds a toxic, and removes it when it has worked. What is left of the connections then is cut.
func (l *lane) poison(kind, stream string, attributes map[string]any) error {
	toxics := "/proxies/" + l.name + "/toxics"
	_, err := l.x.call(http.MethodPost, toxics, map[string]any{
		"name": kind, "type": kind, "stream": stream, "toxicity": 1.0, "attributes": attributes,
	})
	if err != nil {
		return err
	}
	l.heals.Add(1)
	time.AfterFunc(poisonedFor, func() {
		defer l.heals.Done()
		_ = l.cut(cutNow, 0)
		_, _ = l.x.call(http.MethodDelete, toxics+"/"+kind, nil)
	})
	return nil
}

package control

import (
	"net/http"
	"strings"
	"testing"
)

// TestClockPageNeedsNoToken serves the page to a browser, which cannot send a token with the first request.
func TestClockPageNeedsNoToken(t *testing.T) {
	t.Parallel()
	p := serve(t)
	code, body := p.ask(t, "GET", "/clock", "", func(r *http.Request) { r.Header.Del("Authorization") })
	if code != http.StatusOK || !strings.Contains(body, `type="password"`) {
		t.Errorf("%d %s", code, body)
	}
	if strings.Contains(body, p.token) || strings.Contains(body, "standup") {
		t.Error("the page holds a secret")
	}
	for name, change := range map[string]func(*http.Request){
		"POST":               func(r *http.Request) { r.Method = http.MethodPost },
		"host of a stranger": func(r *http.Request) { r.Host = "evil.example" },
		"another origin":     func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
		"a path below":       func(r *http.Request) { r.URL.Path = "/clock/../v1/rooms" },
		"a path beside":      func(r *http.Request) { r.URL.Path = "/clocks" },
	} {
		code, body := p.ask(t, "GET", "/clock", "", func(r *http.Request) {
			r.Header.Del("Authorization")
			change(r)
		})
		if code == http.StatusOK || strings.Contains(body, "standup") {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
}

// TestClockPageLeaksNoToken checks what the page may do: it connects to this port only, and its script puts the token
// into a header, never into an address or into storage.
func TestClockPageLeaksNoToken(t *testing.T) {
	t.Parallel()
	if !strings.Contains(clockPolicy, "default-src 'none'; connect-src 'self'") || strings.Contains(clockPolicy, "unsafe") {
		t.Error(clockPolicy)
	}
	_, script, _ := strings.Cut(clockPage, "<script>")
	for line := range strings.SplitSeq(script, "\n") {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "token") && !strings.HasPrefix(line, "//") && !strings.Contains(line, "Authorization") &&
			!strings.Contains(line, `at("token").value`) && !strings.HasPrefix(line, "let room") {
			t.Errorf("the token is used in %q", line)
		}
	}
	for _, forbidden := range []string{"Storage", "location", "cookie", "innerHTML", "EventSource", "eval"} {
		if strings.Contains(script, forbidden) {
			t.Errorf("the script uses %s", forbidden)
		}
	}
}

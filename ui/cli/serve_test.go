//go:build linux

package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gavel/session/localrelay"
)

// TestServeFindsItsRooms serves one room, named in several ways, and asks for it by its name.
func TestServeFindsItsRooms(t *testing.T) {
	for name, room := range map[string]string{"name": "standup", "title": "Weekly standup", "in other case": "STANDUP"} {
		t.Run(name, func(t *testing.T) {
			s, _ := quietRoom(t, localrelay.Options{})
			r := start(t, s, "", "serve", room)
			r.out.await(t, "\n")
			var port struct{ URL, Token string }
			if err := json.Unmarshal([]byte(r.out.String()), &port); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{"", "/standup", "/STANDUP", "/" + url.PathEscape(room)} {
				if code, body := get(t, port.URL+"/v1/rooms"+path, port.Token); code != http.StatusOK ||
					!strings.Contains(body, `"name":"standup"`) {
					t.Errorf("%s: %d %s", path, code, body)
				}
			}
		})
	}
}

// get asks a control port.
func get(t *testing.T, address, token string) (code int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

package control

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"gavel/ui/output"
)

// TestOtherMethodsAreNotAllowed requests each path with the methods that it does not have.
func TestOtherMethodsAreNotAllowed(t *testing.T) {
	t.Parallel()
	p := serve(t)
	const read, change = "GET, HEAD", "POST"
	for path, allow := range map[string]string{
		"/v1":                      read,
		"/v1/rooms":                read,
		"/v1/rooms/standup":        read,
		"/v1/rooms/nowhere":        read,
		"/v1/rooms/standup/events": read,
		"/v1/rooms/standup/do":     change,
		"/v1/rooms/standup/floor":  read + ", " + change,
		clockPath:                  read,
		"/metrics":                 read,
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
			if strings.Contains(allow, method) {
				continue
			}
			r, err := http.NewRequestWithContext(t.Context(), method, p.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+p.token)
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			var said output.Error
			if err := json.NewDecoder(res.Body).Decode(&said); err != nil && method != http.MethodHead {
				t.Errorf("%s %s: %v", method, path, err)
			}
			_ = res.Body.Close()
			if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != allow {
				t.Errorf("%s %s: %d, Allow is %q, want %q", method, path, res.StatusCode, res.Header.Get("Allow"), allow)
			}
			if method != http.MethodHead && (said.Outcome != "not sent" || said.Code != "usage" || said.Message == "") {
				t.Errorf("%s %s: %+v", method, path, said)
			}
		}
	}
}

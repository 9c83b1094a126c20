//go:build linux

package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
	"gavel/ui/config"
)

// companionPage is the page of buttons in contrib/companion.md.
type companionPage struct {
	Base    string
	Buttons []struct {
		Text, Path string
		Body       json.RawMessage
	}
	Poll struct {
		Path      string
		Variables []string
	}
}

// TestCompanionPage presses each button of the example, and reads its variables.
func TestCompanionPage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("contrib/companion.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "```json\n")
	block, _, _ = strings.Cut(block, "```")
	var page companionPage
	if err := json.Unmarshal([]byte(block), &page); err != nil || len(page.Buttons) == 0 || len(page.Poll.Variables) == 0 {
		t.Fatalf("%v: %s", err, block)
	}
	s, room := quietRoom(t, localrelay.Options{})
	if err := s.UpdateMember(room, bobID, map[string]any{"handraised": true}); err != nil {
		t.Fatal(err)
	}
	bearer := filepath.Join(t.TempDir(), "bearer")
	const token = "a-token-for-buttons"
	write(t, bearer, token+"\n", 0o600)
	r := start(t, s, "", "serve", "standup", "--bearer-file", bearer)
	r.out.await(t, "\n")
	var port struct{ URL, Token string }
	if err := json.Unmarshal([]byte(r.out.String()), &port); err != nil || port.Token != token {
		t.Fatalf("%v: %s", err, r.out.String())
	}
	code, body := get(t, port.URL+page.Poll.Path, token)
	var state map[string]any
	if err := json.Unmarshal([]byte(body), &state); err != nil || code != http.StatusOK {
		t.Fatalf("%d %s", code, body)
	}
	for _, variable := range page.Poll.Variables {
		if _, there := state[variable]; !there {
			t.Errorf("no %s in %s", variable, body)
		}
	}
	if err := s.SetTalking(room, annID, true); err != nil { // the port has joined now, and hears it
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); !strings.Contains(body, `"talking":1`); {
		if time.Now().After(deadline) {
			t.Fatalf("nobody talks in %s", body)
		}
		_, body = get(t, port.URL+page.Poll.Path, token)
	}
	for _, b := range page.Buttons {
		if code, body := press(t, port.URL+b.Path, token, string(b.Body)); code != http.StatusOK ||
			!strings.Contains(body, `"room":{`) {
			t.Errorf("%s: %d %s", b.Text, code, body)
		}
	}
}

// press posts the body of a button.
func press(t *testing.T, address, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// TestExampleConfiguration reads the example that packages install: every line is valid, and says something.
func TestExampleConfiguration(t *testing.T) {
	t.Parallel()
	file, err := config.Load("contrib/config.toml")
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Warnings) > 0 {
		t.Error(file.Warnings)
	}
	said := 0
	for _, s := range config.Settings() {
		if file.Line(s.Key) > 0 {
			said++
		}
	}
	const fewest = 10
	if said < fewest {
		t.Errorf("only %d settings are in the example", said)
	}
}

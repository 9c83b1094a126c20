//go:build linux

package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
	"gavel/ui"
	"gavel/ui/config"
)

// bait is a token. None of its pieces is a word, an id, or part of an encoding of another piece.
const bait = "PTqZ7xWv+3Kj/9LmRt5Yb2=NcHd8Gf4Ss"

// streamKey is the secret end of a stream address.
const streamKey = "sk-Jq8vTz4wXn6uPb1e"

// eight is how many characters of a secret count as a leak.
const eight = 8

// leaks returns the pieces of secrets in a text: eight characters of any of their encodings.
func leaks(text string, hidden ...string) []string {
	var found []string
	for _, secret := range hidden {
		forms := []string{secret, url.QueryEscape(secret), fmt.Sprintf("%x", secret)}
		for shift := range 3 {
			forms = append(forms, base64.RawStdEncoding.EncodeToString([]byte(secret[shift:])),
				base64.RawURLEncoding.EncodeToString([]byte(secret[shift:])))
		}
		for _, form := range forms {
			for i := 0; i+eight <= len(form); i++ {
				if strings.Contains(text, form[i:i+eight]) {
					found = append(found, form[i:i+eight])
				}
			}
		}
	}
	return found
}

// echoes returns what a hostile or careless relay sends back: the token whole, in pieces, and in other encodings.
func echoes() string {
	return strings.Join([]string{
		"no, " + bait, bait[5:20], url.QueryEscape(bait), base64.StdEncoding.EncodeToString([]byte("project:" + bait)),
		base64.URLEncoding.EncodeToString([]byte(bait)), "rtmp://example.com/app/" + streamKey,
	}, " | ")
}

// baitRelay starts a relay whose token is bait.
func baitRelay(t *testing.T) *localrelay.Server {
	t.Helper()
	s, err := localrelay.Start(localrelay.Options{Token: bait, Project: "p", Rooms: -1, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.StartRoom(localrelay.RoomSpec{Name: "standup", DisplayName: "The standup", Members: 3}); err != nil {
		t.Fatal(err)
	}
	return s
}

// secretRuns are command lines that together use every command.
var secretRuns = [][]string{
	{"rooms"},
	{"rooms", "--json"},
	{"members", "standup"},
	{"members", "standup", "--json"},
	{"members", "nosuch"},
	{"do", "standup", "lock"},
	{"do", "standup", "lock", "--json"},
	{"do", "standup", "getMembers", "--json"},
	{"do", "standup", "nosuch"},
	{"do", "standup", "startStream", "url=rtmp://example.com/app/" + streamKey},
	{"do", "standup", "startStream", "url=rtmp://example.com/app/" + streamKey, "--json"},
	{"do", "standup", "startStream", "url=rtmp:/" + streamKey},
	{"do", "standup", "startStream", "url=http://example.com/" + streamKey},
	{"do", "standup", "getStreams"},
	{"do", "standup", "play", "url=https://u:" + streamKey + "@example.com/a.mp4"},
	{"do", "standup", "subscribe", "--json"},
	{"do", "standup", "audioMute", "memberId=nobody"},
	{"do", "standup", "--token"},
	{"version"},
	{"version", "--json"},
	{"help"},
	{"help", "do"},
	{"completion", "bash"},
	{"__complete", "do", "standup", ""},
	{"__complete", "rooms", "--"},
	{"rooms", "--host", "ws://127.0.0.1:1"},
	{"rooms", "--host", "http://" + bait},
	{"nosuch", "words"},
}

// secretFaults are the faults of the relay during a run.
var secretFaults = map[string]func(*localrelay.Server){
	"none": func(*localrelay.Server) {},
	"refuses with the secrets": func(s *localrelay.Server) {
		s.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
			if strings.HasPrefix(r.Method, "signalwire.") {
				return localrelay.Verdict{}
			}
			return localrelay.Verdict{Action: localrelay.Refuse, Code: "500", Message: echoes()}
		})
	},
	"refuses the sign-in": func(s *localrelay.Server) {
		s.Reject(1000, localrelay.Rejection{RPCError: -32603, Message: echoes()})
	},
	"refuses the upgrade": func(s *localrelay.Server) { s.Reject(1000, localrelay.Rejection{HTTPStatus: 502}) },
	"drops what it ran": func(s *localrelay.Server) {
		s.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
			if strings.HasPrefix(r.Method, "signalwire.") || strings.HasSuffix(r.Method, ".get") {
				return localrelay.Verdict{}
			}
			return localrelay.Verdict{Action: localrelay.RunThenDrop}
		})
	},
}

func TestSecretsLeakNowhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs 28 commands against five relays; skipped with -short")
	}
	for fault, harm := range secretFaults {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			relay := baitRelay(t)
			harm(relay)
			dir := t.TempDir()
			log, journal := filepath.Join(dir, "log"), filepath.Join(dir, "journal")
			for _, args := range secretRuns {
				out := runWith(t, relay, append(args, "--log", log, "--journal", journal)...)
				if strings.Contains(strings.Join(args, " "), "/app/"+streamKey+" --json") {
					out = strings.ReplaceAll(out, streamKey, "") // the room's answer may quote the requested address
				}
				if found := leaks(out, bait, streamKey); len(found) > 0 {
					t.Errorf("%v: %q in %q", args, found[0], out)
				}
			}
			for _, file := range []string{log, journal} {
				raw, err := os.ReadFile(file)
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				if found := leaks(string(raw), bait, streamKey); len(found) > 0 {
					i := strings.Index(string(raw), found[0])
					t.Errorf("%q in %s: %.300q", found[0], filepath.Base(file), raw[max(0, i-150):])
				}
			}
		})
	}
}

// runWith runs gavel to its end, for at most a second, and returns its output.
func runWith(t *testing.T, relay *localrelay.Server, args ...string) string {
	t.Helper()
	cmd := program(t, relay, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if exited(t, cmd) == -1 {
		t.Errorf("%v did not end", args)
	}
	return out.String()
}

// TestSecretsStayOffTheScreen reads every byte that a console writes while the relay sends the secrets back, and what
// other processes can see of it.
func TestSecretsStayOffTheScreen(t *testing.T) {
	t.Parallel()
	relay := baitRelay(t)
	relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if strings.HasPrefix(r.Method, "video.member.deaf") || r.Method == "video.stream.start" {
			return localrelay.Verdict{Action: localrelay.Refuse, Code: "500", Message: echoes()}
		}
		return localrelay.Verdict{}
	})
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", h.cmd.Process.Pid))
	if err != nil || len(leaks(string(raw), bait)) > 0 {
		t.Errorf("arguments %q, %v", raw, err)
	}
	h.press(t, "d")
	h.until(t, "no, ")
	h.press(t, "5")
	time.Sleep(300 * time.Millisecond) // the log is painted
	since := time.Now()
	h.press(t, "\x03")
	h.wantRestored(t, since, exitDone)
	if found := leaks(h.String(), bait); len(found) > 0 {
		t.Errorf("%q is on the screen", found[0])
	}
}

func TestCrashIsOneSentenceWithoutSecrets(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	a := &app{err: &stderr}
	a.keepSecret(bait)
	crash := &ui.CrashError{Value: "index\nof " + bait, Stack: []byte("goroutine 1\n" + bait)}
	if code := a.finish(context.Background(), crash); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if s := stderr.String(); len(leaks(s, bait)) > 0 || strings.Count(s, "\n") != 1 ||
		!strings.Contains(s, "internal error: index") {
		t.Errorf("got %q", s)
	}
	a.flags.log = filepath.Join(t.TempDir(), "log")
	_ = a.finish(context.Background(), crash)
	raw, err := os.ReadFile(a.flags.log)
	if err != nil || len(leaks(string(raw), bait)) > 0 || !strings.Contains(string(raw), "goroutine 1") {
		t.Errorf("the log holds %q, %v", raw, err)
	}
}

func TestTokensLeaveTheEnvironment(t *testing.T) {
	t.Setenv("SIGNALWIRE_API_TOKEN", bait)
	t.Setenv("SW_TOKEN", bait)
	t.Setenv("SIGNALWIRE_TOKEN", bait)
	get := environment()
	for _, name := range config.TokenVariables {
		if _, there := os.LookupEnv(name); there || get(name) != bait {
			t.Errorf("%s: still there %v, read %q", name, there, get(name))
		}
	}
}

//go:build linux

package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
)

// stuckRelay is a relay that never answers a subscription.
func stuckRelay(t *testing.T) *localrelay.Server {
	t.Helper()
	s, err := localrelay.Start(localrelay.Options{Token: canary, Seed: 1, Quiet: true, Members: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	director.Play(t, s, "silence subscribe")
	return s
}

// TestField_S3_JoiningEndsWithASentence: every command that waits for a room exits with 1 and has sent nothing.
func TestField_S3_JoiningEndsWithASentence(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"members standup", "watch standup", "do standup lock"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s := stuckRelay(t)
			var out, said bytes.Buffer
			a := &app{out: &out, err: &said, stdin: os.Stdin, stdout: os.Stdout, joinTimeout: time.Second}
			a.getenv = func(name string) string {
				return map[string]string{
					"SIGNALWIRE_PROJECT_ID": s.Project(), "SIGNALWIRE_API_TOKEN": s.Token(), "SIGNALWIRE_RELAY_HOST": s.URL(),
				}[name]
			}
			args := strings.Fields(strings.Replace(line, "standup", s.Rooms()[0].Name, 1))
			code := a.run(t.Context(), args)
			const want = "the subscription to its events was not answered; nothing was changed"
			if code != exitFailed || !strings.Contains(said.String(), want) || out.Len() > 0 {
				t.Errorf("exit %d, out %q, said %q", code, out.String(), said.String())
			}
			if n := len(s.Requests("video.lock")); n > 0 {
				t.Errorf("%d locks were sent", n)
			}
		})
	}
}

// TestField_S3_TheConsoleSaysWhatItWaitsFor: a frame shows what the console waits for, and q works.
func TestField_S3_TheConsoleSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	s := stuckRelay(t)
	cmd := program(t, s, s.Rooms()[0].Name)
	cmd.Env = append(cmd.Env, impatient+"=1")
	h := onHeldTerminal(t, cmd, false)
	h.until(t, "to answer")
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

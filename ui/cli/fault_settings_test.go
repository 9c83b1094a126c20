//go:build linux

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/session/journal"
	"gavel/session/video"
)

// TestFault_O3_NoHome runs gavel without a home, with one that is not writable, and with odd XDG folders. gavel stores
// nothing.
func TestFault_O3_NoHome(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	home := t.TempDir()
	for _, env := range [][]string{
		{"HOME="},
		{"HOME=/nonexistent"},
		{"HOME=/proc"},
		{"HOME=" + home},
		{"HOME=" + home, "XDG_CONFIG_HOME=relative", "XDG_STATE_HOME=/dev/null", "XDG_RUNTIME_DIR=\x01"},
	} {
		cmd := program(t, relay, "rooms")
		cmd.Env = append(cmd.Env, env...)
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "standup") {
			t.Errorf("%q: %v, %q", env, err, out)
		}
		console := program(t, relay)
		console.Env = append(console.Env, env...)
		h := onHeldTerminal(t, console, false)
		h.until(t, "The standup")
		since := time.Now()
		h.press(t, "q")
		h.wantRestored(t, since, exitDone)
	}
	if files, err := os.ReadDir(home); err != nil || len(files) != 0 {
		t.Errorf("files were written: %v, %v", files, err)
	}
}

// TestFault_O4_BadSettings: there is no configuration file; a user can get flags and the token file wrong.
func TestFault_O4_BadSettings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	wide := filepath.Join(dir, "wide")
	write(t, wide, canary, 0o604)
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"rooms", "--project", "p", "--token-file", wide}, []string{wide, "mode 0604", "chmod 600"}},
		{[]string{"rooms", "--token-fil", wide}, []string{"--token-fil", "did you mean --token-file"}},
		{[]string{"--theme", "nosuch"}, []string{"--theme", "nosuch", "dark"}},
		{[]string{"rooms", "--host", "http://x"}, []string{"--host", `"http"`}},
		{[]string{"demo", "--rate", "fast"}, []string{"--rate", "fast", "a number"}},
		{[]string{"rooms", "--token", canary}, []string{"there is no --token"}},
	} {
		cmd := program(t, relayWith(t), test.args...)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != exitUsage {
			t.Errorf("%v: exit code %d", test.args, code)
		}
		for _, want := range test.want {
			if !strings.Contains(string(out), want) {
				t.Errorf("%v: %q lacks %q", test.args, out, want)
			}
		}
		if strings.Contains(string(out), canary) {
			t.Errorf("%v: the token was printed", test.args)
		}
	}
}

// TestFault_O5_NoKeyring: gavel uses no keyring, so none can hang, and it stores no token, so none is stored in clear.
func TestFault_O5_NoKeyring(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	cmd := program(t, relayWith(t, "standup"), "rooms")
	cmd.Env = append(cmd.Env, "HOME="+home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	since := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if took := time.Since(since); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
	_ = filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
		if err == nil && path != home {
			t.Errorf("%s was written", path)
		}
		return err
	})
}

// TestFault_O6_TwoConsolesOfOneUser: two consoles share a journal and nothing else.
func TestFault_O6_TwoConsolesOfOneUser(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	path := filepath.Join(t.TempDir(), "journal")
	var both []*held
	for range 2 {
		h := onHeldTerminal(t, program(t, relay, "--journal", path), false)
		h.until(t, "The standup")
		both = append(both, h)
	}
	both[0].press(t, "d")
	both[1].press(t, "K")
	awaitRequest(t, relay, "video.member.deaf")
	awaitRequest(t, relay, "video.lock")
	for _, h := range both {
		h.until(t, "locked")
		since := time.Now()
		h.press(t, "q")
		h.wantRestored(t, since, exitDone)
	}
	if r, err := journal.Verify(path); err != nil || r.Verdict != journal.Whole || r.Runs != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	actions := map[string]int{}
	for line, err := range journal.Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		if e := line.Record.Entry; e != nil && e.Command != nil && e.Outcome == video.OutcomePending {
			actions[string(e.Command.Action)]++
		}
	}
	if actions["deaf"] != 1 || actions["lock"] != 1 {
		t.Errorf("the journal holds %v", actions)
	}
}

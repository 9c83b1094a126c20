//go:build linux

package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// hue matches a sequence that sets a colour. Attributes such as bold do not.
var hue = regexp.MustCompile(`\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m`)

// deep matches a colour of a palette of more than sixteen.
var deep = regexp.MustCompile(`[34]8;[25];`)

// sequence matches our control sequences.
var sequence = regexp.MustCompile(`\x1b(?:\[[0-9;?]*[a-zA-Z]|\][^\a\x1b]*(?:\a|\x1b\\))`)

func TestFault_T3_PoorTerminals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		env  []string
		args []string
		bad  *regexp.Regexp // must not be written
		good *regexp.Regexp // must be written
	}{
		{name: "NO_COLOR", env: []string{"NO_COLOR=1"}, bad: hue},
		{name: "TERM unset", env: []string{"TERM="}, bad: hue},
		{name: "16 colours", env: []string{"TERM=xterm", "COLORTERM="}, bad: deep, good: hue},
		{name: "light", args: []string{"--theme", "light"}, good: hue},
		{name: "light background", env: []string{"COLORFGBG=0;15"}, good: hue},
		{name: "mono", args: []string{"--theme", "mono"}, bad: hue},
		{name: "LANG=C", env: []string{"LANG=C", "LC_ALL=", "LC_CTYPE="}, bad: regexp.MustCompile(`[^\x00-\x7f]`)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, nil, append([]string{"demo", "--quiet"}, test.args...)...)
			cmd.Env = append(without(cmd.Env, "NO_COLOR"), test.env...)
			h := onHeldTerminal(t, cmd, false)
			h.until(t, "Weekly standup")
			since := time.Now()
			h.press(t, "q")
			h.wantRestored(t, since, exitDone)
			all := h.String()
			if test.bad != nil && test.bad.MatchString(all) {
				t.Errorf("%q was written", test.bad.FindString(all))
			}
			if test.good != nil && !test.good.MatchString(all) {
				t.Error("no colour was used")
			}
		})
	}
}

func TestFault_T3_DumbTerminalIsRefused(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"demo"}, {"standup"}} {
		cmd := program(t, relayWith(t, "standup"), args...)
		cmd.Env = append(cmd.Env, "TERM=dumb")
		h := onHeldTerminal(t, cmd, false)
		h.wantRestored(t, time.Now(), exitUsage)
		if all := h.String(); !strings.Contains(all, "gavel watch") || sequence.MatchString(all) {
			t.Errorf("got %q", all)
		}
	}
}

// without returns an environment without a variable.
func without(env []string, name string) []string {
	var rest []string
	for _, v := range env {
		if !strings.HasPrefix(v, name+"=") {
			rest = append(rest, v)
		}
	}
	return rest
}

func TestFault_T4_NotATerminal(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"console", nil, exitUsage, "the console needs a terminal"},
		{"demo", []string{"demo"}, exitUsage, "the console needs a terminal"},
		{"a question", []string{"do", "standup", "removeAllMembers"}, exitUsage, "give --yes"},
		{"a list", []string{"rooms"}, exitDone, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, relay, test.args...)
			var stdout, stderr bytes.Buffer
			cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(""), &stdout, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if code := exited(t, cmd); code != test.code || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("exit code %d: %q", code, &stderr)
			}
			if strings.ContainsRune(stdout.String()+stderr.String(), '\x1b') {
				t.Error("control sequences were written to a pipe")
			}
		})
	}
}

func TestFault_T4_EndOfInputAtAQuestion(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	h := onHeldTerminal(t, program(t, relay, "do", "standup", "removeAllMembers"), false)
	h.until(t, "Type the room's name")
	since := time.Now()
	h.press(t, "\x04")
	h.wantRestored(t, since, exitFailed)
	if n := len(relay.Requests("video.member.remove")); n != 0 {
		t.Errorf("%d removals were sent", n)
	}
}

// TestFault_T4_TerminalGone hangs up a terminal that is not the controlling one. No signal comes; the input ends.
func TestFault_T4_TerminalGone(t *testing.T) {
	t.Parallel()
	h, cmd := withoutSignals(t)
	since := time.Now()
	_ = h.Close()
	if code := exited(t, cmd); code != exitDone && code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(since); took > within {
		t.Errorf("took %v", took)
	}
}

func TestFault_T8_StdoutBlocked(t *testing.T) {
	t.Parallel()
	relay, err := localrelay.Start(localrelay.Options{
		Token: canary, Members: 20, Rate: 200, Seed: 3, PingEvery: 250 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	h := onHeldTerminal(t, program(t, relay), true)
	awaitBlocked(t, h)
	before := resident(t, h.cmd)
	connections := fmt.Sprint(relay.Connections())
	blocked := *blockedFor
	if testing.Short() {
		blocked = time.Second // four pings, 200 events
	}
	time.Sleep(blocked) // the terminal is not read; the room continues
	if after := resident(t, h.cmd); after > before+16<<20 {
		t.Errorf("%d MB more than before", (after-before)>>20)
	}
	if now := fmt.Sprint(relay.Connections()); now != connections {
		t.Errorf("connections %s, were %s: the link suffered", now, connections)
	}
	room := relay.Rooms()[0].RoomSessionID
	truth, _ := relay.RoomState(room)
	if err := relay.UpdateMember(room, truth.Members[0].ID, map[string]any{"name": "Changed Meanwhile"}); err != nil {
		t.Fatal(err)
	}
	h.listen(t)
	h.until(t, "Changed Meanwhile") // the screen is painted again
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

func TestFault_T9_StdoutClosed(t *testing.T) {
	t.Parallel()
	relay, err := localrelay.Start(localrelay.Options{Token: canary, Rate: 100, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	for _, args := range [][]string{{"watch", relay.Rooms()[0].Name}, {"watch", relay.Rooms()[0].Name, "--json"}} {
		cmd := program(t, relay, args...)
		var stderr bytes.Buffer
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		since := time.Now()
		_ = out.Close()
		_ = exited(t, cmd)
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != syscall.SIGPIPE { // as any filter ends; a shell does not report it
			t.Errorf("%v ended with %v", args, cmd.ProcessState)
		}
		if took := time.Since(since); took > within {
			t.Errorf("took %v", took)
		}
		if s := stderr.String(); strings.Contains(s, "panic") || strings.Contains(s, "goroutine") {
			t.Errorf("stderr %q", s)
		}
	}
}

func TestFault_T9_StdoutFull(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer func() { _ = full.Close() }()
	relay := relayWith(t, "standup")
	for _, args := range [][]string{{"rooms"}, {"rooms", "--json"}, {"members", "standup"}, {"version"}} {
		cmd := program(t, relay, args...)
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if code := exited(t, cmd); code != exitFailed || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%v: exit code %d, %q", args, code, &stderr)
		}
	}
}

// resident returns the resident memory of a process in bytes.
func resident(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", cmd.Process.Pid))
	var size, pages int
	if err == nil {
		_, err = fmt.Sscan(string(raw), &size, &pages)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

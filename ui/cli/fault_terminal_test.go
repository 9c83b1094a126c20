//go:build linux

package cli

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// endings are the signals that end the console, with their exit codes. Under nohup, programs ignore a hangup.
var endings = func() map[syscall.Signal]int {
	all := map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGQUIT: 131}
	if signal.Ignored(syscall.SIGHUP) {
		delete(all, syscall.SIGHUP)
	}
	return all
}()

func TestFault_T5_SignalsRestoreTheTerminal(t *testing.T) {
	t.Parallel()
	for sig, code := range endings {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			h := onHeldTerminal(t, program(t, nil, "demo", "--quiet"), false)
			h.until(t, "Weekly standup")
			since := time.Now()
			_ = h.cmd.Process.Signal(sig)
			h.wantRestored(t, since, code)
			if rest := h.afterScreen(); strings.Contains(rest, "gavel:") {
				t.Errorf("something was said: %q", rest)
			}
		})
	}
}

func TestFault_T5_KeysRestoreTheTerminal(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "\x03"} {
		h := onHeldTerminal(t, program(t, nil, "demo", "--quiet"), false)
		h.until(t, "Weekly standup")
		since := time.Now()
		h.press(t, key)
		h.wantRestored(t, since, exitDone)
	}
}

func TestFault_T5_SignalWhileDialling(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts connections and sends nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	for sig, code := range endings {
		t.Run(sig.String(), func(t *testing.T) {
			cmd := program(t, nil, "--project", "p")
			cmd.Env = append(cmd.Env, "SIGNALWIRE_API_TOKEN="+canary, "SIGNALWIRE_RELAY_HOST=ws://"+silent.Addr().String())
			h := onHeldTerminal(t, cmd, false)
			conn, err := silent.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			since := time.Now()
			_ = h.cmd.Process.Signal(sig)
			h.wantRestored(t, since, code)
		})
	}
}

func TestFault_T5_SignalWhileStdoutIsBlocked(t *testing.T) {
	t.Parallel()
	for sig, code := range endings {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			h := onHeldTerminal(t, program(t, nil, "demo", "--rate", "500"), true)
			awaitBlocked(t, h)
			since := time.Now()
			_ = h.cmd.Process.Signal(sig)
			waitExit(t, h.cmd, within)
			h.listen(t)
			h.wantRestored(t, since, code)
			h.until(t, "\x1b[?1049l")
		})
	}
}

// awaitBlocked waits until the program has filled the buffer of the terminal.
func awaitBlocked(t *testing.T, h *held) {
	t.Helper()
	last, same := -1, 0
	for deadline := time.Now().Add(patience); same < 10; time.Sleep(30 * time.Millisecond) { // another process writes
		if time.Now().After(deadline) {
			t.Fatal("the terminal was never full")
		}
		n := waitingBytes(t, h.file)
		if n == last && n > 0 {
			same++
		} else {
			last, same = n, 0
		}
	}
}

// waitExit waits for the end of the program without reading its output.
func waitExit(t *testing.T, cmd *exec.Cmd, d time.Duration) {
	t.Helper()
	for deadline := time.Now().Add(d); stateOf(cmd) != "Z"; time.Sleep(5 * time.Millisecond) { // another process ends
		if time.Now().After(deadline) {
			t.Fatalf("still there after %v", d)
		}
	}
}

// stateOf returns the state of a process as the system names it: R, S, T for stopped, Z for ended.
func stateOf(cmd *exec.Cmd) string {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(b), ") ")
	return rest[:min(1, len(rest))]
}

func TestFault_T5_UnresolvedCommandsAreNamed(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if r.Method == "video.member.audio_mute" {
			return localrelay.Verdict{Action: localrelay.Swallow}
		}
		return localrelay.Verdict{}
	})
	h := onHeldTerminal(t, program(t, relay), false)
	h.until(t, "The standup")
	h.press(t, "j")
	h.press(t, "m")
	awaitRequest(t, relay, "video.member.audio_mute")
	since := time.Now()
	_ = h.cmd.Process.Signal(syscall.SIGTERM)
	h.wantRestored(t, since, 143)
	if rest := h.afterScreen(); !strings.Contains(rest, "gavel: outcome unknown: The standup: you muted ") {
		t.Errorf("got %q", rest)
	}
}

func TestFault_T6_StopAndContinue(t *testing.T) {
	t.Parallel()
	h := onHeldTerminal(t, program(t, nil, "demo", "--quiet"), false)
	h.until(t, "Weekly standup")
	raw := modes(t, h.slave)
	if raw == h.before {
		t.Fatal("the terminal is not raw")
	}
	for range 3 {
		_ = h.cmd.Process.Signal(syscall.SIGTSTP)
		awaitState(t, h.cmd, "T")
		if now := modes(t, h.slave); now != h.before {
			t.Error("the terminal is raw while the program is stopped")
		}
		h.settle(t)
		seen := len(h.String())
		if all := h.String(); strings.LastIndex(all, "\x1b[?1049l") < strings.LastIndex(all, "\x1b[?1049h") {
			t.Error("the screen was not left")
		}
		_ = h.cmd.Process.Signal(syscall.SIGCONT)
		h.untilAfter(t, seen, "Weekly standup")
		awaitModes(t, h, raw)
	}
	since := time.Now()
	h.press(t, "\x03")
	h.wantRestored(t, since, exitDone)
}

func TestFault_T6_StoppedWithoutWarning(t *testing.T) {
	t.Parallel()
	h := onHeldTerminal(t, program(t, nil, "demo", "--quiet"), false)
	h.until(t, "Weekly standup")
	raw := modes(t, h.slave)
	_ = h.cmd.Process.Signal(syscall.SIGSTOP)
	awaitState(t, h.cmd, "T")
	setModes(t, h.slave, h.before) // as a shell does
	_, _ = h.slave.WriteString("\x1b[?1049lscribble")
	h.until(t, "scribble")
	seen := len(h.String())
	_ = h.cmd.Process.Signal(syscall.SIGCONT)
	h.untilAfter(t, seen, "Weekly standup")
	awaitModes(t, h, raw)
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

func awaitState(t *testing.T, cmd *exec.Cmd, state string) {
	t.Helper()
	// another process changes
	for deadline := time.Now().Add(patience); stateOf(cmd) != state; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the process is %s, not %s", stateOf(cmd), state)
		}
	}
}

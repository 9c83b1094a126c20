//go:build linux

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gavel/session/localrelay"
	"gavel/ui/config"
)

// runtimeFolder returns a folder for sockets. Its path is short, because that of a socket has at most 107 bytes.
func runtimeFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "r") //nolint:usetesting // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// withControl returns a console of the room standup that other programs can ask.
func withControl(t *testing.T, s *localrelay.Server, runtime string) *exec.Cmd {
	t.Helper()
	cmd := program(t, s, "standup", "--control")
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+runtime, "TMPDIR="+runtime)
	return cmd
}

// floorOf runs gavel floor standup.
func floorOf(t *testing.T, runtime string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := program(t, nil, append([]string{"floor", "standup"}, args...)...)
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+runtime, "TMPDIR="+runtime)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Start(); e != nil {
		t.Fatal(e)
	}
	code = exited(t, cmd)
	return code, out.String(), err.String()
}

// TestFloorAsksTheRunningConsole gives verbs from outside. The person at the console sees them in the log. With a second
// console, both are named, and neither is asked.
func TestFloorAsksTheRunningConsole(t *testing.T) {
	t.Parallel()
	runtime, s := runtimeFolder(t), relayWith(t, "standup")
	one := withControl(t, s, runtime)
	screen := onTerminal(t, one)
	screen.until(t, "People")
	if code, out, said := floorOf(t, runtime, "mode", "queue"); code != exitDone || !strings.Contains(out, "queue mode") {
		t.Fatalf("%d %q %q", code, out, said)
	}
	screen.until(t, "FLOOR")
	if code, out, said := floorOf(t, runtime, "queue", "chamber microphone"); code != exitDone {
		t.Fatalf("%d %q %q", code, out, said)
	}
	screen.until(t, "program")
	if code, out, said := floorOf(t, runtime, "next"); code != exitDone || !strings.Contains(out, "has the floor") {
		t.Fatalf("%d %q %q", code, out, said)
	}
	two := withControl(t, s, runtime)
	second := onTerminal(t, two)
	second.until(t, "People")
	code, out, said := floorOf(t, runtime, "next")
	for _, c := range []*exec.Cmd{one, two} {
		if path := filepath.Join(runtime, "gavel", strconv.Itoa(c.Process.Pid)+".sock"); !strings.Contains(said, path) {
			t.Errorf("%q does not name %s", said, path)
		}
	}
	if code != exitFailed || out != "" || !strings.Contains(said, "2 programs are running: console") {
		t.Errorf("%d %q %q", code, out, said)
	}
	code, out, said = floorOf(t, runtime, "--control", "unix:"+filepath.Join(runtime, "gavel", strconv.Itoa(one.Process.Pid)+".sock"))
	if code != exitDone || !strings.Contains(out, "chamber microphone") {
		t.Errorf("%d %q %q", code, out, said)
	}
	screen.press(t, "\x03")
	second.press(t, "\x03")
	if exited(t, one) != exitDone || exited(t, two) != exitDone {
		t.Error("a console did not end")
	}
	if left, _ := filepath.Glob(filepath.Join(runtime, "gavel", "*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestControlWithoutRuntimeFolder prints where the socket is, and is found there. The socket of a killed console does not
// disturb the next one.
func TestControlWithoutRuntimeFolder(t *testing.T) {
	t.Parallel()
	runtime, s := runtimeFolder(t), relayWith(t, "standup")
	start := func() (*exec.Cmd, *screen) {
		cmd := withControl(t, s, runtime)
		cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR=")
		return cmd, onTerminal(t, cmd)
	}
	first, screen := start()
	screen.until(t, "the control port is unix:"+runtime+"/gavel-")
	screen.until(t, "People")
	_ = first.Process.Kill()
	_ = first.Wait()
	second, screen := start()
	screen.until(t, "People")
	code, out, said := floorOf(t, runtime, "mode", "queue")
	if code != exitDone || !strings.Contains(out, "queue mode") {
		t.Errorf("%d %q %q", code, out, said)
	}
	screen.press(t, "\x03")
	if exited(t, second) != exitDone {
		t.Error("the console did not end")
	}
}

// TestSceneSettings: a scene has its own settings. In the classroom, no key opens a microphone.
func TestSceneSettings(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil, "demo", "--scenario", "classroom")
	s := onTerminal(t, cmd)
	s.until(t, "Ms Okafor")
	s.press(t, "G")
	s.press(t, "M")
	s.repaint(t)
	s.until(t, "microphone;")
	s.press(t, "\x03")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

func TestSettingsOfScenesAreValid(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]func(f *config.File) bool{
		"council":   func(f *config.File) bool { return f.Protected != nil },
		"townhall":  func(f *config.File) bool { return f.Protected != nil && f.Panel != nil },
		"classroom": func(f *config.File) bool { return f.Protected != nil && f.Consent["*"] == "never" },
	} {
		a := &app{}
		if err := a.stageSettings(name); err != nil || !want(a.conf()) {
			t.Errorf("%s: %v, %+v", name, err, a.conf().Values)
		}
	}
}

// TestFloorIsResumedOnRequest ends a console in several ways. The next one offers the floor, and arms nothing until then.
func TestFloorIsResumedOnRequest(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for two consoles after each other, four times")
	}
	for name, end := range map[string]func(t *testing.T, cmd *exec.Cmd, s *screen){
		"kill -9":  func(_ *testing.T, cmd *exec.Cmd, _ *screen) { _ = cmd.Process.Kill() },
		"a signal": func(_ *testing.T, cmd *exec.Cmd, _ *screen) { _ = cmd.Process.Signal(syscall.SIGTERM) },
		"a crash":  func(_ *testing.T, cmd *exec.Cmd, _ *screen) { _ = cmd.Process.Signal(syscall.SIGABRT) },
		"ctrl-c":   func(t *testing.T, _ *exec.Cmd, s *screen) { s.press(t, "\x03") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runtime, relay := runtimeFolder(t), relayWith(t, "standup")
			start := func() (*exec.Cmd, *screen) {
				cmd := withControl(t, relay, runtime)
				cmd.Env = append(cmd.Env, "XDG_STATE_HOME="+runtime)
				s := onTerminal(t, cmd)
				s.until(t, "People")
				return cmd, s
			}
			verb := func(args ...string) string {
				t.Helper()
				code, out, said := floorOf(t, runtime, args...)
				if code != exitDone {
					t.Fatalf("%q: %d %s", args, code, said)
				}
				return out
			}
			first, s := start()
			verb("mode", "queue", "turn=3m")
			verb("queue", "chamber microphone")
			files := filepath.Join(runtime, "gavel", "floor", "*.json")
			awaitFile(t, files, "chamber microphone")
			end(t, first, s)
			_ = first.Wait()

			from := len(relay.Ledger())
			second, s := start()
			if out := verb(); !strings.Contains(out, "open") || strings.Contains(out, "chamber") {
				t.Fatalf("armed without a request: %s", out)
			}
			s.press(t, "!")
			s.repaint(t)
			s.until(t, "resume") // the painter skips blanks
			s.press(t, "R")
			s.repaint(t)
			for end := time.Now().Add(patience); !strings.Contains(verb(), "paused") && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond) // the menu says "paused" before it has read the key
			}
			if out := verb(); !strings.Contains(out, "queue, mark, paused") || !strings.Contains(out, "chamber microphone") {
				t.Errorf("resumed: %s", out)
			}
			if code, _, said := floorOf(t, runtime, "next"); code != exitFailed || !strings.Contains(said, "paused") {
				t.Errorf("next while paused: %d %s", code, said)
			}
			for _, r := range relay.Ledger()[from:] {
				if strings.Contains(r.Method, "mute") {
					t.Errorf("sent %s", r.Method)
				}
			}
			verb("continue")
			verb("next")
			s.press(t, "\x03")
			if code := exited(t, second); code != exitDone {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// awaitFile waits until a file that fits a pattern holds a text, with mode 600.
func awaitFile(t *testing.T, pattern, text string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) { // another process writes
		paths, _ := filepath.Glob(pattern) // the pattern is valid
		for _, path := range paths {
			data, err := os.ReadFile(path)
			info, statErr := os.Stat(path)
			if err == nil && statErr == nil && strings.Contains(string(data), text) {
				if info.Mode().Perm() != 0o600 {
					t.Errorf("%s has the mode %v", path, info.Mode())
				}
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("no %s holds %q", pattern, text)
		}
	}
}

//go:build linux

package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gavel/ui/keeper"
)

// shelled is a console that a shell started. The shell continues after it.
type shelled struct {
	*held
	state  string // the folder of crash reports
	pid    int
	keeper int
}

// underShell starts gavel from a shell, which runs prepare first, and waits until gavel and its keeper run.
func underShell(t *testing.T, fall, prepare string, args ...string) *shelled {
	t.Helper()
	s := &shelled{state: filepath.Join(t.TempDir(), "state")}
	cmd := program(t, nil)
	cmd.Env = append(cmd.Env, sabotageVariable+"="+fall, "XDG_STATE_HOME="+s.state, "SIGNALWIRE_API_TOKEN="+bait)
	inner := prepare + `; echo "<pid $$>"; exec gavel "$@"`
	script := `sh -c '` + inner + `' sh "$@"; echo "<code $?>"; read line`
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", script, "sh"}, args...)
	s.held = onHeldTerminal(t, cmd, false)
	s.until(t, "Weekly standup")
	pid := regexp.MustCompile(`<pid (\d+)>`).FindStringSubmatch(s.String())
	s.pid, _ = strconv.Atoi(pid[1])
	t.Cleanup(func() { // a failed test may have left it stopped
		if name, _, parent := status(s.pid); name == "gavel" && (parent == 1 || parent == cmd.Process.Pid) {
			_ = syscall.Kill(s.pid, syscall.SIGKILL)
		}
	})
	for deadline := time.Now().Add(patience); s.keeper == 0; time.Sleep(2 * time.Millisecond) { // another process starts
		if s.keeper = childOf(s.pid); time.Now().After(deadline) {
			t.Fatal("there is no keeper")
		}
	}
	return s
}

// status returns the name, state and parent of a process. The state of a process that has ended is "".
func status(pid int) (name, state string, parent int) {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	head, rest, _ := strings.Cut(string(b), ") ")
	_, name, _ = strings.Cut(head, "(")
	_, _ = fmt.Sscanf(rest, "%s %d", &state, &parent)
	return name, state, parent
}

// childOf returns the process id of a process's keeper once it has its name, or 0.
func childOf(parent int) int {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range all {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if name, _, of := status(pid); of == parent && name == keeper.Name {
			return pid
		}
	}
	return 0
}

func (s *shelled) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(s.pid, sig); err != nil {
		t.Fatal(err)
	}
}

// wantOver waits for the end of the console. It checks that within a second the exit code came, the terminal was
// restored and the keeper ended. It returns the message.
func (s *shelled) wantOver(t *testing.T, since time.Time, code int, says string) string {
	t.Helper()
	s.until(t, fmt.Sprintf("<code %d>", code))
	s.until(t, says)
	s.wantGone(t)
	if now := modes(t, s.slave); now != s.before {
		t.Errorf("the modes of the terminal are %+v, were %+v", now, s.before)
	}
	if took := time.Since(since); took > within {
		t.Errorf("took %v", took)
	}
	s.settle(t)
	all := s.String()
	for mode, on := range map[string]bool{
		"1049": false, "25": true, "2004": false, "1000": false, "1002": false,
		"1003": false, "1006": false,
	} {
		set, reset := strings.LastIndex(all, "\x1b[?"+mode+"h"), strings.LastIndex(all, "\x1b[?"+mode+"l")
		if set != reset && (set > reset) != on {
			t.Errorf("mode %s was left switched %v", mode, !on)
		}
	}
	rest := s.afterScreen()
	if found := leaks(all, bait, streamKey); len(found) > 0 {
		t.Errorf("%q is on the terminal", found[0])
	}
	if says == "" && strings.Contains(rest, "gavel:") {
		t.Errorf("something was said: %q", rest)
	}
	if strings.Contains(all, "goroutine ") {
		t.Error("there is a trace on the terminal")
	}
	s.press(t, "\r\n") // ends the shell
	_ = exited(t, s.cmd)
	return rest
}

// wantGone waits for the end of the keeper. If no process reaps orphans, it stays as a zombie.
func (s *shelled) wantGone(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(2 * time.Millisecond) { // another process ends
		if name, state, _ := status(s.keeper); name != keeper.Name || state == "Z" || state == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the keeper is still there")
		}
	}
}

// wantReport checks the crash report, which the message must name.
func (s *shelled) wantReport(t *testing.T, said string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(s.state, "gavel", "*"))
	if len(files) != 1 || !strings.Contains(said, files[0]) {
		t.Fatalf("the message is %q, but there are %q", said, files)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if dir, err := os.Stat(filepath.Dir(files[0])); err != nil || dir.Mode().Perm() != 0o700 {
		t.Errorf("the folder's mode is %v, %v", dir.Mode(), err)
	}
	raw, err := os.ReadFile(files[0])
	if found := leaks(string(raw), bait, streamKey); err != nil || len(found) > 0 {
		t.Errorf("%q is in the report, %v", found, err)
	}
	if !bytes.Contains(raw, []byte("gavel/ui/cli.")) || !bytes.Contains(raw, []byte("sabotage_test.go:")) {
		t.Errorf("the report does not say where: %.600s", raw)
	}
}

// awaitStop waits until the console has been stopped.
func (s *shelled) awaitStop(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) { // another process stops
		if _, state, _ := status(s.pid); state == "T" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("it did not stop")
		}
	}
}

func awaitKeeper(t *testing.T, cmd *exec.Cmd) (pid int) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) { // another process starts
		if pid = childOf(cmd.Process.Pid); pid != 0 {
			return pid
		}
		if time.Now().After(deadline) {
			t.Fatal("there is no keeper")
		}
	}
}

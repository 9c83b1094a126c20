// Package e2e_test drives the built program in a real terminal: it presses keys, reads the screen, and takes the
// pictures of the README.
package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// terminal is the built program in a real terminal. The emulator is tmux, which every developer can install.
type terminal struct {
	t      *testing.T
	socket string
}

// patience is how long text may take to appear.
const patience = 15 * time.Second

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "gavel-e2e")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "gavel")
	out, err := exec.Command("go", "build", "-o", path, "gavel").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// built is the folder of the binary, or "" before it is built.
var built string

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// run starts gavel with args in a terminal of w by h cells. The exit code is printed after "exit=".
func run(t *testing.T, w, h int, args ...string) *terminal {
	t.Helper()
	line := gavel(t, "env -u NO_COLOR TERM=tmux-256color COLORTERM=truecolor", args...)
	return start(t, w, h, line+`; echo "exit=$?"; stty -a | grep -o -- '-\?echo '; exec sleep 600`)
}

// gavel returns the line for a shell that runs the built program.
func gavel(t *testing.T, env string, args ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a terminal; skipped with -short")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	state, err := os.MkdirTemp("", "state") //nolint:usetesting // the console may still write to it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(state) })
	// The user's own configuration is not read, nor the floor of another test.
	line := env + " XDG_CONFIG_HOME=" + t.TempDir() + " XDG_STATE_HOME=" + state + " SIGNALWIRE_PROJECT_ID= SIGNALWIRE_API_TOKEN= " + path
	for _, a := range args {
		line += " '" + a + "'"
	}
	return line
}

// start runs a line of shell in a terminal of w by h cells.
func start(t *testing.T, w, h int, line string) *terminal {
	t.Helper()
	needProgram(t, "tmux")
	s := &terminal{t: t, socket: fmt.Sprintf("gavel%d-%d", os.Getpid(), time.Now().UnixNano())}
	s.tmux("new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "sh", "-c", line)
	s.tmux("set-hook", "-g", "alert-bell", "set -g @rang 1")
	s.tmux("set", "-g", "bell-action", "any")
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", s.socket, "kill-server").Run() })
	return s
}

// rang reports whether the terminal's bell has rung.
func (s *terminal) rang() bool {
	s.t.Helper()
	return strings.TrimSpace(s.tmux("show", "-gqv", "@rang")) == "1"
}

// needProgram ends a test that needs a program. In CI the program must be there.
func needProgram(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing: .ci/run must install it", name)
	}
	t.Skipf("%s is missing", name)
}

func (s *terminal) tmux(args ...string) string {
	s.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-L", s.socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %s: %v: %s", args[0], err, out)
	}
	return string(out)
}

// keys presses keys by tmux's names, a moment apart, as a user does.
func (s *terminal) keys(names ...string) {
	s.t.Helper()
	for _, name := range names {
		s.tmux("send-keys", name)
		time.Sleep(80 * time.Millisecond)
	}
}

// text types literal text all at once.
func (s *terminal) text(text string) {
	s.t.Helper()
	s.tmux("send-keys", "-l", text)
}

func (s *terminal) screen() string {
	s.t.Helper()
	return s.tmux("capture-pane", "-p")
}

// want waits until all texts are on the screen at once.
func (s *terminal) want(texts ...string) string {
	s.t.Helper()
	return s.until(fmt.Sprintf("%q", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

func (s *terminal) until(what string, ok func(screen string) bool) string {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		screen := s.screen()
		if ok(screen) {
			return screen
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("never appeared: %s\n%s", what, screen)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

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

// patience is how long a text may take to appear.
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
	if testing.Short() {
		t.Skip("needs a terminal; skipped with -short")
	}
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("tmux is missing: .ci/run must install it")
		}
		t.Skip("tmux is missing")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &terminal{t: t, socket: fmt.Sprintf("gavel%d-%d", os.Getpid(), time.Now().UnixNano())}
	line := "env -u NO_COLOR TERM=tmux-256color COLORTERM=truecolor SIGNALWIRE_PROJECT_ID= SIGNALWIRE_API_TOKEN= " + path
	for _, a := range args {
		line += " '" + a + "'"
	}
	s.tmux("new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "sh", "-c", line+`; echo "exit=$?"; stty -a | grep -o -- '-\?echo '; exec sleep 600`)
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", s.socket, "kill-server").Run() })
	return s
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

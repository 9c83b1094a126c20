//go:build linux

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// screen collects what a program writes to its terminal.
type screen struct {
	file *os.File
	mu   sync.Mutex // guards text
	text bytes.Buffer
	more chan struct{}
}

// onTerminal starts a program on a terminal of 120×30.
func onTerminal(t *testing.T, cmd *exec.Cmd) *screen {
	t.Helper()
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{file: file, more: make(chan struct{}, 1)}
	s.collect(t)
	t.Cleanup(func() { // a read of the terminal returns only after the program has ended
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return s
}

// collect starts reading the output of the program.
func (s *screen) collect(t *testing.T) {
	var reader sync.WaitGroup
	reader.Go(func() {
		for b := make([]byte, 4096); ; {
			n, err := s.file.Read(b)
			s.mu.Lock()
			s.text.Write(b[:n])
			s.mu.Unlock()
			select {
			case s.more <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	})
	t.Cleanup(func() { _ = s.file.Close(); reader.Wait() })
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// repaint makes the program write the whole screen. After a change it writes only the cells that differ, so a text may
// come in pieces.
func (s *screen) repaint(t *testing.T) {
	t.Helper()
	if err := pty.Setsize(s.file, &pty.Winsize{Rows: 31, Cols: 121}); err != nil {
		t.Fatal(err)
	}
}

// until waits until the program has written a text.
func (s *screen) until(t *testing.T, text string) {
	t.Helper()
	deadline := time.After(patience)
	for !strings.Contains(s.String(), text) {
		select {
		case <-s.more:
		case <-deadline:
			t.Fatalf("%q did not come: %q", text, s.String())
		}
	}
}

// press types keys.
func (s *screen) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := s.file.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

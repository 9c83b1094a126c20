//go:build linux

package term

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// end waits for the end of the program, and for its last output.
func (s *session) end() {
	s.t.Helper()
	ended := make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(ended) }()
	s.over(ended)
}

// over waits until the channel of the end is closed, and for the last output.
func (s *session) over(ended <-chan struct{}) {
	s.t.Helper()
	select {
	case <-ended:
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		s.t.Fatalf("it did not end, but said %q", s.output())
	}
	<-s.done
}

// state is the state of a process as the system names it: T is stopped.
func (s *session) state() string {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(b), ") ")
	return rest[:min(1, len(rest))]
}

// restored checks that every mode that was turned on is off again, and that the line modes are as before.
func (s *session) restored(found *term.State) {
	s.t.Helper()
	s.until("\x1b[?25h\r")
	said := s.output()
	for on, off := range pairs {
		if strings.LastIndex(said, on) > strings.LastIndex(said, off) {
			s.t.Errorf("%q was not followed by %q", on, off)
		}
	}
	waitFor(s.t, "the modes of before", func() bool {
		now, err := term.GetState(s.pty.Fd())
		return err == nil && *now == *found
	})
}

func (s *session) modes() *term.State {
	s.t.Helper()
	state, err := term.GetState(s.pty.Fd())
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// fresh is the state of an unused terminal.
func fresh(t *testing.T) *term.State {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	state, err := term.GetState(master.Fd())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestProgramEnds(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"q", "\x03", "\x1b[99;5u", "\x1b[27;5;99~"} {
		s := runHelper(t, 80, 24, "console")
		s.until("keys 0")
		s.press(keys)
		s.end()
		s.restored(fresh(t))
	}
}

func TestOpenPasteDoesNotKeepCtrlC(t *testing.T) {
	t.Parallel()
	s := runHelper(t, 80, 24, "console")
	s.until("keys 0")
	s.press("\x0c\x1b[200~hello")
	s.until("keys 1") // the whole frame that ctrl-l asked for: the text is in the same read
	<-time.After(quitWait + 50*time.Millisecond)
	s.press("\x03")
	s.end()
	s.restored(fresh(t))
}

func TestPanicRestores(t *testing.T) {
	t.Parallel()
	s := runHelper(t, 80, 24, "console")
	s.until("keys 0")
	s.press("!")
	s.end()
	s.restored(fresh(t))
	if said := s.output(); strings.LastIndex(said, "asked for") < strings.LastIndex(said, mainScreen) {
		t.Error("the stack was written on a screen that was left afterwards")
	}
}

func TestSuspend(t *testing.T) {
	t.Parallel()
	s := runHelper(t, 80, 24, "console")
	s.until("keys 0")
	s.press("\x1a")
	waitFor(t, "a stop", func() bool { return s.state() == "T" })
	s.restored(fresh(t))
	stopped := len(s.output())
	if err := pty.Setsize(s.pty, &pty.Winsize{Rows: 30, Cols: 90}); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "a whole frame", func() bool {
		now := s.output()[stopped:]
		return strings.Contains(now, altScreen) && strings.Contains(now, "keys 1") && strings.Contains(now, "\x1b[30H")
	})
	s.press("jq")
	s.end()
	s.restored(fresh(t))
}

func TestContinueAfterSIGSTOPTakesTheTerminal(t *testing.T) {
	t.Parallel()
	s := runHelper(t, 80, 24, "console")
	s.until("keys 0")
	for _, sig := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := s.cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if sig == syscall.SIGSTOP {
			waitFor(t, "a stop", func() bool { return s.state() == "T" })
			if err := term.Restore(s.pty.Fd(), fresh(t)); err != nil {
				t.Fatal(err)
			}
		}
	}
	waitFor(t, "the screen again", func() bool { return strings.Count(s.output(), altScreen) == 2 })
	s.press("q")
	s.end()
	s.restored(fresh(t))
}

// TestFailedStartRestores limits the number of open files, so that Start fails. The terminal must then be as it was.
func TestFailedStartRestores(t *testing.T) {
	t.Parallel()
	for files := 3; files <= 14; files++ {
		s := &session{t: t, done: make(chan struct{}), woke: make(chan struct{}, 1)}
		s.cmd = exec.Command("sh", "-c", fmt.Sprintf("ulimit -n %d; exec '%s'", files, os.Args[0]))
		s.cmd.Env = append(os.Environ(), helperEnv+"=console")
		var err error
		if s.pty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
			t.Fatal(err)
		}
		go s.listen()
		ended := make(chan struct{})
		go func() { _ = s.cmd.Wait(); close(ended) }()
		waitFor(t, "an end or a frame", func() bool {
			select {
			case <-ended:
				return true
			default:
				return strings.Contains(s.output(), "keys 0")
			}
		})
		s.press("q")
		s.over(ended)
		said := s.output()
		if strings.Count(said, altScreen) != strings.Count(said, mainScreen) {
			t.Errorf("with %d files it left %q", files, said)
		}
		if now := s.modes(); *now != *fresh(t) {
			t.Errorf("with %d files the modes are not restored", files)
		}
		_ = s.pty.Close()
	}
}

// TestFirstFrameOfAMuteTerminal checks that the first frame does not wait for an answer. Without an answer, Bubble Tea
// waits for five seconds. A busy machine may take as long to start the program.
func TestFirstFrameOfAMuteTerminal(t *testing.T) {
	t.Parallel()
	s := runHelper(t, 80, 24, "console")
	waitFor(t, "the first query", func() bool { return s.output() != "" })
	since := time.Now()
	s.until("keys 0")
	took := time.Since(since)
	t.Logf("the first frame came after %v", took)
	if took > patience/5 {
		t.Errorf("the first frame took %v", took)
	}
	s.press("q")
	s.end()
}

//go:build linux

package cli

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// within is how soon a program must end after a signal or key. The contract is one second; the rest is for a machine
// that runs other tests as well.
const within = 2 * time.Second

// held is a program on a terminal whose slave side stays open, so that its modes can be read afterwards.
type held struct {
	*screen
	cmd    *exec.Cmd
	slave  *os.File
	before unix.Termios
}

// onHeldTerminal starts a program on a terminal. With deaf, its output is not read.
func onHeldTerminal(t *testing.T, cmd *exec.Cmd, deaf bool) *held {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 30, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	h := &held{cmd: cmd, slave: slave, before: modes(t, slave)}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.screen = &screen{file: master, more: make(chan struct{}, 1)}
	t.Cleanup(func() { _ = slave.Close(); _ = master.Close() })
	if !deaf {
		h.listen(t)
	}
	return h
}

// listen starts reading. At the end all sides of the terminal are closed first, because only then a read returns.
func (h *held) listen(t *testing.T) {
	h.collect(t)
	t.Cleanup(func() { _ = h.slave.Close() })
	t.Cleanup(func() {
		if h.cmd.ProcessState == nil {
			_ = h.cmd.Process.Kill()
			_ = h.cmd.Wait()
		}
	})
}

func modes(t *testing.T, f *os.File) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *m
}

// switches matches the sequences for the modes that the console may switch on.
var switches = regexp.MustCompile(`\x1b\[\?(1049|25|2004|1000|1002|1003|1006|1004)([hl])`)

// wantRestored waits for the end and checks the exit code, the time and the state of the terminal.
func (h *held) wantRestored(t *testing.T, since time.Time, code int) {
	t.Helper()
	if got := exited(t, h.cmd); got != code {
		t.Errorf("exit code %d, want %d", got, code)
	}
	took := time.Since(since)
	if took > within {
		t.Errorf("took %v", took)
	}
	t.Logf("over after %v", took.Round(time.Millisecond))
	if now := modes(t, h.slave); now != h.before {
		t.Errorf("the modes of the terminal are %+v, were %+v", now, h.before)
	}
	h.settle(t)
	last := map[string]string{}
	for _, m := range switches.FindAllStringSubmatch(h.String(), -1) {
		last[m[1]] = m[2]
	}
	for mode, state := range last {
		if want := map[bool]string{true: "h", false: "l"}[mode == "25"]; state != want {
			t.Errorf("mode %s was left at %s", mode, state)
		}
	}
}

// settle reads all output of the program: a mark that is written now comes after it.
func (h *held) settle(t *testing.T) {
	t.Helper()
	mark := fmt.Sprintf("<end %d>", time.Now().UnixNano())
	if _, err := h.slave.WriteString(mark); err != nil {
		t.Fatal(err)
	}
	h.until(t, mark)
}

// afterScreen returns the output after the console left the screen.
func (h *held) afterScreen() string {
	all := h.String()
	if i := strings.LastIndex(all, "\x1b[?1049l"); i >= 0 {
		return all[i:]
	}
	return ""
}

// untilAfter waits for a text after the first n bytes.
func (h *held) untilAfter(t *testing.T, n int, text string) {
	t.Helper()
	deadline := time.After(patience)
	for !strings.Contains(h.String()[n:], text) {
		select {
		case <-h.more:
		case <-deadline:
			t.Fatalf("%q did not come again", text)
		}
	}
}

// awaitModes waits until the terminal has the modes.
func awaitModes(t *testing.T, h *held, want unix.Termios) {
	t.Helper()
	// another process sets them
	for deadline := time.Now().Add(patience); modes(t, h.slave) != want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the terminal did not get its modes")
		}
	}
}

func setModes(t *testing.T, f *os.File, m unix.Termios) {
	t.Helper()
	if err := unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, &m); err != nil {
		t.Fatal(err)
	}
}

// waitingBytes returns how many bytes written to a terminal are unread.
func waitingBytes(t *testing.T, master *os.File) int {
	t.Helper()
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCINQ)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// blockedFor is how long a terminal accepts no output. A thorough test takes a minute.
var blockedFor = flag.Duration("blocked", 3*time.Second, "how long the terminal is blocked in TestFault_T8")

// withoutSignals starts a console on a terminal that does not control it, and returns the terminal's master side.
func withoutSignals(t *testing.T) (master *os.File, cmd *exec.Cmd) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	_ = pty.Setsize(master, &pty.Winsize{Rows: 30, Cols: 120})
	cmd = program(t, nil, "demo", "--quiet")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = slave.Close()
	for all := ""; !strings.Contains(all, "Weekly standup"); {
		b := make([]byte, 4096)
		n, err := master.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		all += string(b[:n])
	}
	return master, cmd
}

//go:build linux

package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"gavel/ui/keeper"
)

// kills is how often a console is killed. A thorough test kills fifty.
var kills = flag.Int("kills", 2, "how often a console is killed in TestFault_T7")

// TestFault_T7_KilledWhileTheTerminalTakesNothing: a stopped terminal does not delay the end.
func TestFault_T7_KilledWhileTheTerminalTakesNothing(t *testing.T) {
	t.Parallel()
	s := underShell(t, "", ":", "demo", "--rate", "500")
	if err := unix.IoctlSetInt(int(s.slave.Fd()), unix.TCXONC, unix.TCOOFF); err != nil { // as ctrl+s does
		t.Fatal(err)
	}
	since := time.Now()
	s.signal(t, syscall.SIGKILL)
	s.wantGone(t)
	if took := time.Since(since); took > within {
		t.Errorf("the keeper took %v", took)
	}
	s.wantOver(t, since, 137, withoutAWord)
}

const withoutAWord = "gavel: the console ended without a message (killed, or out of memory); the terminal is restored"

func TestFault_T7_KilledConsolesLeaveTheTerminal(t *testing.T) {
	t.Parallel()
	for range *kills {
		s := underShell(t, "", ":", "demo", "--rate", "200")
		since := time.Now()
		s.signal(t, syscall.SIGKILL)
		s.wantOver(t, since, 137, withoutAWord)
	}
}

func TestFault_T7_FatalErrors(t *testing.T) {
	t.Parallel()
	for fall, want := range map[string]struct {
		code int
		says string
	}{
		"concurrent map writes": {2, "gavel: internal error: fatal error: concurrent map writes; the report is in "},
		"stack overflow":        {2, "gavel: internal error: fatal error: stack overflow; the report is in "},
		"panic":                 {2, "gavel: internal error: panic: [text left out]; the report is in "},
		"nil pointer": {
			2,
			"gavel: internal error: panic: runtime error: invalid memory address or nil pointer dereference; the report",
		},
		"unlock of unlocked lock": {
			2,
			"gavel: internal error: fatal error: sync: unlock of unlocked mutex; the report is in ",
		},
		"os.Exit": {7, withoutAWord},
	} {
		if raceDetector && fall == "concurrent map writes" {
			continue // reports the race, and ends with another code
		}
		t.Run(fall, func(t *testing.T) {
			t.Parallel()
			s := underShell(t, fall, "umask 000", "demo", "--quiet")
			since := time.Now()
			s.signal(t, syscall.SIGUSR1)
			said := s.wantOver(t, since, want.code, want.says)
			if want.code == 2 {
				s.wantReport(t, said)
			}
		})
	}
}

func TestFault_T7_OutOfMemory(t *testing.T) {
	t.Parallel()
	if raceDetector {
		t.Skip("the race detector needs more address space than any limit leaves")
	}
	s := underShell(t, "out of memory", "ulimit -v 3000000", "demo", "--quiet")
	since := time.Now()
	s.signal(t, syscall.SIGUSR1)
	s.wantReport(t, s.wantOver(t, since, 2, "out of memory; the report is in "))
}

func TestFault_T7_EndingsInGoodOrder(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]struct {
		do   func(*testing.T, *shelled)
		code int
	}{
		"q":       {func(t *testing.T, s *shelled) { s.press(t, "q") }, 0},
		"ctrl+c":  {func(t *testing.T, s *shelled) { s.press(t, "\x03") }, 0},
		"SIGTERM": {func(t *testing.T, s *shelled) { s.signal(t, syscall.SIGTERM) }, 143},
		"SIGINT":  {func(t *testing.T, s *shelled) { s.signal(t, syscall.SIGINT) }, 130},
		"SIGQUIT": {func(t *testing.T, s *shelled) { s.signal(t, syscall.SIGQUIT) }, 131},
		"a keeper that was killed before": {func(t *testing.T, s *shelled) {
			_ = syscall.Kill(s.keeper, syscall.SIGKILL)
			s.wantGone(t)
			s.press(t, "q")
		}, 0},
		"a keeper that heard all signals": {func(t *testing.T, s *shelled) {
			for _, sig := range []syscall.Signal{
				syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU,
			} {
				_ = syscall.Kill(s.keeper, sig)
			}
			s.press(t, "q")
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := underShell(t, "", ":", "demo", "--quiet")
			since := time.Now()
			end.do(t, s)
			s.wantOver(t, since, end.code, "")
		})
	}
}

func TestFault_T7_KilledWhileStopped(t *testing.T) {
	t.Parallel()
	s := underShell(t, "", ":", "demo", "--quiet")
	raw := modes(t, s.slave)
	s.signal(t, syscall.SIGTSTP)
	s.awaitStop(t)
	awaitModes(t, s.held, s.before)
	s.signal(t, syscall.SIGCONT)
	awaitModes(t, s.held, raw)
	s.signal(t, syscall.SIGTSTP)
	s.awaitStop(t)
	awaitModes(t, s.held, s.before)
	s.settle(t)
	seen := len(s.String())
	since := time.Now()
	s.signal(t, syscall.SIGKILL)
	s.wantOver(t, since, 137, "")
	if rest := s.String()[seen:]; strings.Contains(rest, "\x1b") {
		t.Errorf("the keeper wrote to a terminal that was not the console's: %q", rest)
	}
}

func TestFault_T7_KilledWhileStoppedWithoutWarning(t *testing.T) {
	t.Parallel()
	s := underShell(t, "", ":", "demo", "--quiet")
	s.signal(t, syscall.SIGSTOP)
	s.awaitStop(t)
	shells := s.before
	shells.Cc[syscall.VMIN], shells.Lflag = 1, shells.Lflag&^uint32(syscall.ECHO|syscall.ICANON)
	setModes(t, s.slave, shells) // as a shell does to read a line
	s.signal(t, syscall.SIGKILL)
	s.until(t, withoutAWord)
	if modes(t, s.slave) != shells {
		t.Error("the keeper has changed the shell's modes")
	}
	setModes(t, s.slave, s.before)
	s.wantOver(t, time.Now(), 137, withoutAWord)
}

// TestFault_T7_KilledSessionLeader kills a console without a shell, as ssh -t or a terminal's own command starts it.
// The system takes the terminal from all processes of the session when its leader ends.
func TestFault_T7_KilledSessionLeader(t *testing.T) {
	t.Parallel()
	h := onHeldTerminal(t, program(t, nil, "demo", "--quiet"), true)
	var all []byte
	read := func(text string) {
		t.Helper()
		b := make([]byte, 4096)
		for deadline := time.Now().Add(patience); !bytes.Contains(all, []byte(text)); {
			n, err := h.file.Read(b)
			if all = append(all, b[:n]...); err != nil {
				time.Sleep(time.Millisecond) // no process has the terminal open
			}
			if time.Now().After(deadline) {
				t.Fatalf("%q did not come", text)
			}
		}
	}
	read("Weekly standup")
	awaitKeeper(t, h.cmd)
	_ = h.cmd.Process.Kill()
	read("\x1b[?1049l")
	read(withoutAWord)
	_ = h.cmd.Wait()
	again, err := os.OpenFile(h.slave.Name(), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if now := modes(t, again); now != h.before {
		t.Errorf("the modes of the terminal are %+v, were %+v", now, h.before)
	}
}

// TestKeeperHasNoSecret reads what other processes can see of a console's keeper.
func TestKeeperHasNoSecret(t *testing.T) {
	t.Parallel()
	relay := baitRelay(t)
	h := onHeldTerminal(t, program(t, relay, "standup"), false)
	h.until(t, "The standup")
	pid := awaitKeeper(t, h.cmd)
	arguments, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if want := keeper.Name + "\x00" + keeper.Mode + "\x00"; err != nil || string(arguments) != want {
		t.Errorf("arguments %q, %v", arguments, err)
	}
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if len(environment) > 0 || (err != nil && !errors.Is(err, fs.ErrPermission)) {
		t.Errorf("environment %q, %v", environment, err)
	}
	for _, pid := range []int{h.cmd.Process.Pid, pid} {
		limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
		if err != nil || !regexp.MustCompile(`Max core file size +0 +0 `).Match(limits) {
			t.Errorf("%d may dump core: %.400s, %v", pid, limits, err)
		}
		for _, file := range []string{"stat", "status"} { // read by tools that measure it
			if raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file)); err != nil || len(raw) == 0 {
				t.Errorf("%s cannot be read: %v", file, err)
			}
		}
	}
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

func TestOtherCommandsHaveNoKeeper(t *testing.T) {
	t.Parallel()
	cmd, line := startRelayProgram(t)
	watch := program(t, nil, "watch", "Weekly standup", "--host", line.URL, "--project", line.Project)
	watch.Env = append(watch.Env, "SW_TOKEN="+line.Token)
	s := onTerminal(t, watch)
	s.until(t, "\n")
	for _, c := range []*exec.Cmd{cmd, watch} {
		if pid := childOf(c.Process.Pid); pid != 0 {
			t.Errorf("%v has a keeper, %d", c.Args, pid)
		}
		_ = c.Process.Kill()
	}
}

package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// kills is how often a console is killed; fifty are a real test.
var kills = flag.Int("kills", 2, "how often a console is killed in TestFault_T7")

// shelled is a console that a shell has started, which goes on after it.
type shelled struct {
	*held
	state  string // the folder of crash reports
	pid    int
	keeper int
}

// underShell starts gavel from a shell, which runs prepare first, and waits until it is there together with its keeper.
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
	t.Cleanup(func() { // a test that failed may have left it stopped
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

// status is what the system tells of a process: its name, state and parent. The state of one that is gone is "".
func status(pid int) (name, state string, parent int) {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	head, rest, _ := strings.Cut(string(b), ") ")
	_, name, _ = strings.Cut(head, "(")
	_, _ = fmt.Sscanf(rest, "%s %d", &state, &parent)
	return name, state, parent
}

// childOf returns the keeper of a process, once it has its name, or 0.
func childOf(parent int) int {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range all {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if name, _, of := status(pid); of == parent && name == keeperName {
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

// wantOver waits for the end of the console and wants, a second later at most, its exit code, the terminal as it was and no
// keeper. It returns what was said.
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
	for mode, on := range map[string]bool{"1049": false, "25": true, "2004": false, "1000": false, "1002": false, "1003": false, "1006": false} {
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

// wantGone waits for the end of the keeper. Where nobody reaps orphans, it stays as a zombie.
func (s *shelled) wantGone(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(2 * time.Millisecond) { // another process ends
		if name, state, _ := status(s.keeper); name != keeperName || state == "Z" || state == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the keeper is still there")
		}
	}
}

// TestFault_T7_KilledWhileTheTerminalTakesNothing holds that a terminal that stands still keeps nobody.
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

const withoutAWord = "gavel: ended without a word (killed, or out of memory); the terminal is restored"

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
		"concurrent map writes":   {2, "gavel: internal error: fatal error: concurrent map writes; the report is in "},
		"stack overflow":          {2, "gavel: internal error: fatal error: stack overflow; the report is in "},
		"panic":                   {2, "gavel: internal error: panic: [text left out]; the report is in "},
		"nil pointer":             {2, "gavel: internal error: panic: runtime error: invalid memory address or nil pointer dereference; the report"},
		"unlock of unlocked lock": {2, "gavel: internal error: fatal error: sync: unlock of unlocked mutex; the report is in "},
		"os.Exit":                 {7, withoutAWord},
	} {
		if raceDetector && fall == "concurrent map writes" {
			continue // it reports the race, and ends with another code
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

// wantReport looks at the report of a crash, which what was said must name.
func (s *shelled) wantReport(t *testing.T, said string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(s.state, "gavel", "*"))
	if len(files) != 1 || !strings.Contains(said, files[0]) {
		t.Fatalf("%q, but there are %q", said, files)
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

func TestFault_T7_OutOfMemory(t *testing.T) {
	t.Parallel()
	if raceDetector {
		t.Skip("the race detector needs more addresses than any limit leaves")
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
	setModes(t, s.slave, shells) // as a shell that reads a line
	s.signal(t, syscall.SIGKILL)
	s.until(t, withoutAWord)
	if modes(t, s.slave) != shells {
		t.Error("the keeper has changed the shell's modes")
	}
	setModes(t, s.slave, s.before)
	s.wantOver(t, time.Now(), 137, withoutAWord)
}

// TestFault_T7_KilledSessionLeader is a console without a shell, as ssh -t or a terminal's own command starts it. The system
// takes the terminal away from everybody when it ends.
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
				time.Sleep(time.Millisecond) // nobody has the terminal open
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

// TestTheKeeperKnowsNoSecret looks at what others can see of the keeper of a real console.
func TestTheKeeperKnowsNoSecret(t *testing.T) {
	t.Parallel()
	relay := baitRelay(t)
	h := onHeldTerminal(t, program(t, relay, "standup"), false)
	h.until(t, "The standup")
	keeper := awaitKeeper(t, h.cmd)
	arguments, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", keeper))
	if want := keeperName + "\x00" + keeperMode + "\x00"; err != nil || string(arguments) != want {
		t.Errorf("arguments %q, %v", arguments, err)
	}
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", keeper))
	if len(environment) > 0 || (err != nil && !errors.Is(err, fs.ErrPermission)) {
		t.Errorf("environment %q, %v", environment, err)
	}
	for _, pid := range []int{h.cmd.Process.Pid, keeper} {
		limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
		if err != nil || !regexp.MustCompile(`Max core file size +0 +0 `).Match(limits) {
			t.Errorf("%d may dump core: %.400s, %v", pid, limits, err)
		}
		for _, file := range []string{"stat", "status"} { // what measures it reads these
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

func TestTheConsoleDoesWithoutAKeeper(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = master.Close(), slave.Close() }()
	for _, program := range []string{"/no/such/program", os.DevNull} {
		k := newKeeper(findTTY(slave, slave), keeperFolders{})
		k.program = program
		k.screen(true)
		k.screen(false)
		k.dismiss()
		k.dismiss()
		k.screen(true)
		select {
		case <-k.ended:
		case <-time.After(patience):
			t.Error("a keeper that was never there has not ended")
		}
	}
	newKeeper(findTTY(slave, slave), keeperFolders{}).dismiss() // never shown
	var none *keeper
	none.screen(true)
	none.dismissed()
	none.dismiss()
}

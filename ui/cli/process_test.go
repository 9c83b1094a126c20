//go:build linux

package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// patience is how long a test waits for a program.
const patience = 10 * time.Second

// program returns gavel with the environment of a relay, nil for none. exited waits for its end.
func program(t *testing.T, s *localrelay.Server, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("gavel", args...)
	races := filepath.Join(t.TempDir(), "race") // a report written to a blocked terminal would hang the program
	t.Cleanup(func() { wantNoRaces(t, races) })
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8", "GORACE="+raceExit+" log_path="+races,
		"SIGNALWIRE_PROJECT_ID=", "SIGNALWIRE_API_TOKEN=", "XDG_CONFIG_HOME="+t.TempDir(), // no configuration of whoever runs it, and
		"XDG_STATE_HOME="+t.TempDir()) // no floor of another test, whose room has the same ids
	if s != nil {
		cmd.Env = append(cmd.Env, "SIGNALWIRE_PROJECT_ID="+s.Project(), "SIGNALWIRE_API_TOKEN="+s.Token(),
			"SIGNALWIRE_RELAY_HOST="+s.URL())
	}
	t.Cleanup(func() {
		if cmd.Process != nil && cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return cmd
}

// wantNoRaces fails the test for every race that a program has reported to files whose names start with path.
func wantNoRaces(t *testing.T, path string) {
	t.Helper()
	files, _ := filepath.Glob(path + "*")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "DATA RACE") {
			t.Errorf("%s", text)
		}
	}
}

// exited waits for the end of a program and returns its exit code.
func exited(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait() // the test looks at the exit code
	return cmd.ProcessState.ExitCode()
}

// relayWith starts a relay with rooms of the names.
func relayWith(t *testing.T, rooms ...string) *localrelay.Server {
	t.Helper()
	s, err := localrelay.Start(localrelay.Options{Token: canary, Rooms: -1, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, name := range rooms {
		if _, err := s.StartRoom(localrelay.RoomSpec{Name: name, DisplayName: "The " + name, Members: 3}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestConsoleOpensOnlyRoom(t *testing.T) {
	t.Parallel()
	cmd := program(t, relayWith(t, "standup"))
	s := onTerminal(t, cmd)
	s.until(t, "The standup")
	s.until(t, "People")
	s.press(t, "q")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d: %q", code, s)
	}
	if strings.Contains(s.String(), canary) {
		t.Error("the token is on the screen")
	}
}

func TestConsoleOpensNamedRoom(t *testing.T) {
	t.Parallel()
	cmd := program(t, relayWith(t, "standup", "townhall"), "townhall", "--theme", "mono", "--ascii", "--read-only")
	s := onTerminal(t, cmd)
	s.until(t, "The townhall")
	s.press(t, "\x03")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d: %q", code, s)
	}
}

func TestConsoleOffersSeveralRooms(t *testing.T) {
	t.Parallel()
	cmd := program(t, relayWith(t, "standup", "townhall"))
	s := onTerminal(t, cmd)
	s.until(t, "not watched yet")
	s.repaint(t)
	s.until(t, "The standup")
	s.until(t, "The townhall")
	s.press(t, "\x03")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d: %q", code, s)
	}
}

func TestConsoleWaitsForRoom(t *testing.T) {
	t.Parallel()
	relay := relayWith(t)
	cmd := program(t, relay)
	s := onTerminal(t, cmd)
	s.until(t, "\x1b[?1049h")
	awaitRequest(t, relay, "signalwire.subscribe")
	if _, err := relay.StartRoom(localrelay.RoomSpec{Name: "late", DisplayName: "The late one"}); err != nil {
		t.Fatal(err)
	}
	s.until(t, "The late one")
	s.press(t, "\x03")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d: %q", code, s)
	}
}

func awaitRequest(t *testing.T, s *localrelay.Server, method string) {
	t.Helper()
	// another process sends
	for deadline := time.Now().Add(patience); len(s.Requests(method)) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no %s came", method)
		}
	}
}

func TestConsoleRefusesUnknownRoom(t *testing.T) {
	t.Parallel()
	cmd := program(t, relayWith(t, "standup"), "nosuch")
	s := onTerminal(t, cmd)
	if code := exited(t, cmd); code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	s.until(t, `room "nosuch" not found; in progress: standup`)
	if strings.Contains(s.String(), "\x1b[?1049h") {
		t.Error("the screen was taken over")
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil, "demo", "--members", "4", "--seed", "7")
	s := onTerminal(t, cmd)
	s.until(t, "Weekly standup")
	s.press(t, "q")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d: %q", code, s)
	}
}

func TestConsoleRefusesDumbTerminal(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil, "demo")
	cmd.Env = append(cmd.Env, "TERM=dumb")
	s := onTerminal(t, cmd)
	if code := exited(t, cmd); code != exitUsage {
		t.Errorf("exit code %d, want %d", code, exitUsage)
	}
	s.until(t, "TERM is dumb; for scripts there are gavel watch")
}

// startRelayProgram runs gavel relay and returns its first line.
func startRelayProgram(t *testing.T, args ...string) (cmd *exec.Cmd, line struct{ URL, Project, Token string }) {
	t.Helper()
	cmd = program(t, nil, append([]string{"relay", "--quiet"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(first, &line); err != nil {
		t.Fatalf("%s: %v", first, err)
	}
	return cmd, line
}

func TestRelayServesUntilSignal(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd, line := startRelayProgram(t, "--rooms", "2", "--members", "0")
		client := program(t, nil, "rooms", "--json", "--host", line.URL, "--project", line.Project)
		client.Env = append(client.Env, "SW_TOKEN="+line.Token)
		out, err := client.Output()
		var rooms []struct{ Members int }
		if err != nil || json.Unmarshal(out, &rooms) != nil || len(rooms) != 2 || rooms[0].Members != 0 {
			t.Errorf("got %s, %v", out, err)
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if code := exited(t, cmd); code != exitDone {
			t.Errorf("%v: exit code %d, want %d", sig, code, exitDone)
		}
	}
}

func TestRelayUsesProjectAndTokenFile(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/token"
	write(t, file, canary+"\n", 0o600)
	_, line := startRelayProgram(t, "--project", "mine", "--token-file", file, "--listen", "127.0.0.1:0")
	if line.Project != "mine" || line.Token != canary || !strings.HasPrefix(line.URL, "ws://127.0.0.1:") {
		t.Errorf("got %+v", line)
	}
}

func TestRelayFailsOnPortInUse(t *testing.T) {
	t.Parallel()
	taken := strings.TrimPrefix(relayWith(t).URL(), "ws://")
	cmd := program(t, nil, "relay", "--listen", taken)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if code := exited(t, cmd); code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	want := "gavel: cannot listen on " + taken + ": the port is in use; choose another, or 0 for a free one\n"
	if stdout.Len() != 0 || stderr.String() != want {
		t.Errorf("stdout %q, stderr %q, want %q", &stdout, &stderr, want)
	}
}

package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestField_D4_NothingIsLeftBehind quits gavel in programs that ignore the alternate screen: its content stays on their
// only screen, unless it was cleared.
func TestField_D4_NothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	demo := gavel(t, "env -u NO_COLOR COLORTERM=", "demo", "--seed", "3", "--quiet", "--members", "6")
	inside := "echo before-gavel; " + demo + "; echo exit=$?; exec sleep 600"
	for _, multiplexer := range []struct {
		name string
		line func(t *testing.T) string
	}{
		{"screen", func(t *testing.T) string {
			needProgram(t, "screen")
			dir := filepath.Join(t.TempDir(), "screen")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			return "exec env SCREENDIR='" + dir + "' LC_ALL=C.UTF-8 screen -U -c /dev/null sh -c '" +
				strings.ReplaceAll(inside, "'", "") + "'"
		}},
		{"mosh", func(t *testing.T) string {
			needProgram(t, "mosh-server")
			needProgram(t, "mosh-client")
			return "exec env LC_ALL=C.UTF-8 MOSH_KEY=" + moshServer(t, inside)
		}},
	} {
		t.Run(multiplexer.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, 120, 36, multiplexer.line(t))
			s.want("Weekly standup", "6 here")
			s.keys("q")
			left := s.want("exit=0")
			for _, ours := range []string{"Weekly standup", "people", "│", "╭"} {
				if strings.Contains(left, ours) {
					t.Errorf("%q was left behind:\n%s", ours, left)
				}
			}
		})
	}
}

// moshConnect matches the port and the key that a server prints.
var moshConnect = regexp.MustCompile(`MOSH CONNECT (\d+) (\S+)`)

// moshServer starts a server that runs a line of shell, and returns the key and the client that connects to it.
func moshServer(t *testing.T, line string) string {
	t.Helper()
	cmd := exec.Command("mosh-server", "new", "-i", "127.0.0.1", "-l", "LC_ALL=C.UTF-8", "--", "sh", "-c", line)
	cmd.Env = append(cmd.Environ(), "LC_ALL=C.UTF-8", "MOSH_SERVER_NETWORK_TMOUT=60")
	out, err := cmd.CombinedOutput()
	found := moshConnect.FindSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("mosh-server: %v: %s", err, out)
	}
	return string(found[2]) + " mosh-client 127.0.0.1 " + string(found[1])
}

//go:build linux

package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/ui/private"
)

// TestFault_O1_JournalDiskFull fills a file system of 64 KiB under the journal while the console runs.
func TestFault_O1_JournalDiskFull(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", disk).Run(); err != nil {
		t.Skip("cannot mount a file system here; package session tests the same with a failing writer")
	}
	relay := relayWith(t, "standup")
	script := `mount -t tmpfs -o size=64k none "$0" && head -c 61440 /dev/zero > "$0/filler"; exec gavel --journal "$0/journal"`
	cmd := program(t, relay)
	cmd.Path, cmd.Args = "/usr/bin/unshare", []string{"unshare", "-rm", "sh", "-c", script, disk}
	h := onHeldTerminal(t, cmd, false)
	h.until(t, "The standup")
	for range 4 { // each takes more than the rest of the disk
		h.press(t, "d")
		time.Sleep(120 * time.Millisecond) // slower than a held key repeats
		h.press(t, "D")
		time.Sleep(120 * time.Millisecond)
	}
	h.press(t, "5")
	h.until(t, "the journal is off")
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

// TestFault_O1_DoWithoutARecord: a reversible command is done and reported as not recorded. A destructive one is not
// sent, even with --yes.
func TestFault_O1_DoWithoutARecord(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", disk).Run(); err != nil {
		t.Skip("cannot mount a file system here; package session tests the same with a failing writer")
	}
	relay := relayWith(t, "standup")
	truth, err := relay.RoomState(relay.Rooms()[0].RoomSessionID)
	if err != nil {
		t.Fatal(err)
	}
	script := `mount -t tmpfs -o size=4k none "$0" && head -c 4096 /dev/zero > "$0/filler"; exec "$@"`
	for _, test := range []struct {
		method, say string
		code, sent  int
	}{
		{"deaf", "not recorded", exitDone, 1},
		{"removeMember", "not sent: this cannot be undone, and the journal could not record it", exitFailed, 0},
	} {
		id := "memberId=" + truth.Members[0].ID
		cmd := program(t, relay, "do", "standup", test.method, id, "--yes", "--journal", disk+"/journal")
		cmd.Args = append([]string{"unshare", "-rm", "sh", "-c", script, disk, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/usr/bin/unshare"
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != test.code || !strings.Contains(string(out), test.say) ||
			!strings.Contains(string(out), "no space left") {
			t.Errorf("%s: exit code %d, %q", test.method, code, out)
		}
		wire := map[string]string{"deaf": "video.member.deaf", "removeMember": "video.member.remove"}[test.method]
		if n := len(relay.Requests(wire)); n != test.sent {
			t.Errorf("%s was sent %d times", test.method, n)
		}
	}
}

// TestField_U9_RemovalOnAFullDisk leaves 300 to 700 bytes after a line that an earlier crash cut off.
func TestField_U9_RemovalOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", disk).Run(); err != nil {
		t.Skip("no file system of our own can be mounted here; session/journal holds the same with a disk in memory")
	}
	relay := relayWith(t, "standup")
	truth, err := relay.RoomState(relay.Rooms()[0].RoomSessionID)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{300, 500, 700} {
		script := fmt.Sprintf(`mount -t tmpfs -o size=4k none "$0" &&
			(printf '{"prev":"'; head -c %d /dev/zero | tr '\0' 0) > "$0/journal"; "$@"; code=$?
			test $(stat -c %%s "$0/journal") = %d || exit 99; exit $code`, 4096-left-len(`{"prev":"`), 4096-left)
		id := "memberId=" + truth.Members[0].ID
		cmd := program(t, relay, "do", "standup", "removeMember", id, "--yes", "--journal", disk+"/journal")
		cmd.Args = append([]string{"unshare", "-rm", "sh", "-c", script, disk, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/usr/bin/unshare"
		out, _ := cmd.CombinedOutput()
		code := cmd.ProcessState.ExitCode()
		if code != exitFailed || !strings.Contains(string(out), "not sent: this cannot be undone") {
			t.Errorf("%d bytes: exit code %d, %q", left, code, out)
		}
	}
	if n := len(relay.Requests("video.member.remove")); n != 0 {
		t.Errorf("%d removals were sent", n)
	}
}

// TestFault_O1_WatchGoesOn: a watch whose journal cannot be written says so and continues.
func TestFault_O1_WatchGoesOn(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", disk).Run(); err != nil {
		t.Skip("cannot mount a file system here; package session tests the same with a failing writer")
	}
	relay := relayWith(t, "standup")
	script := `mount -t tmpfs -o size=4k none "$0" && head -c 4096 /dev/zero > "$0/filler"; exec "$@"`
	cmd := program(t, relay, "watch", "standup", "--journal", disk+"/journal")
	cmd.Args = append([]string{"unshare", "-rm", "sh", "-c", script, disk, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/usr/bin/unshare"
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	awaitRequest(t, relay, "signalwire.subscribe")
	time.Sleep(500 * time.Millisecond) // until the disk has refused
	if err := relay.EndRoom(relay.Rooms()[0].RoomSessionID); err != nil {
		t.Fatal(err)
	}
	if code := exited(t, cmd); code != exitDone || !strings.Contains(out.String(), "the journal is off: ") {
		t.Errorf("exit code %d, %q", code, out.String())
	}
}

func TestFault_O2_FilesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target, link, pipe, wide := filepath.Join(dir, "target"), filepath.Join(dir, "link"), filepath.Join(dir, "pipe"),
		filepath.Join(dir, "wide")
	write(t, target, "", 0o600)
	write(t, wide, "", 0o666)
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Fatal(err)
	}
	refused := []string{link, pipe, dir, "/dev/null", filepath.Join(dir, "none", "file")}
	if os.Geteuid() == 0 {
		foreign := filepath.Join(dir, "foreign")
		write(t, foreign, "", 0o600)
		if err := os.Chown(foreign, 12345, 12345); err != nil {
			t.Fatal(err)
		}
		refused = append(refused, foreign)
	}
	for _, path := range refused {
		for _, flag := range []string{"--journal", "--log"} {
			f, err := openPrivate(flag, path)
			if err == nil {
				_ = f.Close()
				t.Errorf("%s %s was opened", flag, path)
			}
		}
	}
	f, err := openPrivate("--journal", wide)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if info, _ := f.Stat(); info.Mode().Perm() != private.Mode {
		t.Errorf("the mode is %v", info.Mode())
	}
}

func TestFault_C15_LastAndAll(t *testing.T) {
	t.Parallel()
	relay := relayWith(t, "standup")
	truth, err := relay.RoomState(relay.Rooms()[0].RoomSessionID)
	if err != nil {
		t.Fatal(err)
	}
	all, one := []string{"do", "standup", "removeAllMembers"},
		[]string{"do", "standup", "removeMember", "memberId=" + truth.Members[0].ID}
	for _, test := range []struct {
		name, question, answer string
		args                   []string
		removed                int
	}{
		{"all, one key", "Type the room's name", "y\r", all, 0},
		{"all, empty", "Type the room's name", "\r", all, 0},
		{"all, other case", "Type the room's name", "Standup\r", all, 0},
		{"one, empty", "[y/N]", "\r", one, 0},
		{"one, no", "[y/N]", "n\r", one, 0},
		{"one, yes", "[y/N]", "y\r", one, 1},
		{"all, the name", "Type the room's name", "standup\r", all, 2},
	} {
		h := onHeldTerminal(t, program(t, relay, test.args...), false)
		h.until(t, test.question)
		since := time.Now()
		h.press(t, test.answer)
		code := exitFailed
		if strings.HasSuffix(test.name, "yes") || strings.HasSuffix(test.name, "name") {
			code = exitDone
		}
		h.wantRestored(t, since, code)
		if n := len(relay.Requests("video.member.remove")); n != test.removed {
			t.Errorf("%s: %d removals were sent, want %d", test.name, n, test.removed)
		}
	}
}

//go:build linux

package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gavel/session"
)

// auditLines reads the lines of an audit file; each must be a whole JSON object.
func auditLines(t *testing.T, path string) []map[string]any {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []map[string]any
	for line := range bytes.Lines(raw) {
		var entry map[string]any
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		lines = append(lines, entry)
	}
	return lines
}

// TestFault_O1_AuditDiskFull fills a file system of 64 KiB under the audit file while the console runs.
func TestFault_O1_AuditDiskFull(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", disk).Run(); err != nil {
		t.Skip("cannot mount a file system here; package session tests the same with a failing writer")
	}
	relay := relayWith(t, "standup")
	script := `mount -t tmpfs -o size=64k none "$0" && head -c 61440 /dev/zero > "$0/filler"; exec gavel --audit "$0/audit"`
	cmd := program(t, relay)
	cmd.Path, cmd.Args = "/usr/bin/unshare", []string{"unshare", "-rm", "sh", "-c", script, disk}
	h := onHeldTerminal(t, cmd, false)
	h.until(t, "The standup")
	for range 12 { // about 500 bytes each
		h.press(t, "d")
		time.Sleep(120 * time.Millisecond) // slower than a held key repeats
		h.press(t, "D")
		time.Sleep(120 * time.Millisecond)
	}
	h.press(t, "5")
	h.until(t, "the audit log is off")
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

// TestFault_O1_DoWithoutARecord: a reversible command is done and reported as not recorded. An irreversible one is not
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
	}{{"deaf", "not recorded", exitDone, 1}, {"removeMember", "not sent: removeMember cannot be undone", exitFailed, 0}} {
		cmd := program(t, relay, "do", "standup", test.method, "memberId="+truth.Members[0].ID, "--yes", "--audit",
			disk+"/audit")
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

// TestFault_O1_WatchGoesOn: a watch whose audit log cannot be written says so and continues.
func TestFault_O1_WatchGoesOn(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", disk).Run(); err != nil {
		t.Skip("cannot mount a file system here; package session tests the same with a failing writer")
	}
	relay := relayWith(t, "standup")
	script := `mount -t tmpfs -o size=4k none "$0" && head -c 4096 /dev/zero > "$0/filler"; exec "$@"`
	cmd := program(t, relay, "watch", "standup", "--audit", disk+"/audit")
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
	if code := exited(t, cmd); code != exitDone || !strings.Contains(out.String(), "the audit log is off: ") {
		t.Errorf("exit code %d, %q", code, out.String())
	}
}

func TestFault_O2_RotationAndTwoWriters(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit")
	const programs, each = 4, 500
	var all sync.WaitGroup
	for n := range programs {
		f, err := openAudit(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		all.Go(func() {
			for i := range each {
				line := fmt.Sprintf(`{"writer":%d,"n":%d,"pad":%q}`+"\n", n, i, strings.Repeat("x", i))
				if _, err := f.Write([]byte(line)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := len(auditLines(t, path)); got != programs*each {
		t.Errorf("%d lines, want %d", got, programs*each)
	}
}

func TestFault_O2_FileMovedOrDeleted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit")
	f, err := openAudit(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	write := func(n int) {
		_, err := fmt.Fprintf(f, "{\"n\":%d}\n", n)
		if moved := n > 1; moved != errors.Is(err, session.ErrAuditMoved) {
			t.Fatalf("line %d: %v", n, err)
		} else if moved {
			_, err = fmt.Fprintf(f, "{\"n\":%d}\n", n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(1)
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	write(2)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(3)
	if last, whole, err := f.Tail(); string(last) != `{"n":3}` || !whole || err != nil {
		t.Errorf("the tail is %q, %v, %v", last, whole, err)
	}
	if old, now := auditLines(t, path+".1"), auditLines(t, path); len(old) != 1 || len(now) != 1 || now[0]["n"] != 3.0 {
		t.Errorf("got %v and %v", old, now)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != privateMode {
		t.Errorf("the new file: %v, %v", info.Mode(), err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path+".1", path); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("{}\n")); err == nil {
		t.Error("a link in the place of the file was followed")
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
		for _, flag := range []string{"--audit", "--log"} {
			f, err := openPrivate(flag, path)
			if err == nil {
				_ = f.Close()
				t.Errorf("%s %s was opened", flag, path)
			}
		}
	}
	f, err := openPrivate("--audit", wide)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if info, _ := f.Stat(); info.Mode().Perm() != privateMode {
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

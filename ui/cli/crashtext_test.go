//go:build linux

package cli

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// site has the parts of a trace, as Go 1.26 writes them.
const site = `
goroutine 7 gp=0x15d87a086008 m=3 mp=0x58afa0 [chan receive, 5 minutes, locked to thread]:
gavel/session.(*Client).read(0x15d87a086008, {0x61, 0x62, 0x63, 0x64})
	/home/somebody/my code/session/client.go:120 +0x234
gavel/ui.Start[...].func1(...)
	gavel/ui/shield.go:64 fp=0xc000053fe8 sp=0xc000053fe0 pc=0x479548
...additional frames elided...
created by gavel/session.(*Client).run in goroutine 1
	gavel/session/client.go:70 +0x4f
rax    0x505471375a783757
`

// trace is site as the report shows it.
const trace = `
goroutine 7 gp=0x15d87a086008 m=3 mp=0x58afa0 [chan receive, 5 minutes, locked to thread]:
gavel/session.(*Client).read(...)
	/home/somebody/my code/session/client.go:120
gavel/ui.Start[...].func1(...)
	gavel/ui/shield.go:64
...additional frames elided...
created by gavel/session.(*Client).run in goroutine 1
	gavel/session/client.go:70
[1 lines left out: they may quote what is not for a file]
`

func TestCrashTextKeepsTraceAndRuntimeSentences(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"panic: runtime error: slice bounds out of range [:5] with capacity 3\n": "panic: runtime error: " +
			"slice bounds out of range [:5] with capacity 3",
		"panic: runtime error: index out of range [10] with length 3\n": "panic: runtime error: " +
			"index out of range [10] with length 3",
		"panic: assignment to entry in nil map\n":                     "panic: assignment to entry in nil map",
		"fatal error: concurrent map writes\n":                        "fatal error: concurrent map writes",
		"fatal error: runtime: out of memory\n":                       "fatal error: runtime: out of memory",
		"SIGABRT: abort\n":                                            "SIGABRT: abort",
		"panic: interface conversion: interface {} is " + bait + "\n": "panic: interface conversion",
		"panic: no " + bait + "\n":                                    "panic: [text left out]",
		"fatal error: " + bait + "\n":                                 "fatal error: [text left out]",
	} {
		headline, body := crashText(raw + site)
		if headline != want || body != want+"\n"+trace {
			t.Errorf("%q gave %q and\n%s", raw, headline, body)
		}
	}
}

// TestCrashTextHoldsNoSecret puts secrets wherever the value of a panic can be.
func TestCrashTextHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		bait, streamKey, "rtmp://example.com/app/" + streamKey,
		hex.EncodeToString([]byte(bait)), echoes(),
	} {
		value := "x\n" + secret + "\npanic: " + secret + "\ngoroutine 1 [running]:\n" + secret + "(...)\n\t/" + secret + ".go:1"
		value = strings.ReplaceAll(value, "\n", "\n\t") // as the runtime does
		raw := "panic: " + value + " [recovered]\n\tpanic: " + value +
			"\n[signal SIGSEGV: segmentation violation addr=0x5054713757]\n" + site
		headline, body := crashText(raw)
		if found := leaks(headline+body, bait, streamKey); len(found) > 0 {
			t.Errorf("%q is in\n%s", found[0], body)
		}
	}
}

func FuzzCrashText(f *testing.F) {
	f.Add("x")
	f.Add("runtime error: index out of range [1]")
	f.Fuzz(func(t *testing.T, s string) {
		value := strings.ReplaceAll(s+" "+bait+" "+s, "\n", "\n\t")
		headline, body := crashText("panic: " + value + "\n" + site)
		if strings.Contains(headline+body, bait) {
			t.Errorf("the token is in\n%s", body)
		}
	})
}

func TestCrashReportIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	state, temp := filepath.Join(dir, "a", "gavel"), filepath.Join(dir, "tmp")
	if err := os.Mkdir(temp, 0o777); err != nil {
		t.Fatal(err)
	}
	folders := crashFolders{State: state, Temp: temp}
	wantReport(t, folders, state)
	if err := os.Chmod(state, 0o777); err != nil { // an old one, open to others
		t.Fatal(err)
	}
	path := wantReport(t, folders, state)

	other := filepath.Join(dir, "other")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(other, link); err != nil {
		t.Fatal(err)
	}
	wantReport(t, crashFolders{State: link, Temp: temp}, temp)
	wantReport(t, crashFolders{State: path, Temp: temp}, temp) // a file where the folder should be
	wantReport(t, crashFolders{Temp: temp}, temp)
	if _, err := writeCrash(crashFolders{State: path, Temp: path}, 1, "x"); err == nil {
		t.Error("a report was written nowhere")
	}
}

// reports counts the reports, whose names hold a process id.
var reports = 1000

// wantReport writes a report and fails unless it is below a folder, for its owner only.
func wantReport(t *testing.T, folders crashFolders, below string) (path string) {
	t.Helper()
	reports++
	path, err := writeCrash(folders, reports, "body")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if file.Mode().Perm() != privateMode || dir.Mode().Perm() != privateDir || !strings.HasPrefix(path, below) {
		t.Errorf("%s has mode %o in a folder of mode %o, want it below %s", path, file.Mode().Perm(), dir.Mode().Perm(),
			below)
	}
	return path
}

func TestCrashReportFollowsNoLink(t *testing.T) {
	t.Parallel()
	dir, target := t.TempDir(), filepath.Join(t.TempDir(), "target")
	for _, name := range []string{"link", "file"} {
		if name == "file" {
			write(t, filepath.Join(dir, name), "mine", 0o644)
		} else if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := writeIn(dir, name, "body"); err == nil {
			t.Errorf("%s was written to", name)
		}
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("the link was followed")
	}
}

func TestOldCrashReportsAreRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "notes"), "mine", 0o600)
	for n := range crashFiles + 5 {
		if _, err := writeCrash(crashFolders{State: dir}, n+100, "body"); err != nil {
			t.Fatal(err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != crashFiles+1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

func TestStateDir(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ xdg, home, want string }{
		{"/x", "/h", "/x/gavel"},
		{"", "/h", "/h/.local/state/gavel"},
		{"relative", "/h", "/h/.local/state/gavel"},
		{"", "", ""},
		{"", "relative", ""},
	} {
		env := map[string]string{"XDG_STATE_HOME": c.xdg, "HOME": c.home}
		if got := stateDir(func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%q and %q gave %q, want %q", c.xdg, c.home, got, c.want)
		}
	}
}

//go:build linux

package crash

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gavel/ui/private"
)

func TestCrashReportIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	state, temp := filepath.Join(dir, "a", "gavel"), filepath.Join(dir, "tmp")
	if err := os.Mkdir(temp, 0o777); err != nil {
		t.Fatal(err)
	}
	folders := Folders{State: state, Temp: temp}
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
	wantReport(t, Folders{State: link, Temp: temp}, temp)
	wantReport(t, Folders{State: path, Temp: temp}, temp) // a file where the folder should be
	wantReport(t, Folders{Temp: temp}, temp)
	if _, err := write(Folders{State: path, Temp: path}, 1, "x"); err == nil {
		t.Error("a report was written nowhere")
	}
}

// reports counts the reports, whose names hold a process id.
var reports = 1000

// wantReport writes a report and fails unless it is below a folder, for its owner only.
func wantReport(t *testing.T, folders Folders, below string) (path string) {
	t.Helper()
	reports++
	path, err := write(folders, reports, "body")
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
	if file.Mode().Perm() != private.Mode || dir.Mode().Perm() != private.FolderMode || !strings.HasPrefix(path, below) {
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
			putFile(t, filepath.Join(dir, name))
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
	putFile(t, filepath.Join(dir, "notes"))
	for n := range keep + 5 {
		if _, err := write(Folders{State: dir}, n+100, "body"); err != nil {
			t.Fatal(err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != keep+1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

// putFile writes a file of the user's own.
func putFile(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
}

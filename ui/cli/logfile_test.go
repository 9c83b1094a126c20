package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// logged writes numbered lines of a kilobyte to a log.
func logged(t *testing.T, l *logFile, from, to int) {
	t.Helper()
	pad := strings.Repeat("x", 1000)
	for n := from; n < to; n++ {
		if _, err := fmt.Fprintf(l, "%08d %s\n", n, pad); err != nil {
			t.Fatal(err)
		}
	}
}

// logLines returns the numbers of the lines in the files, in order, and how long the files are.
func logLines(t *testing.T, paths ...string) (numbers []string, size int) {
	t.Helper()
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		size += len(raw)
		for line := range bytes.Lines(raw) {
			numbers = append(numbers, string(line[:min(8, len(line))]))
		}
	}
	return numbers, size
}

// wantNewest wants that a log is within its bounds and ends with all lines up to the last one.
func wantNewest(t *testing.T, path string, last, least int) {
	t.Helper()
	numbers, size := logLines(t, path+logOld, path)
	if size > 2*logHalf {
		t.Errorf("the log has %d bytes", size)
	}
	if len(numbers) < least {
		t.Fatalf("%d lines are left, want %d", len(numbers), least)
	}
	for i, n := range numbers {
		if want := fmt.Sprintf("%08d", last-len(numbers)+1+i); n != want {
			t.Fatalf("line %d of %d is %s, want %s", i, len(numbers), n, want)
		}
	}
}

func TestTheLogIsBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	l, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	logged(t, l, 0, 20_000)
	wantNewest(t, path, 19_999, logHalf/1100)
	for _, file := range []string{path, path + logOld} {
		if info, err := os.Lstat(file); err != nil || info.Mode().Perm() != privateMode {
			t.Errorf("%s: %v, %v", file, info, err)
		}
	}
	long := bytes.Repeat([]byte("y"), logHalf+1)
	if n, err := l.Write(long); n != len(long) || err != nil {
		t.Errorf("a line that is longer than a half: %d, %v", n, err)
	}
}

func TestTheLogGoesOnWhereItCannotBeRenamed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.MkdirAll(filepath.Join(path+logOld, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	logged(t, l, 0, 12_000)
	numbers, size := logLines(t, path)
	if size > logHalf || numbers[len(numbers)-1] != "00011999" || len(numbers) < logTail/1100 {
		t.Errorf("%d bytes, %d lines, the last one %s", size, len(numbers), numbers[len(numbers)-1])
	}
}

func TestTheLogGoesOnAfterItWasDeletedOrMoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	l, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	logged(t, l, 0, 2)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	logged(t, l, 2, 4)
	if err := os.Rename(path, filepath.Join(dir, "moved")); err != nil {
		t.Fatal(err)
	}
	logged(t, l, 4, 6)
	if numbers, _ := logLines(t, filepath.Join(dir, "moved"), path); strings.Join(numbers, " ") != "00000002 00000003 00000004 00000005" {
		t.Errorf("got %v", numbers)
	}
	target := filepath.Join(dir, "target")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	logged(t, l, 6, 8)
	if _, err := os.Stat(target); err == nil {
		t.Error("a link was followed")
	}
}

func TestAnOldHugeLogIsCut(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	write(t, path, strings.Repeat(strings.Repeat("z", 1023)+"\n", 12<<10), 0o600)
	l, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	logged(t, l, 0, 10)
	if numbers, size := logLines(t, path+logOld, path); size > 2*logHalf || numbers[len(numbers)-1] != "00000009" {
		t.Errorf("%d bytes, the last line %s", size, numbers[len(numbers)-1])
	}
}

func TestTwoProgramsShareALog(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	var all sync.WaitGroup
	for range 3 {
		l, err := openLog(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		all.Go(func() { logged(t, l, 0, 6000) })
	}
	all.Wait()
	numbers, size := logLines(t, path+logOld, path)
	if size > 2*logHalf+1<<20 || numbers[len(numbers)-1] < "00005900" {
		t.Errorf("%d bytes, %d lines, the last one %s", size, len(numbers), numbers[len(numbers)-1])
	}
}

func TestTheLogGoesOnAfterAFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk).Run(); err != nil {
		t.Skip("no file system of our own can be mounted here")
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", disk).Run() })
	path, filler := filepath.Join(disk, "log"), filepath.Join(disk, "filler")
	l, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	logged(t, l, 0, 3)
	if err := os.WriteFile(filler, make([]byte, 40<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for range 100 {
		if _, err := fmt.Fprintf(l, "%s\n", strings.Repeat("f", 999)); err != nil {
			failed++
		}
	}
	if err := os.Remove(filler); err != nil || failed == 0 {
		t.Fatalf("the disk was never full: %d, %v", failed, err)
	}
	logged(t, l, 3, 5)
	numbers, _ := logLines(t, path)
	if end := strings.Join(numbers[len(numbers)-2:], " "); end != "00000003 00000004" {
		t.Errorf("the last lines are %s", end)
	}
}

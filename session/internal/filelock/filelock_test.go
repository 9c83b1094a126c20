package filelock

import (
	"errors"
	"os"
	"testing"
)

// TestLock locks a file and a folder, each of which is open twice.
func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, err := os.CreateTemp(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	for _, path := range []string{file.Name(), dir} {
		one, two := open(t, path), open(t, path)
		if err := Lock(one, 0); err != nil {
			t.Fatal(err)
		}
		if err := Lock(two, 0); !errors.Is(err, ErrHeld) {
			t.Errorf("%s is locked, got %v", path, err)
		}
		Unlock(one)
		if err := Lock(two, 0); err != nil {
			t.Errorf("%s was unlocked: %v", path, err)
		}
		_ = two.Close()
		if err := Lock(one, 0); err != nil {
			t.Errorf("%s was closed: %v", path, err)
		}
	}
}

func open(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

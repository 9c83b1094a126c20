package filelock

import (
	"os"
	"path/filepath"
	"testing"
)

func TestClaim(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "room.lock")
	mine, other := NewClaim(path), NewClaim(path)
	if mine.IsElsewhere() {
		t.Error("nobody holds it")
	}
	mine.Hold()
	other.Hold()
	if mine.IsElsewhere() || !other.IsElsewhere() {
		t.Error("the first one holds it")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	mine.Release()
	if other.IsElsewhere() {
		t.Error("nobody holds it any longer")
	}
	other.Hold()
	if !mine.IsElsewhere() {
		t.Error("the second one holds it")
	}
	other.Release()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file stays: %v", err)
	}
	missing := NewClaim(filepath.Join(path, "no", "folder"))
	missing.Hold()
	missing.Release()
}

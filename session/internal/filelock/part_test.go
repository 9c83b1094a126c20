package filelock

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, err := Part(filepath.Join(dir, "key"), []byte("secret"))
	if err != nil || filepath.Dir(name) != dir {
		t.Fatalf("%s, %v", name, err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "secret" {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := Part(filepath.Join(dir, "none", "key"), nil); !os.IsNotExist(err) {
		t.Errorf("without a folder: %v", err)
	}
}

package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"gavel/ui/private"
)

// TestDebugLogIsPrivateAndShared: several programs append whole lines to one file, and only its owner can read it,
// regardless of its former mode.
func TestDebugLogIsPrivateAndShared(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	write(t, path, "", 0o644)
	const writers, lines = 3, 1000
	var all sync.WaitGroup
	for range writers {
		a := &app{}
		a.flags.log = path
		log, done, err := a.logger()
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			defer done()
			for n := range lines {
				log.Debug("line", "n", n)
			}
		})
	}
	all.Wait()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := bytes.Count(raw, []byte("\n")); got != writers*lines {
		t.Errorf("%d lines, want %d", got, writers*lines)
	}
	for line := range bytes.Lines(raw) {
		if !json.Valid(line) {
			t.Fatalf("a torn line: %q", line)
		}
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != private.Mode {
		t.Errorf("%v, %v", info, err)
	}
}

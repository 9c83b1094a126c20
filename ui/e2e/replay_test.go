package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplayShowsARecordedNight records two actions, replays them, and then replays a journal that was changed.
func TestReplayShowsARecordedNight(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "night")
	s := demo(t, "--journal", path)
	s.keys("j", "d")
	s.want("you deafened", "✓")
	s.keys("K")
	s.want("you locked the room", "✓")
	s.keys("q")
	s.want("exit=0", "echo")

	r := run(t, 120, 36, "replay", path, "--at", "+0s") // paused: the night may be shorter than the time to press a key
	r.want("replay", "Space play", "6 here")
	r.keys("n")
	r.want("you deafened", "paused")
	r.keys("n")
	r.want("you locked the room")
	r.keys("m")
	r.want("This is a replay. Nothing can be changed.")
	r.keys("N")
	r.until("the picture before the lock", func(screen string) bool { return !strings.Contains(screen, "locked the room") })
	r.keys("q")
	r.want("exit=0", "echo")

	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"action":"lock"`, `"action":"l0ck"`, 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	c := run(t, 120, 36, "replay", path)
	c.want("This journal was changed in line", "The rest cannot be shown.", "6 here")
	c.keys("q")
	c.want("exit=0")
}

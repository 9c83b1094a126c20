//go:build linux

package cli

import (
	"strings"
	"testing"

	"gavel/session/localrelay"
)

// TestUnknownRoomNamesTheNearestCommand mistypes a command, which gavel takes for a room.
func TestUnknownRoomNamesTheNearestCommand(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	for typed, want := range map[string]string{
		"confg": "(or did you mean the command gavel config?)",
		"hlep":  "(or did you mean the command gavel help?)",
		"lobby": `room "lobby" not found; in progress: standup`,
	} {
		if code, _, said := gavel(t, s, "members", typed); code != exitFailed || !strings.Contains(said, want) {
			t.Errorf("%s: %d %s", typed, code, said)
		}
	}
}

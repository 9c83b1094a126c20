package dispatch

import (
	"testing"

	"gavel/session/video"
)

// The words of an undo of several commands have an object: the log says "you restored the room".
func TestUndoHasAnObject(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cmds []video.Command
		want string
	}{
		"one command":    {[]video.Command{video.Unlock()}, "unlock the room"},
		"of the room":    {[]video.Command{video.Unlock(), video.SetLayout("3x3", nil)}, "restore the room"},
		"also of people": {[]video.Command{video.Unlock(), video.AudioUnmute("ann")}, "restore Ann"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := Undo{cmds: tc.cmds}.Command()
			object := ""
			if len(c.Targets) > 0 {
				object = "Ann"
			}
			if got := c.Imperative(object); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

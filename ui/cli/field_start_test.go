//go:build linux

package cli

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// A console that may open too few files cannot start, or starts without its optional parts. In either case it leaves
// the terminal as it was, with a sentence.
func TestField_S16_FailedStartRestoresTheTerminal(t *testing.T) {
	t.Parallel()
	each := 1
	if testing.Short() {
		each = 5
	}
	for files := 9; files <= 24; files += each {
		t.Run(fmt.Sprint(files), func(t *testing.T) {
			t.Parallel()
			gavel := program(t, nil, "demo", "--quiet")
			cmd := exec.Command("sh", "-c", fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, files))
			cmd.Args = append(cmd.Args, gavel.Path)
			cmd.Args = append(cmd.Args, gavel.Args[1:]...)
			cmd.Env = gavel.Env
			h := onHeldTerminal(t, cmd, false)
			// What starts is ended. What does not has said why.
			if h.starts(t, "Weekly standup") {
				time.Sleep(500 * time.Millisecond) // some parts start after the first frame
				h.press(t, "\x03")
			}
			code := exited(t, h.cmd)
			if now := modes(t, h.slave); now != h.before {
				t.Errorf("the modes of the terminal are %+v, were %+v", now, h.before)
			}
			h.settle(t)
			all := h.String()
			if strings.LastIndex(all, "\x1b[?1049h") > strings.LastIndex(all, "\x1b[?1049l") {
				t.Error("the alternate screen was not left")
			}
			if strings.LastIndex(all, "\x1b[?25l") > strings.LastIndex(all, "\x1b[?25h") {
				t.Error("the cursor is hidden")
			}
			if !strings.Contains(all, "\x1b[?1049h") && strings.Contains(all, "\x1b[2J") {
				t.Error("a screen that was never taken was cleared")
			}
			if code != exitDone && !strings.Contains(all, "gavel: ") {
				t.Errorf("exit code %d without a sentence: %q", code, all)
			}
			t.Logf("exit code %d: %.300q", code, all[max(0, len(all)-300):])
		})
	}
}

// starts waits until the program has shown a text or has ended, and reports whether it has shown the text.
func (h *held) starts(t *testing.T, text string) bool {
	t.Helper()
	// another process writes or ends
	for deadline := time.Now().Add(patience); !strings.Contains(h.String(), text); time.Sleep(5 * time.Millisecond) {
		if stateOf(h.cmd) == "Z" {
			return false
		}
		if time.Now().After(deadline) {
			t.Fatalf("neither %q nor an end came: %q", text, h.String())
		}
	}
	return true
}

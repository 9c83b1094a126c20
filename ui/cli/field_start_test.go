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
			timer := time.AfterFunc(time.Second, func() { h.press(t, "\x03") })
			defer timer.Stop()
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

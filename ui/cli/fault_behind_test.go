//go:build linux

package cli

import (
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFault_T7_KilledBehindAnother stops a console by force on its screen, and kills it while a second console has the
// terminal. The second one keeps the terminal.
func TestFault_T7_KilledBehindAnother(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil)
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-i"}
	cmd.Env = append(cmd.Env, "ENV=", "PS1=shell-ready ")
	h := onHeldTerminal(t, cmd, false)
	console := func(args string) (pid, keeper int) {
		t.Helper()
		h.until(t, "shell-ready")
		// a stopped console leaves the terminal raw
		h.press(t, "gavel demo --quiet "+args+"\n")
		for deadline := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) { // other processes start
			all, _ := filepath.Glob("/proc/[0-9]*")
			for _, dir := range all {
				pid, _ = strconv.Atoi(filepath.Base(dir))
				if _, state, parent := status(pid); parent != cmd.Process.Pid || state == "T" || state == "Z" {
					continue
				}
				if keeper = childOf(pid); keeper != 0 {
					return pid, keeper
				}
			}
			if time.Now().After(deadline) {
				t.Fatal("there is no console with a keeper")
			}
		}
	}
	first, keeper := console("")
	h.until(t, "Weekly standup")
	_ = syscall.Kill(first, syscall.SIGSTOP)
	h.until(t, "Stopped")
	second, _ := console("--seed 9")
	t.Cleanup(func() { _ = syscall.Kill(second, syscall.SIGKILL) })
	h.settle(t)
	raw, seen := modes(t, h.slave), len(h.String())
	_ = syscall.Kill(first, syscall.SIGKILL)
	(&shelled{held: h, keeper: keeper}).wantGone(t)
	if now := modes(t, h.slave); now != raw {
		t.Error("the keeper of one console has changed the modes of another one")
	}
	if said := h.String()[seen:]; strings.Contains(said, "1049l") || strings.Contains(said, withoutAWord) {
		t.Error("the keeper of one console has left the screen of another one")
	}
}

//go:build unix

package account

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// detach gives a program a session of its own, so that it has no terminal. When the program is stopped, everything that
// it has started in that session is killed, too.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
}

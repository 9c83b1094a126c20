//go:build unix

package account

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// changeMask holds the permission bits with which others could change a file.
const changeMask = 0o022

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

// checkUnchangeable returns an error that completes "FILE …" if another user could have written the file.
func checkUnchangeable(info fs.FileInfo) error {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return errors.New("belongs to another user")
	}
	if mode := info.Mode().Perm(); mode&changeMask != 0 {
		return fmt.Errorf("has mode %04o, so others can change it (run: chmod go-w %s)", mode, info.Name())
	}
	return nil
}

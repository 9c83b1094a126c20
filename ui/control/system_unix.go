//go:build unix

package control

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// umask sets the mode bits that new files lack, and returns the former ones.
func umask(mask int) int { return syscall.Umask(mask) }

// isOurs reports whether a file belongs to this user.
func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}

// isAlive reports whether a process with the id runs.
func isAlive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

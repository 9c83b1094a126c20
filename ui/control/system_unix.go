//go:build unix

package control

import (
	"errors"
	"syscall"
)

// umask sets the mode bits that new files lack, and returns the former ones.
func umask(mask int) int { return syscall.Umask(mask) }

// isAlive reports whether a process with the id runs.
func isAlive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

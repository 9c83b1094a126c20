//go:build unix

package control

import "syscall"

// umask sets the mode bits that new files lack, and returns the former ones.
func umask(mask int) int { return syscall.Umask(mask) }

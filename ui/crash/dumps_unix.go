//go:build unix && !linux

package crash

import "golang.org/x/sys/unix"

// ForbidDumps keeps the memory of this process, and the token in it, off the disk.
func ForbidDumps() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }

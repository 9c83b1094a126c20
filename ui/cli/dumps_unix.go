//go:build unix && !linux

package cli

import "golang.org/x/sys/unix"

// forbidDumps keeps the memory of this process, and the token in it, off the disk.
func forbidDumps() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }

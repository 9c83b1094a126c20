package ui

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// discardOutput makes a terminal forget what was written to it and not taken. Stopping and starting it then wakes a write
// that waits for room: forgetting alone does not.
func discardOutput(f *os.File) {
	fd := int(f.Fd())
	_ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}

// readable waits until the file has something to read, at most for d, and reports whether it has.
func readable(f *os.File, d time.Duration) bool {
	fds := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, int(d.Milliseconds()))
	return err == nil && n > 0 && fds[0].Revents&unix.POLLIN != 0
}

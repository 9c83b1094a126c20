package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardOutput makes a terminal forget what was written to it and not taken. Stopping and starting it then wakes a
// write that waits for room: forgetting alone does not.
func discardOutput(f *os.File) {
	fd := int(f.Fd())
	_ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}

// discardInput makes a terminal forget what has come and was not read.
func discardInput(f *os.File) { _ = unix.IoctlSetInt(int(f.Fd()), unix.TCFLSH, unix.TCIFLUSH) }

package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardOutput discards all output that the terminal has not accepted yet. Suspending and resuming output then wakes a
// write that waits for space; discarding alone does not.
func discardOutput(f *os.File) {
	fd := int(f.Fd())
	_ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}

// discardInput discards all input that has arrived and was not read.
func discardInput(f *os.File) { _ = unix.IoctlSetInt(int(f.Fd()), unix.TCFLSH, unix.TCIFLUSH) }

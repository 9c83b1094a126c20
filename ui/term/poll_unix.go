//go:build unix

package term

import (
	"errors"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

var (
	errStopped = errors.New("stopped") // stop has ended the wait
	errNothing = errors.New("nothing to read")
)

// stopper waits until a file is readable, and can be stopped. It does not make the terminal non-blocking, because the
// shell shares the terminal and would find it so.
type stopper struct{ read, write *os.File }

func newStopper() (stopper, error) {
	r, w, err := os.Pipe()
	return stopper{r, w}, err
}

// stop ends every wait.
func (s stopper) stop() { _ = s.write.Close() }

func (s stopper) close() { _, _ = s.read.Close(), s.write.Close() }

// wait waits until f is readable, or for d; a negative d means no limit. After stop it returns errStopped. A signal may
// end it early with ready false.
func (s stopper) wait(f *os.File, d time.Duration) (ready bool, err error) {
	fds := []unix.PollFd{
		{Fd: int32(f.Fd()), Events: unix.POLLIN}, {Fd: int32(s.read.Fd()), Events: unix.POLLIN},
	}
	timeout := -1
	if d >= 0 {
		timeout = int((d + time.Millisecond - 1) / time.Millisecond)
	}
	_, err = unix.Poll(fds, timeout)
	switch {
	case errors.Is(err, unix.EINTR):
		return false, nil
	case err != nil:
		return false, err
	case fds[1].Revents != 0:
		return false, errStopped
	}
	return fds[0].Revents != 0, nil
}

// readSome reads once. It returns 0 and no error at the end of the input.
func readSome(f *os.File, b []byte) (int, error) {
	for {
		n, err := unix.Read(int(f.Fd()), b)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EAGAIN): // another program made the terminal non-blocking and read the bytes first
			return 0, errNothing
		case err != nil:
			return 0, err
		}
		return n, nil
	}
}

// writeAll writes all of b. It also works if another program that shares the terminal has made it non-blocking.
func writeAll(f *os.File, b []byte) error {
	for {
		n, err := f.Write(b)
		if !errors.Is(err, unix.EAGAIN) {
			return err
		}
		b = b[n:]
		fds := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLOUT}}
		if _, err := unix.Poll(fds, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// setModes restores the modes that the terminal had before Start.
func setModes(f *os.File, found *term.State) { _ = term.Restore(f.Fd(), found) }

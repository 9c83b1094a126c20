//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package filelock

import (
	"errors"
	"os"
	"syscall"
)

// try locks a file. locked is false when another process has it.
func try(f *os.File) (locked bool, err error) {
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK): // some network drives cannot lock
			return true, nil
		default:
			return false, os.NewSyscallError("flock", err)
		}
	}
}

func drop(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

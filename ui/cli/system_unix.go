//go:build unix && !linux

package cli

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// forbidDumps keeps the memory of this process, and the token in it, off the disk.
func forbidDumps() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }

// ownProgram returns the file of this program.
func ownProgram() (string, error) { return os.Executable() }

// nameProcess does nothing here; the arguments show what the process is.
func nameProcess(string) {}

// forgetInput does nothing here; the next reader gets the input.
func forgetInput(*os.File) {}

// openAgain fails, because the name of the file is unknown here.
func openAgain(*os.File) (*os.File, error) { return nil, errors.ErrUnsupported }

// younger returns false, because the start of a process is unknown here.
func younger(int) bool { return false }

//go:build unix && !linux

package cli

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// forbidDumps keeps the memory of this process, and the token in it, from the disk.
func forbidDumps() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }

// ownProgram is the file of this program.
func ownProgram() (string, error) { return os.Executable() }

// nameProcess does nothing: the arguments must do.
func nameProcess(string) {}

// forgetInput does nothing: what was typed goes to who reads next.
func forgetInput(*os.File) {}

// openAgain cannot tell what the file's name is.
func openAgain(*os.File) (*os.File, error) { return nil, errors.ErrUnsupported }

// younger cannot tell when a process began.
func younger(int) bool { return false }

//go:build !unix

package account

import (
	"io/fs"
	"os/exec"
)

// detach does nothing on this system.
func detach(*exec.Cmd) {}

// checkUnchangeable cannot tell on this system.
func checkUnchangeable(fs.FileInfo) error { return nil }

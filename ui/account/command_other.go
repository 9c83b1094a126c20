//go:build !unix

package account

import "os/exec"

// detach does nothing on this system.
func detach(*exec.Cmd) {}

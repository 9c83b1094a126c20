//go:build unix

package cli

import (
	"os/signal"
	"syscall"
)

// staysInBackground keeps a background job running. Without it, the shell would stop the job when it reads the
// terminal; now the read fails. A closed standard output does not end the job either.
func staysInBackground() { signal.Ignore(syscall.SIGTTIN, syscall.SIGPIPE) }

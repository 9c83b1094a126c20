//go:build unix

package cli

import (
	"os/signal"
	"syscall"
)

// staysInBackground lets a program that reads its terminal run in the background of a shell, which would stop it
// otherwise: its reading then fails. A reader of its answers that goes away does not end it, either.
func staysInBackground() { signal.Ignore(syscall.SIGTTIN, syscall.SIGPIPE) }

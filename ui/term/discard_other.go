//go:build unix && !linux

package term

import "os"

// discardOutput does nothing: output that the terminal has not accepted is lost when the process ends.
func discardOutput(*os.File) {}

// discardInput does nothing: a late answer of the terminal appears as typed text in the shell.
func discardInput(*os.File) {}

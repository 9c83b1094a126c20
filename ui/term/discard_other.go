//go:build unix && !linux

package term

import "os"

// discardOutput does nothing: what a terminal has not taken goes with the process.
func discardOutput(*os.File) {}

// discardInput does nothing: an answer that comes too late is typed into the shell.
func discardInput(*os.File) {}

//go:build !linux

package ui

import (
	"os"
	"time"
)

// discardOutput does nothing: what a terminal has not taken goes with the process.
func discardOutput(*os.File) {}

// readable cannot tell: a sequence in two pieces is not put together.
func readable(*os.File, time.Duration) bool { return false }

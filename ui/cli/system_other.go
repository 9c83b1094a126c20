//go:build !unix

package cli

import (
	"os"
	"runtime"
	"time"
)

// readerGone reports false: here the next write tells.
func readerGone(*os.File) bool { return false }

// staysInBackground does nothing, because this system has no background jobs.
func staysInBackground() {}

// usage returns 0 for the processor time, which this system does not report portably, and the memory obtained from it.
func usage() (cpu time.Duration, rss int64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return 0, int64(m.Sys)
}

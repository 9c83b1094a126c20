//go:build !unix

package process

import (
	"os"
	"runtime"
	"time"
)

// ReaderGone returns false. On this system the next write fails instead.
func ReaderGone(*os.File) bool { return false }

// StayInBackground does nothing, because this system has no background jobs.
func StayInBackground() {}

// usage returns 0 for the processor time, which this system does not report portably, and the memory obtained from it.
func usage() (cpu time.Duration, rss int64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return 0, int64(m.Sys)
}

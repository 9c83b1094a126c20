//go:build !unix

package cli

import (
	"io/fs"
	"os"
	"runtime"
	"time"
)

// checkPrivate accepts every file, because owner and mode mean nothing here.
func checkPrivate(fs.FileInfo) error { return nil }

// noFollow has no effect on this system.
const noFollow = 0

// checkOwner accepts every file, because there is no owner to compare.
func checkOwner(fs.FileInfo) error { return nil }

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

// forbidDumps does nothing on this system.
func forbidDumps() {}

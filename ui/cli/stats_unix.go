//go:build unix

package cli

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// usage returns the processor time used so far and the peak resident memory in bytes.
func usage() (cpu time.Duration, rss int64) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, 0
	}
	cpu = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	if status, err := os.ReadFile("/proc/self/status"); err == nil { // Getrusage may report the peak of the parent
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		if _, err := fmt.Sscanf(peak, "%d kB", &rss); err == nil {
			return cpu, rss << 10
		}
	}
	rss = int64(u.Maxrss)         //nolint:unconvert // an int32 on 32-bit systems
	if runtime.GOOS != "darwin" { // other systems count in KiB
		rss <<= 10
	}
	return cpu, rss
}

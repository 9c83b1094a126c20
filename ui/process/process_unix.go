//go:build unix

package process

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ReaderGone reports whether f is a pipe without a reader, so that the next write would fail.
func ReaderGone(f *os.File) (gone bool) {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	_ = conn.Control(func(fd uintptr) {
		poll := []unix.PollFd{{Fd: int32(fd)}}
		n, err := unix.Poll(poll, 0)
		gone = err == nil && n > 0 && poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
	})
	return gone
}

// StayInBackground keeps a background job running. Without it, the shell would stop the job when it reads the
// terminal; now the read fails. A closed standard output does not end the job either.
func StayInBackground() { signal.Ignore(syscall.SIGTTIN, syscall.SIGPIPE) }

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

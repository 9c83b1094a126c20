package crash

import "golang.org/x/sys/unix"

// ForbidDumps keeps the memory of this process, and the token in it, off the disk and away from tracers of the same
// user. A dump that is piped to a program ignores the limit, but obeys the flag.
func ForbidDumps() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

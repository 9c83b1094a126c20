package cli

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// forbidDumps keeps the memory of this process, and the token in it, off the disk and away from tracers of the same
// user. A dump that is piped to a program ignores the limit, but obeys the flag.
func forbidDumps() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// ownProgram returns the file of this program, even if it has been replaced or deleted since.
func ownProgram() (string, error) { return "/proc/self/exe", nil }

// nameProcess sets the name of the process in lists of processes.
func nameProcess(name string) {
	_ = os.WriteFile("/proc/self/comm", []byte(name), 0)
}

// forgetInput discards unread input of a terminal.
func forgetInput(f *os.File) { _ = unix.IoctlSetInt(int(f.Fd()), unix.TCFLSH, unix.TCIFLUSH) }

// openAgain opens the terminal of a file again, because the system revokes the files of a session when its leader ends.
func openAgain(f *os.File) (*os.File, error) {
	name, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	if err != nil {
		return nil, err
	}
	return os.OpenFile(name, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
}

// younger reports whether a process started after this one.
func younger(pid int) bool {
	its, ours := began(strconv.Itoa(pid)), began("self")
	return its > ours && ours > 0
}

// began returns when a process was started, in ticks since boot; 0 if unknown.
func began(pid string) uint64 {
	const field = 19 // after the name, which may hold anything; see proc_pid_stat(5)
	b, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	all := string(b)
	rest := strings.Fields(all[strings.LastIndexByte(all, ')')+1:])
	if len(rest) <= field {
		return 0
	}
	at, _ := strconv.ParseUint(rest[field], 10, 64)
	return at
}

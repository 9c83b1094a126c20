//go:build unix

package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	uiterm "gavel/ui/term"
	"gavel/ui/text"
)

const (
	// keeperLimit is how long a keeper may outlive its console.
	keeperLimit = 900 * time.Millisecond
	// takenTries times takenEvery is how long a program that a shell runs before its prompt may own the terminal.
	takenTries, takenEvery = 10, 50 * time.Millisecond
	// maxCrash is how many bytes of the runtime's output are read. The traces of several thousand goroutines are smaller.
	maxCrash = 1 << 20
)

// isKeeper reports whether the arguments make this process a keeper.
func isKeeper(args []string) bool { return slices.Equal(args, []string{keeperMode}) }

// keepTerminal is the keeper's side: it waits for the end of its console, restores the terminal if the console could
// not, and says so. It returns the exit code, which is not used. Until then it blocks in a read and does not touch the
// terminal.
func keepTerminal() int {
	signal.Ignore(syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGTSTP, syscall.SIGTTIN,
		syscall.SIGTTOU)
	nameProcess(keeperName)
	forbidDumps()
	var files [4]*os.File
	for i := range files {
		files[i] = os.NewFile(uintptr(keeperFirst+i), "")
	}
	words := bufio.NewReader(files[2])
	line, err := words.ReadBytes('\n')
	var order keeperOrder
	if err != nil || json.Unmarshal(line, &order) != nil || order.Found == nil {
		return exitUsage // a user tried the argument __keeper
	}
	raw, _ := io.ReadAll(io.LimitReader(files[3], maxCrash)) // the headline comes first
	_, _ = io.Copy(io.Discard, files[3])                     // its end is the end of the console
	time.AfterFunc(keeperLimit, func() { os.Exit(exitFailed) })
	told, _ := io.ReadAll(words)
	last := wordLeft
	if len(told) > 0 {
		last = told[len(told)-1]
	}
	if last == wordOver {
		return exitDone
	}
	out, restored := order.giveBack(files[0], files[1], last == wordScreen)
	if sentence := order.obituary(string(raw), restored); sentence != "" {
		_, _ = io.WriteString(out, "gavel: "+text.Clean(sentence)+"\r\n")
	}
	return exitDone
}

// giveBack restores the terminal for a console that has ended: its modes, unless another program such as a shell has
// set others since, and its screen. It returns the file to write to, and whether there was anything to restore.
func (o keeperOrder) giveBack(in, out *os.File, screen bool) (to *os.File, restored bool) {
	now, err := term.GetState(in.Fd())
	if errors.Is(err, syscall.EIO) { // the console led the session, so the system has taken the terminal from it
		if again, openErr := openAgain(in); openErr == nil {
			in, out = again, again
			now, err = term.GetState(in.Fd())
		}
	}
	if o.taken(in, screen) {
		return out, false
	}
	if err == nil && isRaw(now) && *now != *o.Found {
		forgetInput(in) // typed for the console, or sent by the mouse
		restored = term.Restore(in.Fd(), o.Found) == nil
	}
	if screen {
		uiterm.GiveBackShared(out)
		restored = true
	}
	return out, restored
}

// taken reports whether another program owns the terminal that started after the console left it, or was stopped
// without leaving it. The shell that gets the terminal back is older than the console; programs that it runs before its
// prompt end soon.
func (o keeperOrder) taken(in *os.File, screen bool) bool {
	for range takenTries {
		group, err := unix.IoctlGetInt(int(in.Fd()), unix.TIOCGPGRP)
		if err != nil || group == o.Group {
			return false
		}
		if !screen { // the console was stopped, and the other program has set its own modes
			return true
		}
		if !younger(group) {
			return false
		}
		time.Sleep(takenEvery) //nolint:forbidigo // the system reports no change of the foreground group
	}
	return true
}

// isRaw reports whether the modes are those that a console sets. A shell that reads a line keeps the keys for signals.
func isRaw(s *term.State) bool {
	return s.Lflag&(unix.ECHO|unix.ICANON|unix.ISIG|unix.IEXTEN) == 0 && s.Iflag&(unix.ICRNL|unix.IXON) == 0 &&
		s.Oflag&unix.OPOST == 0
}

// obituary returns the sentence about a console that ended without its own message, from what the runtime wrote; "" if
// there is nothing to say. It writes the crash report.
func (o keeperOrder) obituary(raw string, restored bool) string {
	headline, body := crashText(raw)
	if headline == "" {
		if restored {
			return "ended without a word (killed, or out of memory); the terminal is restored"
		}
		return ""
	}
	headline = "internal error: " + headline
	path, err := writeCrash(o.Folders, o.Console, body)
	if err != nil {
		return headline + "; there is no report: " + reason(err)
	}
	return headline + "; the report is in " + path
}

package keeper

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"gavel/ui/term"
	"gavel/ui/text"
)

const (
	firstFile = 3                      // file of a keeper; see run for their order
	limit     = 900 * time.Millisecond // how long a keeper may outlive its console
	wait      = 100 * time.Millisecond // how long the console waits for its keeper, which needs 1 or 2 ms
)

// The words after the order: the screen is about to be entered, the screen was left, a clean end. The last one counts.
const wordScreen, wordLeft, wordOver byte = 's', 'l', '.'

// order is the first line that a keeper reads.
type order struct {
	Found          *xterm.State // state of the terminal before the console
	Console, Group int          // the console's process, and its group, which owns the terminal while it runs
	Shells         []int        // the process groups that get the terminal back
	Note           string
}

// Keeper is the console's side. A nil Keeper does nothing. Its methods are safe for concurrent use.
type Keeper struct {
	in, out       *os.File // the terminal
	words, crash  *os.File // the ends to which the console writes
	wordsIn, died *os.File // the other ends
	program       string
	once          sync.Once
	ended         chan struct{} // closed when the process has ended or could not start

	mu       sync.Mutex // guards the fields below
	over     bool
	undivert func() // restores the standard error
}

// New prepares a keeper for a terminal in its current state. It returns nil if no keeper is possible.
func New(in, out *os.File, note string) *Keeper {
	found, err := xterm.GetState(in.Fd())
	if err != nil {
		return nil
	}
	k := &Keeper{in: in, out: out, program: "/proc/self/exe", ended: make(chan struct{}), undivert: func() {}}
	if k.wordsIn, k.words, err = os.Pipe(); err != nil {
		return nil
	}
	if k.died, k.crash, err = os.Pipe(); err != nil {
		_, _ = k.wordsIn.Close(), k.words.Close()
		return nil
	}
	session, _ := unix.Getsid(0)
	parent, _ := unix.Getpgid(os.Getppid())
	_ = json.NewEncoder(k.words).Encode(order{found, os.Getpid(), syscall.Getpgrp(), []int{session, parent}, note})
	return k
}

// Screen records whether the terminal shows the console's screen. The first call starts the process and does not wait
// for it.
func (k *Keeper) Screen(on bool) {
	if !on {
		k.send(wordLeft)
		return
	}
	k.send(wordScreen)
	if k != nil {
		k.once.Do(func() { go k.run() })
	}
}

// run starts the process and waits for its end.
func (k *Keeper) run() {
	defer func() { _ = recover() }() // the console works without a keeper
	defer close(k.ended)
	defer k.forget()
	cmd := &exec.Cmd{
		Path: k.program, Args: []string{Name, Mode}, Env: []string{}, Dir: "/",
		ExtraFiles:  []*os.File{k.in, k.out, k.wordsIn, k.died},
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true}, // signals from the keyboard go to the console
	}
	err := cmd.Start()
	_, _ = k.wordsIn.Close(), k.died.Close()
	if err == nil {
		k.divert()
		defer func() { _ = cmd.Wait() }()
	}
	_ = k.crash.Close() // the standard error is a copy
}

// divert sends the standard error to the keeper. The runtime writes there why it ends the program, with the value of a
// panic, which may contain a secret. On the console's screen the text would be unreadable, and a file would get it
// unfiltered. The runtime's own SetCrashOutput omits the first line of a fatal error (Go 1.26).
func (k *Keeper) divert() {
	k.mu.Lock()
	defer k.mu.Unlock()
	stderr := int(os.Stderr.Fd())
	kept, err := unix.FcntlInt(uintptr(stderr), unix.F_DUPFD_CLOEXEC, firstFile)
	if k.over || err != nil || unix.Dup2(int(k.crash.Fd()), stderr) != nil {
		return
	}
	k.undivert = func() { _, _ = unix.Dup2(kept, stderr), unix.Close(kept) }
}

// forget reverts divert.
func (k *Keeper) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over = true
	k.undivert()
	k.undivert = func() {}
}

// Dismiss ends the keeper, because the terminal no longer needs it.
func (k *Keeper) Dismiss() {
	if k == nil {
		return
	}
	k.send(wordOver)
	_ = k.words.Close()
	k.forget()
	k.once.Do(func() { // never started
		_, _, _ = k.wordsIn.Close(), k.died.Close(), k.crash.Close()
		close(k.ended)
	})
	select {
	case <-k.ended:
	case <-time.After(wait):
	}
}

// send writes a word. The pipe has room for all words that are ever written. The keeper may have ended.
func (k *Keeper) send(word byte) {
	if k != nil {
		_, _ = k.words.Write([]byte{word})
	}
}

// Keep is the keeper's side. It waits for the end of its console, restores the terminal if the console could not, and
// writes a sentence about the end. It reports whether this process is a keeper.
func Keep(sentence func(End) string) bool {
	signal.Ignore() // all signals
	_ = os.WriteFile("/proc/self/comm", []byte(Name), 0)
	file := func(i uintptr) *os.File { return os.NewFile(firstFile+i, "") }
	in, out, words, died := file(0), file(1), bufio.NewReader(file(2)), file(3)
	line, err := words.ReadBytes('\n')
	var o order
	if err != nil || json.Unmarshal(line, &o) != nil || o.Found == nil {
		return false // a user has tried the argument
	}
	said, _ := io.ReadAll(io.LimitReader(died, 1<<20)) // the headline comes first
	_, _ = io.Copy(io.Discard, died)                   // it ends with the console
	time.AfterFunc(limit, func() { os.Exit(1) })
	told, _ := io.ReadAll(words)
	last := append([]byte{wordLeft}, told...)[len(told)]
	if last == wordOver {
		return true
	}
	out, restored := o.giveBack(in, out, last == wordScreen)
	if s := sentence(End{o.Console, o.Note, string(said), restored}); s != "" {
		_, _ = io.WriteString(out, "gavel: "+text.Clean(s)+"\r\n")
	}
	return true
}

// giveBack restores the modes, unless another program such as a shell has set others since. With screen it also
// restores the screen. It returns the file to write to, and whether there was anything to restore.
func (o order) giveBack(in, out *os.File, screen bool) (to *os.File, restored bool) {
	now, err := xterm.GetState(in.Fd())
	if errors.Is(err, syscall.EIO) { // the console led the session, so the system has taken the terminal from it
		name, _ := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", in.Fd()))
		if again, openErr := os.OpenFile(name, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); openErr == nil {
			in, out = again, again
			now, err = xterm.GetState(in.Fd())
		}
	}
	for tries := 0; ; tries++ { // another program keeps the terminal; programs of a shell prompt end soon
		group, groupErr := unix.IoctlGetInt(int(in.Fd()), unix.TIOCGPGRP)
		if groupErr != nil || group == o.Group || screen && slices.Contains(o.Shells, group) {
			break
		}
		if !screen || tries == 10 {
			return out, false
		}
		time.Sleep(limit / 20) //nolint:forbidigo // the system reports no change of the foreground group
	}
	const flags, input = unix.ECHO | unix.ICANON | unix.ISIG | unix.IEXTEN, unix.ICRNL | unix.IXON
	raw := err == nil && now.Lflag&flags == 0 && now.Iflag&input == 0 && now.Oflag&unix.OPOST == 0
	if raw && *now != *o.Found {
		_ = unix.IoctlSetInt(int(in.Fd()), unix.TCFLSH, unix.TCIFLUSH) // discard input for the console: keys and mouse events
		restored = xterm.Restore(in.Fd(), o.Found) == nil
	}
	if screen {
		term.GiveBackShared(out)
		restored = true
	}
	return out, restored
}

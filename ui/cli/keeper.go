//go:build unix

package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"gavel/ui"
)

const (
	// keeperName is the name in a list of processes. Killing all processes called gavel must spare the keeper.
	keeperName = "terminal-keeper"
	// keeperMode is the argument that makes this program a keeper.
	keeperMode = "__keeper"
	// keeperFirst is the first file that a keeper is given; see run for their order.
	keeperFirst = 3
	// keeperWait bounds how long the console waits for its keeper at the end. The keeper needs a millisecond or two.
	keeperWait = 100 * time.Millisecond
)

// The words that the console sends to its keeper after the order. The last one counts.
const (
	wordScreen byte = 's' // the alternate screen is about to be entered
	wordLeft   byte = 'l' // it was left
	wordOver   byte = '.' // a clean end
)

// keeperOrder is the first line that a keeper reads. It holds no secret and nothing about a room.
type keeperOrder struct {
	Found   *term.State   `json:"found"`   // how the terminal was before the console
	Console int           `json:"console"` // its process id
	Group   int           `json:"group"`   // its process group, which owns the terminal while the console runs
	Folders keeperFolders `json:"folders"`
}

// keeper is the console's side of a small process that restores the terminal if the console cannot: because it was
// killed, ran out of memory, or was ended by the runtime or an os.Exit. The keeper notices the end of a pipe, from
// which it also reads the reason; see keepTerminal for its side. If it cannot be started, the console runs without it.
// A nil keeper does nothing. Its methods are safe for concurrent use.
type keeper struct {
	tty           *tty
	program       string
	words, crash  *os.File // what the console writes to
	wordsIn, died *os.File // the other ends
	once          sync.Once
	ended         chan struct{} // closed when the process has ended or could not start

	mu       sync.Mutex // guards what follows
	over     bool
	undivert func() // restores the standard error
}

// newKeeper prepares a keeper for a terminal. It returns nil if there can be none.
func newKeeper(t *tty, folders keeperFolders) *keeper {
	order, err := json.Marshal(keeperOrder{
		Found: t.found, Console: os.Getpid(), Group: syscall.Getpgrp(), Folders: folders,
	})
	if err != nil || t.found == nil {
		return nil
	}
	k := &keeper{tty: t, ended: make(chan struct{}), undivert: func() {}}
	if k.program, err = ownProgram(); err != nil {
		return nil
	}
	if k.wordsIn, k.words, err = os.Pipe(); err != nil {
		return nil
	}
	if k.died, k.crash, err = os.Pipe(); err != nil {
		_, _ = k.wordsIn.Close(), k.words.Close()
		return nil
	}
	_, _ = k.words.Write(append(order, '\n'))
	return k
}

// screen tells the keeper whether the terminal shows the console's screen. The first call starts the process: the
// renderer waits for its clock then, so the first frame is not delayed.
func (k *keeper) screen(on bool) {
	if !on {
		k.tell(wordLeft)
		return
	}
	k.tell(wordScreen)
	if k != nil {
		k.once.Do(func() { ui.Start(k.run, func(*ui.CrashError) {}) })
	}
}

// run starts the process and waits for its end.
func (k *keeper) run() {
	defer close(k.ended)
	defer k.forget()
	cmd := &exec.Cmd{
		Path: k.program, Args: []string{keeperName, keeperMode}, Env: []string{}, Dir: "/",
		ExtraFiles:  []*os.File{k.tty.in, k.tty.out, k.wordsIn, k.died}, // from keeperFirst on
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true},                // signals from the keyboard are the console's
	}
	err := cmd.Start()
	_, _ = k.wordsIn.Close(), k.died.Close()
	if err == nil {
		k.begin()
	}
	_ = k.crash.Close() // the standard error is a copy
	if err == nil {
		_ = cmd.Wait()
	}
}

// begin diverts the standard error to the keeper. The runtime writes there why it ends the program, with the value of a
// panic, which may hold a secret. On the console's screen it would be unreadable, and a file would get it unfiltered.
// The runtime's own SetCrashOutput leaves out the first line of a fatal error (Go 1.26).
func (k *keeper) begin() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.over {
		k.undivert = divert(int(os.Stderr.Fd()), int(k.crash.Fd()))
	}
}

// forget reverts begin.
func (k *keeper) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over = true
	k.undivert()
	k.undivert = func() {}
}

// dismissed tells the keeper that the terminal no longer needs it.
func (k *keeper) dismissed() { k.tell(wordOver) }

// dismiss ends the keeper.
func (k *keeper) dismiss() {
	if k == nil {
		return
	}
	k.dismissed()
	_ = k.words.Close()
	k.forget()
	k.once.Do(func() { // never started
		_, _, _ = k.wordsIn.Close(), k.died.Close(), k.crash.Close()
		close(k.ended)
	})
	select {
	case <-k.ended:
	case <-time.After(keeperWait):
	}
}

// tell writes a word. The pipe has room for all words that are ever written. Errors are ignored, because the keeper may
// have ended.
func (k *keeper) tell(word byte) {
	if k != nil {
		_, _ = k.words.Write([]byte{word})
	}
}

// divert redirects a file descriptor to another one until undo.
func divert(fd, to int) (undo func()) {
	kept, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, keeperFirst)
	if err != nil {
		return func() {}
	}
	err = unix.Dup2(to, fd)
	return func() {
		if err == nil {
			_ = unix.Dup2(kept, fd)
		}
		_ = unix.Close(kept)
	}
}

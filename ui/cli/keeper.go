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

	"gavel/ui"
)

const (
	// keeperName is what a list of processes shows. Whoever kills all processes called gavel shall spare it.
	keeperName = "terminal-keeper"
	// keeperMode is the argument that makes this program a keeper.
	keeperMode = "__keeper"
	// keeperWait bounds how long the console waits for its keeper at the end. It takes a millisecond or two.
	keeperWait = 100 * time.Millisecond
)

// What the console tells its keeper, after the order. The last word counts.
const (
	wordScreen byte = 's' // the alternate screen is about to be entered
	wordLeft   byte = 'l' // it was left
	wordOver   byte = '.' // the end, in good order
)

// keeperOrder is the first line that a keeper reads. It holds no secret, and nothing of a room.
type keeperOrder struct {
	Found   *term.State   `json:"found"`   // how the terminal was before the console
	Console int           `json:"console"` // its process id
	Group   int           `json:"group"`   // and the process group, to which the terminal belongs while the console runs
	Folders keeperFolders `json:"folders"`
}

// keeper is the console's side of a small process that gives the terminal back when the console can do it no more: when
// it was killed, has run out of memory, or was ended by the runtime or by somebody's os.Exit. The keeper hears of it by
// the end of a pipe, over which it also learns why; see keepTerminal for its side. Where it cannot be started, the
// console does without. A nil keeper is fine. Its methods are safe for concurrent use.
type keeper struct {
	tty           *tty
	program       string
	words, crash  *os.File // what the console writes to
	wordsIn, died *os.File // the other ends
	once          sync.Once
	ended         chan struct{} // the process is gone, or was never there

	mu       sync.Mutex // guards what follows
	over     bool
	undivert func() // gives the standard error back
}

// newKeeper prepares a keeper for a terminal. It returns nil where there can be none.
func newKeeper(t *tty, folders keeperFolders) *keeper {
	order, err := json.Marshal(keeperOrder{Found: t.found, Console: os.Getpid(), Group: syscall.Getpgrp(), Folders: folders})
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

// screen tells the keeper whether the terminal shows the console's screen. It starts it when the screen is first
// entered: the renderer waits for its clock then, so that the first frame comes no later.
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

// begin diverts the standard error to the keeper. The runtime writes there why it ends the program, with whatever the
// value of a panic holds; on the console's screen nobody could read it, and a file would get it as it is. The runtime's
// own way, SetCrashOutput, leaves out the first line of a fatal error (Go 1.26).
func (k *keeper) begin() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.over {
		k.undivert = divert(int(os.Stderr.Fd()), int(k.crash.Fd()))
	}
}

// forget takes back what begin did.
func (k *keeper) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over = true
	k.undivert()
	k.undivert = func() {}
}

// dismissed tells the keeper that the terminal needs it no more.
func (k *keeper) dismissed() { k.tell(wordOver) }

// dismiss ends the keeper.
func (k *keeper) dismiss() {
	if k == nil {
		return
	}
	k.dismissed()
	_ = k.words.Close()
	k.forget()
	k.once.Do(func() { // it was never started
		_, _, _ = k.wordsIn.Close(), k.died.Close(), k.crash.Close()
		close(k.ended)
	})
	select {
	case <-k.ended:
	case <-time.After(keeperWait):
	}
}

// tell writes a word. The pipe has room for all there ever are; a keeper that is gone is told nothing.
func (k *keeper) tell(word byte) {
	if k != nil {
		_, _ = k.words.Write([]byte{word})
	}
}

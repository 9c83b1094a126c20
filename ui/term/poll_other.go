//go:build !unix

package term

import (
	"errors"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
)

var (
	errStopped = errors.New("stopped") // stop has ended the wait
	errNothing = errors.New("nothing to read")
)

// stopper cannot interrupt a read here: it ends with the process. Messages due after a pause arrive with the next key.
type stopper struct{}

func newStopper() (stopper, error) { return stopper{}, nil }

func (stopper) stop()  {}
func (stopper) close() {}

func (stopper) wait(*os.File, time.Duration) (ready bool, err error) { return true, nil }

func readSome(f *os.File, b []byte) (int, error) { return f.Read(b) }

func discardInput(*os.File)  {}
func discardOutput(*os.File) {}

func writeAll(f *os.File, b []byte) error {
	_, err := f.Write(b)
	return err
}

// signalLoop reports the screen size once. This system reports no changes of it.
func (t *Terminal) signalLoop() { t.measure() }

// Suspend does nothing, because this system has no job control.
func (t *Terminal) Suspend() {}

// setModes restores the modes that the terminal had before Start.
func setModes(f *os.File, found *term.State) { _ = term.Restore(f.Fd(), found) }

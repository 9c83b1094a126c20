//go:build !unix

package term

import (
	"errors"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
)

var (
	errStopped = errors.New("stopped") // a wait was ended
	errNothing = errors.New("nothing to read")
)

// stopper cannot wait here: a read waits, and goes with the process. What comes because of a pause comes with the next
// key.
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

// signalLoop tells the size of the screen once: nothing here tells of another one.
func (t *Terminal) signalLoop() { t.measure() }

// Suspend does nothing: there is no job control.
func (t *Terminal) Suspend() {}

// setModes sets the modes that a terminal had before Start.
func setModes(f *os.File, found *term.State) { _ = term.Restore(f.Fd(), found) }

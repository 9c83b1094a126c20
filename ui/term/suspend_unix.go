//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"
)

// signalLoop follows the size of the screen, and gives the terminal back while the process is stopped.
func (t *Terminal) signalLoop() {
	signals := make(chan os.Signal, 8) // one of each, and room
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGTSTP, syscall.SIGCONT)
	defer signal.Stop(signals)
	t.measure()
	for {
		select {
		case <-t.over:
			return
		case sig := <-signals:
			switch sig {
			case syscall.SIGWINCH:
				t.measure()
			case syscall.SIGTSTP:
				t.suspend(signals)
			case syscall.SIGCONT: // a stop that nobody announced: whatever had the terminal has left its own modes
				t.retake()
			}
		}
	}
}

// Suspend stops the process until it is continued, as ctrl-z does in other programs. It does not wait.
func (t *Terminal) Suspend() { _ = syscall.Kill(os.Getpid(), syscall.SIGTSTP) }

// suspend gives the terminal back, stops the process, and takes the terminal again.
func (t *Terminal) suspend(signals <-chan os.Signal) {
	t.release(false)
	if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err == nil {
		// The stop reaches this thread a little later. It would take the terminal back until then.
		t.awaitContinue(signals)
	}
	t.retake()
}

func (t *Terminal) awaitContinue(signals <-chan os.Signal) {
	for {
		select {
		case <-t.over:
			return
		case sig := <-signals:
			if sig == syscall.SIGCONT {
				return
			}
		}
	}
}

// retake takes the terminal again and paints every cell.
func (t *Terminal) retake() {
	if err := t.take(); err != nil {
		t.lost(err)
		return
	}
	t.measure()
}

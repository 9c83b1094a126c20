//go:build unix

package term

import (
	"os"
	"os/signal"
	"syscall"
)

// signalLoop reports changes of the screen size, and gives the terminal back while the process is stopped.
func (t *Terminal) signalLoop() {
	signals := make(chan os.Signal, 8) // one of each, with space to spare
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
			case syscall.SIGCONT: // after SIGSTOP: other programs may have changed the modes
				t.retake()
			}
		}
	}
}

// Suspend stops the process until it is continued, as ctrl-z does in other programs. It returns before the process
// stops.
func (t *Terminal) Suspend() { _ = syscall.Kill(os.Getpid(), syscall.SIGTSTP) }

// suspend gives the terminal back, stops the process, and takes the terminal again.
func (t *Terminal) suspend(signals <-chan os.Signal) {
	t.release(false)
	if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err == nil {
		// The stop reaches this thread a little later. Without waiting, the thread would retake the terminal before that.
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

//go:build unix

package ui

import (
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
)

// suspension leaves the screen before the process stops, and takes it again afterwards.
type suspension struct {
	program *tea.Program
	out     *terminal
	stopped atomic.Bool // by us: the screen is taken back without being asked
}

// suspendOn handles SIGTSTP and SIGCONT until the returned function is called.
func suspendOn(p *tea.Program, out *terminal) (end func()) {
	s := &suspension{program: p, out: out}
	signals, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGTSTP, syscall.SIGCONT)
	Start(func() { s.run(signals, over) }, func(*CrashError) { p.Kill() })
	return func() {
		signal.Stop(signals)
		close(over)
	}
}

// run sends the program commands for which Bubble Tea gives the terminal back. One that does nothing is for a stop that
// nobody announced: whatever had the terminal meanwhile, has left its own modes.
func (s *suspension) run(signals <-chan os.Signal, over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		case sig := <-signals:
			switch {
			case sig == syscall.SIGTSTP:
				s.program.Send(tea.Exec(pause{s, true}, nil)())
			case !s.stopped.Swap(false):
				s.program.Send(tea.Exec(pause{s, false}, nil)())
			}
		}
	}
}

// pause is the command that runs while the terminal is not ours.
type pause struct {
	*suspension
	stop bool
}

// Run stops the process until it is continued.
func (p pause) Run() error {
	p.out.drain()
	if !p.stop {
		return nil
	}
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	p.stopped.Store(true)
	if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
		return err
	}
	<-continued // the stop reaches this thread a little later; it would take the terminal back until then
	return nil
}

// SetStdin does nothing: nothing is read.
func (pause) SetStdin(io.Reader) {}

// SetStdout does nothing: nothing is written.
func (pause) SetStdout(io.Writer) {}

// SetStderr does nothing: nothing is written.
func (pause) SetStderr(io.Writer) {}

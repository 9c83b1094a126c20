package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/pane"
)

// framesPerSecond is how often the terminal is written to at most; snapshots come no faster either.
const framesPerSecond = int(time.Second / pane.SnapshotEvery)

// Run shows the console until it is left. It returns why it had to end, or nil. The terminal is restored by then, so
// the error can be printed. The end of the standard input is no error: there is nobody left. The function screen is
// called before the alternate screen is entered, and when it was left, as it is while the process is stopped; it must
// not wait.
func Run(ctx context.Context, o Options, screen func(on bool)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := newTerminal(os.Stdout)
	out.screen = screen
	if o.Copy == nil {
		o.Copy = out.copy
	}
	return show(ctx, New(ctx, o), out)
}

// show runs a model until it is left.
func show(ctx context.Context, m *Model, out *terminal) error {
	s := &shield{m: m}
	var gone atomic.Bool
	in := &keyboard{File: os.Stdin}
	// Signals end ctx. Bubble Tea's own handler sends a message that nobody reads any more when ctx was faster, and Run
	// then never returns (v1.3.10).
	p := tea.NewProgram(s, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithAltScreen(),
		tea.WithFPS(framesPerSecond), tea.WithOutput(out), tea.WithInput(in))
	s.kill, out.lost = p.Kill, p.Kill
	m.post = p.Send
	out.repaint = func() { s.start(func() { p.Send(tea.WindowSize()()) }) }
	in.gone = func() { gone.Store(true); p.Kill() }
	s.start(out.run)
	end := suspendOn(p, out)
	_, err := p.Run()
	end()
	out.finish()
	switch {
	case s.crash.Load() != nil:
		return s.crash.Load()
	case s.m.fatal != nil:
		return s.m.fatal
	case out.failure() != nil:
		return fmt.Errorf("write to the terminal: %w", out.failure())
	case gone.Load(), errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return err
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
	"gavel/ui/term"
)

// Run shows the console until the user quits, and returns the error that ended it, or nil. The terminal is restored by
// then, so the error can be printed. The end of the standard input is not an error, because no user is left. Run calls
// screen with true before it enters the alternate screen, and with false after it has left it, also when the process is
// stopped and continued. screen must not wait.
func Run(ctx context.Context, o Options, screen func(on bool)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return show(ctx, New(ctx, o), screen)
}

// show runs a model until it quits.
func show(ctx context.Context, m *Model, screen func(on bool)) error {
	s := &shield{m: m}
	// Signals end ctx. Bubble Tea's own handler sends a message that is no longer read if ctx was faster, and Run then
	// never returns (v1.3.10).
	p := tea.NewProgram(s, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithoutRenderer(), tea.WithInput(nil))
	s.kill = p.Kill
	m.post = p.Send
	var gone atomic.Bool
	t, err := term.Open(os.Stdin, os.Stdout, term.Options{
		Title: "gavel", ASCII: m.Theme().ASCII, Mouse: m.o.Mouse, Bidi: m.o.Bidi == draw.OrderedHere,
		Screen: screen, Crashed: s.crashed,
		Lost: func(err error) { gone.Store(err == nil); p.Kill() },
	})
	if err != nil {
		return err
	}
	s.glass, m.glass = t, t
	defer t.Restore()
	if err := t.Start(p.Send); err != nil {
		return err
	}
	_, err = p.Run()
	t.Restore()
	switch {
	case s.crash.Load() != nil:
		return s.crash.Load()
	case s.m.fatal != nil:
		return s.m.fatal
	case t.Err() != nil:
		return fmt.Errorf("write to the terminal: %w", t.Err())
	case gone.Load(), errors.Is(err, tea.ErrInterrupted):
		return nil
	}
	return err
}

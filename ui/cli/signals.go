package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"gavel/ui"
)

const (
	// endWithin is how long a clean end may take after a signal. Then the program ends anyway.
	endWithin = 900 * time.Millisecond
	// signalBase plus the number of a signal is the exit code of a program that the signal ended.
	signalBase = 128
)

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ signal os.Signal }

// Error names the signal.
func (i interrupted) Error() string { return "interrupted by signal: " + i.signal.String() }

// code returns the exit code for the signal: 130 for SIGINT.
func (i interrupted) code() int {
	if n, ok := i.signal.(syscall.Signal); ok {
		return signalBase + int(n)
	}
	return exitInterrupted
}

// codeOf returns the exit code of a run that ctx ended.
func codeOf(ctx context.Context) int {
	if i, ok := context.Cause(ctx).(interrupted); ok { //nolint:errorlint // it is the cause itself
		return i.code()
	}
	return exitInterrupted
}

// onSignals returns a context that the first signal ends. If the program has not ended within endWithin, or on a second
// signal, emergency is called. It must not return.
func onSignals(emergency func(code int)) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals, over := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, endingSignals()...)
	var once sync.Once
	stop = func() {
		once.Do(func() { close(over) })
		signal.Stop(signals)
		cancel(nil)
	}
	ui.Start(func() {
		var first os.Signal
		select {
		case first = <-signals:
		case <-over:
			return
		}
		cancel(interrupted{first})
		select {
		case <-signals:
		case <-time.After(endWithin):
		case <-over:
			return
		}
		emergency(interrupted{first}.code())
	}, func(*ui.CrashError) { emergency(exitFailed) })
	return ctx, stop
}

// endingSignals returns the signals that end gavel cleanly.
func endingSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) { // as it is under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

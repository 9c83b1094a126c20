package ui

import (
	"context"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// waker keeps one timer, for the earliest time at which the screen must be drawn again.
type waker struct {
	n     int
	at    time.Time
	timer *time.Timer  // of a running program; reused, because a new one each time costs five allocations
	armed atomic.Int64 // n, for the timer
}

// wakeMoved is how much later a wake-up may become with the same timer.
const wakeMoved = 2 * time.Second

// set sets the timer. Under load, a snapshot nearly always does the work first: a timer that was left to fire drew 22
// to 31 frames a second for nothing, as many as the snapshots did (measured). In a running program no tea.Cmd waits for
// the timer: together with another command it would be a batch, and each key press would reach the room one turn of the
// event loop later. post sends a message to a running program; if it is nil, the returned command waits for the timer.
func (w *waker) set(ctx context.Context, at, now time.Time, post func(tea.Msg)) tea.Cmd {
	if at.Equal(w.at) {
		return nil
	}
	if w.timer != nil {
		w.timer.Stop()
		if at.Sub(w.at) > wakeMoved { // the runtime wakes for the old time of a timer that is reset to a later one
			w.timer = nil
		}
	}
	w.n++
	w.at = at
	if at.IsZero() {
		return nil
	}
	n, wait := w.n, max(at.Sub(now), time.Millisecond)
	if post != nil {
		w.armed.Store(int64(n))
		if w.timer == nil {
			w.timer = time.AfterFunc(wait, func() { post(wakeMsg{int(w.armed.Load())}) })
		} else {
			w.timer.Reset(wait)
		}
		return nil
	}
	return guarded(func() tea.Msg {
		select {
		case <-time.After(wait):
			return wakeMsg{n}
		case <-ctx.Done():
			return nil
		}
	})
}

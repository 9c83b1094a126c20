package term

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Start takes the terminal and starts reading. It calls post for each message: Input, tea.WindowSizeMsg and Tick.
// Inputs come in the order of the keys. post is called on several goroutines, and may block. Call Start once. If it
// returns an error, the terminal is as it was.
func (t *Terminal) Start(post func(tea.Msg)) error {
	t.post = post
	var err error
	if t.stop, err = newStopper(); err != nil {
		return fmt.Errorf("prepare the keyboard: %w", err)
	}
	if err := t.take(); err != nil {
		t.stop.close()
		return err
	}
	t.ask()
	t.start(t.writeLoop)
	t.start(t.readLoop)
	t.start(t.signalLoop)
	return nil
}

// Restore restores the modes and the screen from before Start, for good: afterwards nothing is read or written. It may
// be called more than once, and without Start. If the terminal accepts no output, Restore returns within about a second
// all the same.
func (t *Terminal) Restore() {
	t.once.restore.Do(func() {
		if t.post == nil { // Start was not called
			return
		}
		t.mu.Lock()
		if t.late != nil {
			t.late.Stop()
		}
		t.mu.Unlock()
		t.release(true)
		close(t.over)
		t.stop.stop()
		done := make(chan struct{})
		go func() { // a write that never returns keeps this goroutine until the process ends
			t.running.Wait()
			t.stop.close()
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(lastWait):
		}
	})
}

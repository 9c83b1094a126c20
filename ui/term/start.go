package term

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Start takes the terminal and begins to read. Messages go to post, in order: Input, tea.WindowSizeMsg, Tick. It may
// wait. When Start returns an error, the terminal is as it was.
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

// Restore gives the terminal back: modes and screen are as they were before Start. It may be called more than once, and
// without Start. Afterwards nothing is read or written. It does not wait long for a terminal that takes nothing.
func (t *Terminal) Restore() {
	t.once.restore.Do(func() {
		if t.post == nil { // it was not started
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
		go func() { // a write that never returns keeps it until the process ends
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

package term

import (
	"os"
	"time"
)

const (
	// lastWait bounds each wait at the end, so that quitting does not hang on a terminal that accepts no output.
	lastWait = 150 * time.Millisecond
	// forceWait bounds the effort to end a write that the terminal does not accept. After each discard of the output, the
	// write needs a turn on the processor to end.
	forceWait = 200 * time.Millisecond
	// discardEvery is how often the output of such a terminal is discarded.
	discardEvery = 2 * time.Millisecond
)

// writeLoop writes until Restore. No other goroutine waits for the terminal.
func (t *Terminal) writeLoop() {
	for {
		select {
		case <-t.over:
			return
		case <-t.wake:
		}
		for {
			b := t.next()
			if len(b) == 0 {
				break
			}
			t.wrote(writeAll(t.out, b))
		}
	}
}

// next returns the bytes to write, or none if the screen shows the newest frame.
func (t *Terminal) next() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held || t.err != nil {
		return nil
	}
	var b []byte
	if t.frame != nil {
		b = t.painter.Paint(*t.frame)
	}
	if len(t.raw) > 0 {
		b = append(t.raw, b...)
		t.raw = nil
	}
	if len(b) > 0 {
		t.writing = make(chan struct{})
	}
	return b
}

func (t *Terminal) wrote(err error) {
	t.mu.Lock()
	close(t.writing)
	t.writing = nil
	if err != nil && t.err == nil {
		t.err = err
	}
	t.mu.Unlock()
	if err != nil {
		t.lost(err)
	}
}

// release gives the screen and the modes back. Nothing is written until the next take; if forGood is set, never again.
func (t *Terminal) release(forGood bool) {
	t.taking.Lock()
	defer t.taking.Unlock()
	taken := t.taken
	t.taken, t.gone = false, t.gone || forGood
	if !taken { // not taken, or already given back: the screen belongs to another program
		return
	}
	t.mu.Lock()
	t.held = true
	written := t.writing
	t.mu.Unlock()
	if isOver(written, lastWait) {
		GiveBackShared(t.out)
	} else { // the terminal accepts no output: waiting output is lost
		for deadline := time.Now().Add(forceWait); time.Now().Before(deadline) && !isOver(written, discardEvery); {
			discardOutput(t.out)
		}
		GiveBack(t.out)
	}
	t.restoreModes()
	t.screen(false)
}

// isOver waits at most d for the end of a write, and reports whether it ended. A nil channel means that there is no
// write.
func isOver(written <-chan struct{}, d time.Duration) bool {
	if written == nil {
		return true
	}
	select {
	case <-written:
		return true
	case <-time.After(d):
		return false
	}
}

// GiveBack restores the screen of a terminal whose console could not do it. It discards output that the terminal has
// not accepted, and waits at most 450 ms. Line modes, such as echo, it leaves as they are.
func GiveBack(out *os.File) {
	discardOutput(out)
	GiveBackShared(out)
}

// GiveBackShared is GiveBack for a terminal to which another program, such as a shell, may already be writing. It
// discards output only if the terminal accepts none, and waits at most 450 ms.
func GiveBackShared(out *os.File) {
	written := giveBack(out)
	if isOver(written, lastWait) {
		return
	}
	discardOutput(out)
	if isOver(written, lastWait) { // the discarded output may have held some of the bytes
		isOver(giveBack(out), lastWait)
	}
}

// giveBack writes RestoreBytes. The channel is closed once the terminal has accepted them.
func giveBack(out *os.File) <-chan struct{} {
	written := make(chan struct{})
	go func() { // if the terminal never accepts them, this goroutine lives until the process ends
		defer close(written)
		_, _ = out.WriteString(RestoreBytes)
	}()
	return written
}

// restoreModes restores the modes from before Start. It discards input while an answer may still arrive, because the
// answer would appear as typed text in the shell.
func (t *Terminal) restoreModes() {
	if t.awaitsAnswer() {
		discardInput(t.in)
	}
	setModes(t.in, t.found)
}

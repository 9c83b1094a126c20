package term

import (
	"os"
	"time"
)

const (
	// lastWait bounds the end: whoever quits does not wait for a terminal that takes nothing.
	lastWait = 150 * time.Millisecond
	// forceWait bounds how long a write that the terminal does not take is made to end: each time that the terminal has
	// forgotten what waits in it, the write needs its turn on the processor.
	forceWait = 200 * time.Millisecond
	// discardEvery is how often such a terminal is made to forget what waits in it.
	discardEvery = 2 * time.Millisecond
)

// writeLoop writes until the end. Only it waits for the terminal.
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

// next returns what to write: nothing when the screen shows the newest frame.
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

// release gives the screen and the modes back. The terminal is not written to again before take, and never again when
// it is for good.
func (t *Terminal) release(forGood bool) {
	t.taking.Lock()
	defer t.taking.Unlock()
	taken := t.taken
	t.taken, t.gone = false, t.gone || forGood
	if !taken { // it was never ours, or was given back: what it shows is another's
		return
	}
	t.mu.Lock()
	t.held = true
	written := t.writing
	t.mu.Unlock()
	if isOver(written, lastWait) {
		GiveBackShared(t.out)
	} else { // it takes nothing: what waits in it is lost
		for deadline := time.Now().Add(forceWait); time.Now().Before(deadline) && !isOver(written, discardEvery); {
			discardOutput(t.out)
		}
		GiveBack(t.out)
	}
	t.restoreModes()
	t.screen(false)
}

// isOver waits for the end of a write, at most for d. A nil one is over.
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

// GiveBack restores the screen of a terminal whose console had no time to do it. What the terminal has not taken yet is
// lost. It does not wait long.
func GiveBack(out *os.File) {
	discardOutput(out)
	GiveBackShared(out)
}

// GiveBackShared is GiveBack for a terminal to which somebody else, like a shell, may be writing already: what waits in
// it is lost only if the terminal takes nothing.
func GiveBackShared(out *os.File) {
	written := giveBack(out)
	if isOver(written, lastWait) {
		return
	}
	discardOutput(out)
	if isOver(written, lastWait) { // some of the bytes may have been among what was lost
		isOver(giveBack(out), lastWait)
	}
}

// giveBack writes RestoreBytes. The channel is closed when the terminal has taken them.
func giveBack(out *os.File) <-chan struct{} {
	written := make(chan struct{})
	go func() { // a terminal that never takes them keeps it until the process ends
		defer close(written)
		_, _ = out.WriteString(RestoreBytes)
	}()
	return written
}

// restoreModes sets the modes that the terminal had. An answer that is still to come would be typed into the shell.
func (t *Terminal) restoreModes() {
	if t.awaitsAnswer() {
		discardInput(t.in)
	}
	setModes(t.in, t.found)
}

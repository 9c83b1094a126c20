package term

import (
	"errors"
	"io"
	"runtime"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// readSize is the size of a terminal's input buffer.
	readSize = 4096
	// maxRead bounds the bytes that are decoded together.
	maxRead = 1 << 16
)

// readLoop reads and decodes input until Restore or the end of the input.
func (t *Terminal) readLoop() {
	d := decoder{alt: t.o.Alt}
	buf := make([]byte, readSize)
	for {
		wait := time.Duration(-1)
		if at, ok := d.deadline(); ok {
			wait = max(0, time.Until(at))
		}
		ready, err := t.stop.wait(t.in, wait)
		switch {
		case errors.Is(err, errStopped):
			return
		case err != nil:
			t.lost(nil) // the terminal hung up
			return
		case !ready:
			now := time.Now()
			t.input(now, d.silence(now))
			continue
		}
		b, err := t.read(buf)
		if errors.Is(err, errNothing) {
			continue
		}
		if len(b) == 0 && err != nil {
			t.lost(nil)
			return
		}
		now := time.Now()
		t.input(now, d.feed(now, b))
	}
}

// read returns the bytes that have arrived. If a read fills buf, read continues, so that it does not split a sequence.
func (t *Terminal) read(buf []byte) ([]byte, error) {
	n, err := readSome(t.in, buf)
	b := buf[:n]
	for n == len(buf) && err == nil && len(b) < maxRead {
		if more, waitErr := t.stop.wait(t.in, 0); waitErr != nil || !more {
			break
		}
		rest := make([]byte, len(buf))
		if n, err = readSome(t.in, rest); errors.Is(err, errNothing) {
			return b, nil
		}
		b = append(slices.Clip(b), rest[:n]...)
	}
	if n == 0 && err == nil {
		err = io.EOF
	}
	return b, err
}

// input posts the decoded messages, without unwanted answers.
func (t *Terminal) input(at time.Time, msgs []tea.Msg) {
	t.mu.Lock()
	kept := t.asked.take(at, msgs)
	t.mu.Unlock()
	if len(kept) > 0 {
		t.post(Input{at, kept})
		runtime.Gosched() // lets this thread handle the key before it waits for the next one
	}
}

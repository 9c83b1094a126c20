package ui

import (
	"encoding/base64"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/ansi"
)

const (
	// frameWait is how long the console waits for a terminal that takes nothing, before it throws frames away. A slow line
	// takes a whole screen in less.
	frameWait = 250 * time.Millisecond
	// lastWait bounds the end: whoever quits does not wait for a terminal that takes nothing.
	lastWait = 150 * time.Millisecond
	// discardEvery is how often a terminal that takes nothing is made to forget what waits in it. It is then given the rest
	// of the frame that was being written.
	discardEvery = 2 * time.Millisecond
)

// giveBack leaves everything that the console may have switched on: pasting in brackets, mouse, hidden cursor, colours and
// the alternate screen. Its escape also ends a sequence that was cut off.
const giveBack = "\x1b[?2004l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?25h\x1b[0m\x1b[?1049l\r"

// terminal is the standard output. A goroutine of its own writes frames and the clipboard's sequences, one behind the
// other. The console never waits long for a terminal that takes nothing: frames are thrown away, not queued, and the screen
// is painted anew when it takes again.
type terminal struct {
	*os.File
	jobs    chan []byte // no capacity: a job is taken only when nothing is being written
	over    chan struct{}
	done    chan struct{}
	torn    atomic.Bool // something was thrown away since the last repaint
	err     atomic.Pointer[error]
	repaint func()        // does not wait: the console may be waiting for the goroutine
	lost    func()        // called when the terminal is gone
	screen  func(on bool) // called before the alternate screen is entered, and when it was left

	mu      sync.Mutex // one Write at a time; guards changes
	changes changes
}

func newTerminal(f *os.File) *terminal {
	return &terminal{
		File: f, jobs: make(chan []byte), over: make(chan struct{}), done: make(chan struct{}),
		repaint: func() {}, lost: func() {}, screen: func(bool) {},
	}
}

// Write hands over one piece as a whole. It reports everything as written: the renderer has no use for an error.
func (t *terminal) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	job := slices.Clone(t.changes.of(b)) // both buffers are used again
	if len(job) == 0 && len(b) > 0 {
		return len(b), nil
	}
	select {
	case t.jobs <- job:
		return len(b), nil
	default:
	}
	if t.torn.Load() {
		t.changes.forget()
		return len(b), nil
	}
	timer := time.NewTimer(frameWait)
	defer timer.Stop()
	select {
	case t.jobs <- job:
	case <-t.over:
	case <-timer.C:
		t.torn.Store(true)
		t.changes.forget()
	}
	return len(b), nil
}

// WriteString is Write. That of the file, which would go past the goroutine, is what the renderer uses for short sequences.
func (t *terminal) WriteString(s string) (int, error) { return t.Write([]byte(s)) }

// run writes until finish.
func (t *terminal) run() {
	defer close(t.done)
	for {
		select {
		case <-t.over:
			return
		case job := <-t.jobs:
			t.put(job)
			if t.torn.Swap(false) {
				t.repaint()
			}
		}
	}
}

// put writes one job. The renderer enters and leaves the alternate screen with jobs of their own.
func (t *terminal) put(job []byte) {
	if string(job) == ansi.SetModeAltScreenSaveCursor {
		t.screen(true)
	}
	if _, err := t.File.Write(job); err != nil && t.err.CompareAndSwap(nil, &err) {
		t.lost()
	}
	if string(job) == ansi.ResetModeAltScreenSaveCursor {
		t.screen(false)
	}
}

// drain waits until what was handed over is written, but not long.
func (t *terminal) drain() { _, _ = t.Write(nil) }

// finish waits for the last bytes and ends the goroutine. A terminal that did not take everything is given back here.
func (t *terminal) finish() {
	close(t.over)
	select {
	case <-t.done:
		if !t.torn.Load() {
			return
		}
	case <-time.After(lastWait):
	}
	for deadline := time.Now().Add(lastWait); time.Now().Before(deadline); {
		discardOutput(t.File)
		select {
		case <-t.done:
			GiveBack(t.File)
			return
		case <-time.After(discardEvery):
		}
	}
}

// failure says why the terminal could not be written to; nil while it can.
func (t *terminal) failure() error {
	if err := t.err.Load(); err != nil {
		return *err
	}
	return nil
}

// GiveBack restores a terminal whose console had no time to do it. What the terminal has not taken yet is lost.
func GiveBack(f *os.File) {
	discardOutput(f)
	select {
	case <-leave(f):
	case <-time.After(lastWait):
	}
}

// GiveBackShared is GiveBack for a terminal to which somebody else, like a shell, may be writing already: what waits in it is
// lost only if the terminal takes nothing.
func GiveBackShared(f *os.File) {
	left := leave(f)
	select {
	case <-left:
		return
	case <-time.After(lastWait):
	}
	discardOutput(f)
	select {
	case <-left:
	case <-time.After(lastWait):
	}
}

// leave writes giveBack. The channel is closed when the terminal has taken it.
func leave(f *os.File) <-chan struct{} {
	written := make(chan struct{})
	Start(func() {
		defer close(written)
		_, _ = f.WriteString(giveBack)
	}, func(*CrashError) {})
	return written
}

// copy puts text on the clipboard of the terminal's owner, by OSC 52. A terminal that does not know it ignores it.
func (t *terminal) copy(text string) {
	_, _ = t.Write([]byte("\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"))
}

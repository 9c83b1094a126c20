package ladder

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Frame is a frame as the debug log has it.
type Frame struct {
	At    time.Time
	Out   bool   // gavel sent it
	Bytes int    // length on the wire
	Text  string // JSON without secrets; cut if it is very long, and empty if it is not JSON
	// Missed is the number of frames that were dropped before this one, because they were read too slowly.
	Missed int
}

// Bounds of the frames that wait to be read.
const (
	maxWaiting      = 2000
	maxWaitingBytes = 8 << 20
)

// Tap is a [slog.Handler] that keeps the frames of a debug log until they are read. It is safe for concurrent use.
type Tap struct {
	mu      sync.Mutex // guards what follows
	waiting []Frame
	bytes   int
	missed  int
	more    chan struct{} // holds a token while frames are waiting
}

// NewTap returns a tap for [session.Config.Logger].
func NewTap() *Tap { return &Tap{more: make(chan struct{}, 1)} }

// Enabled implements [slog.Handler]: frames are logged at debug level.
func (t *Tap) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs implements [slog.Handler].
func (t *Tap) WithAttrs([]slog.Attr) slog.Handler { return t }

// WithGroup implements [slog.Handler].
func (t *Tap) WithGroup(string) slog.Handler { return t }

// Handle implements [slog.Handler]. It keeps frames and ignores everything else. It never waits.
func (t *Tap) Handle(_ context.Context, r slog.Record) error {
	if r.Message != frameMessage {
		return nil
	}
	f := Frame{At: r.Time}
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "direction":
			f.Out = a.Value.String() == "out"
		case "bytes":
			f.Bytes = int(a.Value.Int64())
		case frameMessage:
			f.Text = a.Value.String()
		}
		return true
	})
	t.keep(f)
	return nil
}

// frameMessage is the message of a record with a frame, and the key of its text.
const frameMessage = "frame"

func (t *Tap) keep(f Frame) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) >= maxWaiting || t.bytes+len(f.Text) > maxWaitingBytes {
		t.missed++
		return
	}
	f.Missed, t.missed = t.missed, 0
	t.waiting = append(t.waiting, f)
	t.bytes += len(f.Text)
	select {
	case t.more <- struct{}{}:
	default: // a token is there already
	}
}

// More receives when frames are waiting.
func (t *Tap) More() <-chan struct{} { return t.more }

// Take returns the frames that are waiting, in order.
func (t *Tap) Take() []Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	frames := t.waiting
	t.waiting, t.bytes = nil, 0
	return frames
}

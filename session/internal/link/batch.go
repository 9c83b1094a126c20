package link

import (
	"slices"
	"sync"

	"gavel/session/internal/wire"
)

const (
	// batchBytes is how much text of events a room gets at once, about one read of the socket. Passing events on one by
	// one cost as much as reading them (measured at 100,000 events a second).
	batchBytes = 32 << 10
	// batchFrames is the number of the shortest events in batchBytes, and batchSpans the number of their values.
	batchFrames = 128
	batchSpans  = 4 << 10
)

// Batch is a number of events for one room, in order. The reader fills a batch and hands it over; the room releases
// it.
type Batch struct {
	Frames []wire.Frame
	text   []byte      // of all frames except large ones
	tape   []wire.Span // of the same frames
}

var batches = sync.Pool{New: func() any { return new(Batch) }}

// fits reports whether the frame fits into the batch. An empty batch takes any frame.
func (b *Batch) fits(f *wire.Frame) bool {
	return len(b.Frames) == 0 || len(b.Frames) < batchFrames &&
		len(b.text)+len(f.Text) <= batchBytes && len(b.tape)+len(f.Tape) <= batchSpans
}

// add copies the frame into the batch. A large frame keeps its document, which the reader does not reuse.
func (b *Batch) add(f *wire.Frame) {
	b.Frames = append(b.Frames, *f)
	if cap(f.Text) > wire.MaxKeptBuffer {
		return
	}
	if b.text == nil {
		b.text, b.tape = make([]byte, 0, batchBytes), make([]wire.Span, 0, batchSpans)
	}
	d := &b.Frames[len(b.Frames)-1].Document
	d.Text, b.text = stow(b.text, f.Text)
	d.Tape, b.tape = stow(b.tape, f.Tape)
}

// stow appends a copy of x to all. If all has no room for it, the copy gets an array of its own.
func stow[T any](all, x []T) (kept, rest []T) {
	from, to := len(all), len(all)+len(x)
	if to > cap(all) {
		return slices.Clone(x), all
	}
	all = append(all, x...)
	return all[from:to:to], all
}

// Release returns the batch to the pool. Its frames must not be used afterwards.
func (b *Batch) Release() {
	if b == nil {
		return
	}
	clear(b.Frames)
	b.Frames, b.text, b.tape = b.Frames[:0], b.text[:0], b.tape[:0]
	batches.Put(b)
}
